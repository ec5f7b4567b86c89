-- Passerelle, schema for postgres. Written from the migrations by "npm run generate"; do not edit.

CREATE OR REPLACE FUNCTION passerelle_assignments_deleted()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin
  insert into deleted_records (id, tenant_id, resource, record_id, deleted_at)
    values (old.id, old.tenant_id, 'assignments', old.assignment_id, clock_timestamp())
    on conflict (id) do update set tenant_id = excluded.tenant_id, record_id = excluded.record_id, deleted_at = excluded.deleted_at;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION passerelle_classes_deleted()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin
  insert into deleted_records (id, tenant_id, resource, record_id, deleted_at)
    values (old.id, old.tenant_id, 'classes', old.class_id, clock_timestamp())
    on conflict (id) do update set tenant_id = excluded.tenant_id, record_id = excluded.record_id, deleted_at = excluded.deleted_at;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION passerelle_main_class()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin
  if tg_op = 'UPDATE' then
    if old.class_pk is not distinct from new.class_pk then return null; end if;
    update study_sessions set student_pk = old.id, class_pk = old.class_pk
  where student_pk is null
    and user_id in (select u.id from users u where u.tenant_id = old.tenant_id and u.student_id = old.student_id);
    update enrolments set status = 'removed' where student_pk = old.id and class_pk = old.class_pk;
  end if;
  insert into enrolments (id, tenant_id, student_pk, class_pk, source)
    select gen_random_uuid(), new.tenant_id, new.id, new.class_pk, new.source where new.class_pk is not null
    on conflict (class_pk, student_pk) do update set status = 'active' where enrolments.status <> 'active';
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION passerelle_progress_edited()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin
  insert into progress_edits (id, tenant_id, user_id) select gen_random_uuid(), u.tenant_id, u.id from users u where u.id = old.user_id;
  if tg_op = 'UPDATE' and new.user_id <> old.user_id then insert into progress_edits (id, tenant_id, user_id) select gen_random_uuid(), u.tenant_id, u.id from users u where u.id = new.user_id; end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION passerelle_promotions_deleted()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin
  insert into deleted_records (id, tenant_id, resource, record_id, deleted_at)
    values (old.id, old.tenant_id, 'promotions', old.promo_id, clock_timestamp())
    on conflict (id) do update set tenant_id = excluded.tenant_id, record_id = excluded.record_id, deleted_at = excluded.deleted_at;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION passerelle_students_deleted()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin
  insert into deleted_records (id, tenant_id, resource, record_id, deleted_at)
    values (old.id, old.tenant_id, 'students', old.student_id, clock_timestamp())
    on conflict (id) do update set tenant_id = excluded.tenant_id, record_id = excluded.record_id, deleted_at = excluded.deleted_at;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION passerelle_study_session_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin
  if tg_op = 'UPDATE' and (old.rolled_at, old.student_pk, old.class_pk, old.theme_pk, old.day, old.score_sum, old.score_count, old.mastery, old.grains_completed, old.time_spent_seconds, old.last_activity_at) is not distinct from (new.rolled_at, new.student_pk, new.class_pk, new.theme_pk, new.day, new.score_sum, new.score_count, new.mastery, new.grains_completed, new.time_spent_seconds, new.last_activity_at) then return null; end if;
  perform passerelle_sum_study_day(old.student_pk, old.day);
  if tg_op = 'UPDATE' and (new.student_pk, new.day) is distinct from (old.student_pk, old.day) then
    perform passerelle_sum_study_day(new.student_pk, new.day);
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION passerelle_sum_study_day(student uuid, on_day character varying)
 RETURNS void
 LANGUAGE plpgsql
AS $function$ begin
  perform 1 from students t where t.id = student for no key update;
  delete from study_days d where d.student_pk = student and d.day = on_day;
  insert into study_days (id, tenant_id, student_pk, class_pk, theme_pk, day, sessions, scored_sessions, score_sum,
    mastery_sessions, mastery_sum, mastery_mark, grains_completed, time_spent_seconds, last_activity_at)
  select min(s.id::text)::uuid, s.tenant_id, s.student_pk, s.class_pk, s.theme_pk, s.day, count(*),
    sum(case when s.score_count > 0 then 1 else 0 end),
    sum(case when s.score_count > 0 then s.score_sum / s.score_count else 0 end),
    count(s.mastery), coalesce(sum(s.mastery), 0), max(floor(extract(epoch from s.last_activity_at) * 1000)::bigint * 1000 + floor(s.mastery * 100 + 0.500000001)::bigint),
    sum(s.grains_completed), sum(s.time_spent_seconds), max(s.last_activity_at)
  from study_sessions s
  where s.student_pk = student and s.day = on_day and s.rolled_at is not null
    and exists (select 1 from students t where t.id = student)
  group by s.tenant_id, s.student_pk, s.class_pk, s.theme_pk, s.day;
end $function$
;

CREATE OR REPLACE FUNCTION passerelle_targets_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin
  update assignments set updated_at = clock_timestamp() where id = coalesce(new.assignment_pk, old.assignment_pk);
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION passerelle_teachers_deleted()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin
  insert into deleted_records (id, tenant_id, resource, record_id, deleted_at)
    values (old.id, old.tenant_id, 'teachers', old.teacher_id, clock_timestamp())
    on conflict (id) do update set tenant_id = excluded.tenant_id, record_id = excluded.record_id, deleted_at = excluded.deleted_at;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION passerelle_themes_deleted()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin
  insert into deleted_records (id, tenant_id, resource, record_id, deleted_at)
    values (old.id, old.tenant_id, 'themes', old.theme_id, clock_timestamp())
    on conflict (id) do update set tenant_id = excluded.tenant_id, record_id = excluded.record_id, deleted_at = excluded.deleted_at;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION passerelle_touch()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin new.updated_at := clock_timestamp(); return new; end $function$
;

CREATE OR REPLACE FUNCTION sha2(text, integer)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
      select case $2
        when 0 then encode(sha256(convert_to($1, 'UTF8')), 'hex')
        when 224 then encode(sha224(convert_to($1, 'UTF8')), 'hex')
        when 256 then encode(sha256(convert_to($1, 'UTF8')), 'hex')
        when 384 then encode(sha384(convert_to($1, 'UTF8')), 'hex')
        when 512 then encode(sha512(convert_to($1, 'UTF8')), 'hex')
      end $function$
;

create table api_keys (
  id character varying(64) not null,
  tenant_id character varying(64) not null,
  owner text not null,
  key_hash character varying(80) not null,
  scopes text not null,
  quota_daily integer,
  quota_per_hour integer,
  quota_per_minute integer,
  status character varying(32) not null default 'active'::character varying,
  expires_at timestamp(3) with time zone,
  prefix character varying(16),
  last4 character varying(8),
  last_used_at timestamp(3) with time zone,
  last_used_ip character varying(64),
  allowed_ips text,
  rotated_from character varying(64),
  revoked_at timestamp(3) with time zone,
  metadata text,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now()
);

create table api_quotas (
  id character varying(255) not null,
  tenant_id character varying(64) not null,
  minute_number integer not null,
  minute_count integer not null,
  hour_number integer not null,
  hour_count integer not null,
  day_number integer not null,
  day_count integer not null
) with (fillfactor=50);

create table assignment_targets (
  id uuid not null,
  tenant_id character varying(64) not null,
  assignment_pk uuid not null,
  target_type character varying(32) not null,
  student_pk uuid,
  class_pk uuid,
  promo_pk uuid,
  created_at timestamp(3) with time zone not null default now()
);

create table assignments (
  id uuid not null,
  tenant_id character varying(64) not null,
  assignment_id character varying(64) collate "C" not null,
  type character varying(32) not null,
  title text not null,
  mode character varying(32),
  theme_pk uuid,
  teacher_pk uuid,
  resource_link_id uuid,
  status character varying(32) not null default 'draft'::character varying,
  due_at timestamp(3) with time zone,
  instructions text,
  source character varying(32) not null default 'manual'::character varying,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now()
);

create table classes (
  id uuid not null,
  tenant_id character varying(64) not null,
  class_id character varying(64) collate "C" not null,
  sort_key character varying(255) collate "C" not null default ''::character varying,
  name text not null,
  description text,
  promo_pk uuid,
  teacher_pk uuid,
  context_id uuid,
  status character varying(32) not null default 'active'::character varying,
  source character varying(32) not null default 'manual'::character varying,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now()
);

create table context_memberships (
  id uuid not null,
  tenant_id character varying(64) not null,
  context_id uuid not null,
  user_id uuid not null,
  role character varying(32) not null,
  status character varying(32) not null default 'active'::character varying,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now(),
  launch_role character varying(32),
  group_names text
);

create table contexts (
  id uuid not null,
  tenant_id character varying(64) not null,
  platform_id uuid not null,
  deployment_id uuid not null,
  lti_context_id character varying(300) not null,
  title text,
  label text,
  memberships_url text,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now(),
  roster_tried_at timestamp(3) with time zone,
  roster_synced_at timestamp(3) with time zone,
  roster_reason character varying(32),
  groups_url text
);

create table deleted_records (
  id uuid not null,
  tenant_id character varying(64) not null,
  resource character varying(32) not null,
  record_id character varying(64) not null,
  deleted_at timestamp(3) with time zone not null default now()
);

create table deployments (
  id uuid not null,
  tenant_id character varying(64) not null,
  platform_id uuid not null,
  deployment_id character varying(255) not null,
  status character varying(32) not null default 'active'::character varying,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now()
);

create table enrolments (
  id uuid not null,
  tenant_id character varying(64) not null,
  student_pk uuid not null,
  class_pk uuid not null,
  status character varying(32) not null default 'active'::character varying,
  source character varying(32) not null default 'manual'::character varying,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now()
);

create table former_identities (
  id uuid not null,
  tenant_id character varying(64) not null,
  platform_id uuid not null,
  moodle_user_id character varying(255) not null,
  user_id uuid not null,
  created_at timestamp(3) with time zone not null default now()
);

create table grade_outbox (
  id character varying(80) collate "C" not null,
  tenant_id character varying(64) not null,
  platform_id uuid not null,
  resource_link_id uuid not null,
  user_id uuid not null,
  seq integer not null default 1,
  sent_seq integer not null default 0,
  state character varying(32) not null default 'due'::character varying,
  attempts integer not null default 0,
  due_at timestamp(3) with time zone not null default now(),
  lease_until timestamp(3) with time zone,
  lease_owner character varying(64),
  sent_score double precision,
  sent_done integer,
  sent_target text,
  last_sent_at timestamp(3) with time zone,
  failing_since_at timestamp(3) with time zone,
  reason character varying(64),
  reason_text text,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now(),
  sent_grains text
) with (fillfactor=80);

create table grains (
  id uuid not null,
  tenant_id character varying(64) not null,
  module_id character varying(255) not null,
  sequence_id character varying(255),
  grain_id character varying(255) not null,
  title text not null,
  url text,
  minutes integer,
  "position" integer not null default 0,
  retired_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now()
);

create table jwt_issuers (
  id uuid not null,
  tenant_id character varying(64) not null,
  issuer character varying(255) not null,
  jwks_url text,
  secret text,
  scopes text not null,
  quota_daily integer,
  quota_per_hour integer,
  quota_per_minute integer,
  status character varying(32) not null default 'active'::character varying,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now()
);

create table last_visits (
  id uuid not null,
  tenant_id character varying(64) not null,
  user_id uuid not null,
  seen_at timestamp(3) with time zone not null
);

create table launches (
  id character varying(64) not null,
  tenant_id character varying(64) not null,
  platform_id uuid not null,
  user_id uuid,
  resource_link_id uuid,
  role character varying(32) not null,
  stage character varying(32) not null,
  target_url text not null,
  created_at timestamp(3) with time zone not null default now(),
  expires_at timestamp(3) with time zone not null
);

create table modules (
  id uuid not null,
  tenant_id character varying(64) not null,
  module_id character varying(255) not null,
  title text not null,
  url text,
  "position" integer not null default 0,
  retired_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now()
);

create table outcome_results (
  id uuid not null,
  tenant_id character varying(64) not null,
  resource_link_id uuid not null,
  user_id uuid not null,
  sourced_id text not null,
  service_url text not null,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now()
);

create table passerelle_maintenance (
  id character varying(32) not null,
  since_at timestamp(3) with time zone not null,
  retry_after_seconds integer not null,
  fenced_at timestamp(3) with time zone
);

create table passerelle_migration_lock (
  id character varying(255) not null,
  is_locked integer not null default 0
);

create table passerelle_migrations (
  name character varying(255) not null,
  "timestamp" character varying(255) not null
);

create table platform_jwks (
  id uuid not null,
  platform_id uuid not null,
  jwks text,
  fetched_at timestamp(3) with time zone,
  expires_at timestamp(3) with time zone,
  attempted_at timestamp(3) with time zone
);

create table platform_registrations (
  id uuid not null,
  tenant_id character varying(64),
  platform_id uuid,
  issuer character varying(255) not null,
  client_id character varying(255) not null,
  deployment_id character varying(255),
  name text not null,
  auth_url text not null,
  token_url text not null,
  jwks_url text not null,
  token_audience text,
  product_family text,
  scopes text,
  registration_client_uri text,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now()
);

create table platform_secrets (
  id uuid not null,
  tenant_id character varying(64) not null,
  platform_id uuid not null,
  kind character varying(32) not null,
  secret text not null,
  url text,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now()
);

create table platforms (
  id uuid not null,
  tenant_id character varying(64) not null,
  name text not null,
  issuer character varying(255) not null,
  client_id character varying(255) not null,
  auth_url text not null,
  token_url text not null,
  jwks_url text not null,
  token_audience text,
  deployment_policy character varying(32) not null default 'reject'::character varying,
  anonymous_policy character varying(32) not null default 'refuse'::character varying,
  unbound_policy character varying(32) not null default 'confirm'::character varying,
  status character varying(32) not null default 'active'::character varying,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now()
);

create table progress (
  id uuid not null,
  tenant_id character varying(64) not null,
  user_id uuid not null,
  grain_id character varying(255) not null,
  module_id character varying(255) not null,
  sequence_id character varying(255),
  completed_at timestamp(3) with time zone not null default now(),
  score double precision,
  time_spent_seconds integer
);

create table progress_edits (
  id uuid not null,
  tenant_id character varying(64) not null,
  user_id uuid not null,
  edited_at timestamp(3) with time zone not null default now()
);

create table promotions (
  id uuid not null,
  tenant_id character varying(64) not null,
  promo_id character varying(64) collate "C" not null,
  sort_key character varying(255) collate "C" not null default ''::character varying,
  name text not null,
  description text,
  level character varying(64),
  year_start integer,
  year_end integer,
  status character varying(32) not null default 'active'::character varying,
  source character varying(32) not null default 'manual'::character varying,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now()
);

create table registration_invitations (
  id uuid not null,
  tenant_id character varying(64) not null,
  name text,
  token_hash character varying(64) not null,
  created_at timestamp(3) with time zone not null default now(),
  expires_at timestamp(3) with time zone not null,
  used_at timestamp(3) with time zone
);

create table resource_links (
  id uuid not null,
  tenant_id character varying(64) not null,
  platform_id uuid not null,
  deployment_id uuid not null,
  context_id uuid not null,
  lti_resource_link_id character varying(255) not null,
  title text,
  module_id character varying(255),
  sequence_id character varying(255),
  grain_id character varying(255),
  lineitem_url text,
  lineitems_url text,
  ags_scopes text,
  lineitem_origin character varying(32),
  passback character varying(32) not null default 'none'::character varying,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now(),
  grade_policy character varying(32) not null default 'progressive'::character varying,
  moodle_cmid character varying(32),
  launch_scope text
);

create table sequences (
  id uuid not null,
  tenant_id character varying(64) not null,
  module_id character varying(255) not null,
  sequence_id character varying(255) not null,
  title text not null,
  "position" integer not null default 0,
  retired_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now()
);

create table sessions (
  id character varying(64) not null,
  tenant_id character varying(64) not null,
  platform_id uuid not null,
  user_id uuid not null,
  resource_link_id uuid,
  role character varying(32) not null,
  site_origin text,
  created_at timestamp(3) with time zone not null default now(),
  last_seen_at timestamp(3) with time zone not null default now(),
  expires_at timestamp(3) with time zone not null
);

create table signing_keys (
  id character varying(64) not null,
  private_key text not null,
  public_jwk text not null,
  status character varying(32) not null default 'active'::character varying,
  created_at timestamp(3) with time zone not null default now(),
  retired_at timestamp(3) with time zone,
  activate_at timestamp(3) with time zone,
  retire_at timestamp(3) with time zone
);

create table students (
  id uuid not null,
  tenant_id character varying(64) not null,
  student_id character varying(64) collate "C" not null,
  sort_key character varying(255) collate "C" not null default ''::character varying,
  uuid_scolaire character varying(255),
  email_scolaire character varying(255),
  firstname text,
  lastname text,
  class_pk uuid,
  promo_pk uuid,
  consent_sharing_at timestamp(3) with time zone,
  status character varying(32) not null default 'active'::character varying,
  source character varying(32) not null default 'manual'::character varying,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now()
);

create table study_days (
  id uuid not null,
  tenant_id character varying(64) not null,
  student_pk uuid not null,
  class_pk uuid,
  theme_pk uuid,
  day character varying(10) not null,
  sessions integer not null,
  scored_sessions integer not null,
  score_sum double precision not null default 0,
  mastery_sessions integer not null,
  mastery_sum double precision not null default 0,
  grains_completed integer not null,
  time_spent_seconds integer not null,
  last_activity_at timestamp(3) with time zone not null,
  mastery_mark bigint
);

create table study_sessions (
  id uuid not null,
  tenant_id character varying(64) not null,
  user_id uuid not null,
  module_id character varying(255) not null,
  started_at timestamp(3) with time zone not null,
  last_activity_at timestamp(3) with time zone not null,
  day character varying(10) not null,
  grains_completed integer not null default 0,
  score_sum double precision not null default 0,
  score_count integer not null default 0,
  time_spent_seconds integer not null default 0,
  open_slot character varying(300) collate "C",
  mastery double precision,
  student_pk uuid,
  class_pk uuid,
  theme_pk uuid,
  rolled_at timestamp(3) with time zone
) with (fillfactor=80);

create table sync_logs (
  id uuid not null,
  tenant_id character varying(64),
  direction character varying(32) not null default 'pull'::character varying,
  type character varying(32) not null default 'academic_api'::character varying,
  status character varying(32) not null default 'ok'::character varying,
  metadata text not null,
  created_at timestamp(3) with time zone not null default now(),
  api_key_id character varying(64)
);

create table teachers (
  id uuid not null,
  tenant_id character varying(64) not null,
  teacher_id character varying(64) collate "C" not null,
  sort_key character varying(255) collate "C" not null default ''::character varying,
  firstname text,
  lastname text,
  email character varying(255),
  status character varying(32) not null default 'active'::character varying,
  source character varying(32) not null default 'manual'::character varying,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now()
);

create table tenants (
  id character varying(64) not null,
  name text not null,
  site_url text,
  course_url text,
  timezone character varying(64) not null default 'Europe/Paris'::character varying,
  status character varying(32) not null default 'active'::character varying,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now(),
  consent_required_for_stats character varying(32) not null default 'no'::character varying
);

create table themes (
  id uuid not null,
  tenant_id character varying(64) not null,
  theme_id character varying(64) collate "C" not null,
  sort_key character varying(255) collate "C" not null default ''::character varying,
  title text not null,
  description text,
  tags text,
  difficulty character varying(32),
  source character varying(32) not null default 'manual'::character varying,
  module_id character varying(255),
  status character varying(32) not null default 'active'::character varying,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now()
);

create table users (
  id uuid not null,
  tenant_id character varying(64) not null,
  platform_id uuid not null,
  moodle_user_id character varying(255) not null,
  email text,
  firstname text,
  lastname text,
  full_name text,
  locale character varying(32),
  student_id character varying(64),
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now(),
  teacher_id character varying(64)
);

alter table api_keys add constraint api_keys_pkey PRIMARY KEY (id);

alter table api_quotas add constraint api_quotas_pkey PRIMARY KEY (id);

alter table assignment_targets add constraint assignment_targets_pkey PRIMARY KEY (id);

alter table assignments add constraint assignments_pkey PRIMARY KEY (id);

alter table classes add constraint classes_pkey PRIMARY KEY (id);

alter table context_memberships add constraint context_memberships_pkey PRIMARY KEY (id);

alter table contexts add constraint contexts_pkey PRIMARY KEY (id);

alter table deleted_records add constraint deleted_records_pkey PRIMARY KEY (id);

alter table deployments add constraint deployments_pkey PRIMARY KEY (id);

alter table enrolments add constraint enrolments_pkey PRIMARY KEY (id);

alter table former_identities add constraint former_identities_pkey PRIMARY KEY (id);

alter table grade_outbox add constraint grade_outbox_pkey PRIMARY KEY (id);

alter table grains add constraint grains_pkey PRIMARY KEY (id);

alter table jwt_issuers add constraint jwt_issuers_pkey PRIMARY KEY (id);

alter table last_visits add constraint last_visits_pkey PRIMARY KEY (id);

alter table launches add constraint launches_pkey PRIMARY KEY (id);

alter table modules add constraint modules_pkey PRIMARY KEY (id);

alter table outcome_results add constraint outcome_results_pkey PRIMARY KEY (id);

alter table passerelle_maintenance add constraint passerelle_maintenance_pkey PRIMARY KEY (id);

alter table passerelle_migration_lock add constraint passerelle_migration_lock_pkey PRIMARY KEY (id);

alter table passerelle_migrations add constraint passerelle_migrations_pkey PRIMARY KEY (name);

alter table platform_jwks add constraint platform_jwks_pkey PRIMARY KEY (id);

alter table platform_registrations add constraint platform_registrations_pkey PRIMARY KEY (id);

alter table platform_secrets add constraint platform_secrets_pkey PRIMARY KEY (id);

alter table platforms add constraint platforms_pkey PRIMARY KEY (id);

alter table progress add constraint progress_pkey PRIMARY KEY (id);

alter table progress_edits add constraint progress_edits_pkey PRIMARY KEY (id);

alter table promotions add constraint promotions_pkey PRIMARY KEY (id);

alter table registration_invitations add constraint registration_invitations_pkey PRIMARY KEY (id);

alter table resource_links add constraint resource_links_pkey PRIMARY KEY (id);

alter table sequences add constraint sequences_pkey PRIMARY KEY (id);

alter table sessions add constraint sessions_pkey PRIMARY KEY (id);

alter table signing_keys add constraint signing_keys_pkey PRIMARY KEY (id);

alter table students add constraint students_pkey PRIMARY KEY (id);

alter table study_days add constraint study_days_pkey PRIMARY KEY (id);

alter table study_sessions add constraint study_sessions_pkey PRIMARY KEY (id);

alter table sync_logs add constraint sync_logs_pkey PRIMARY KEY (id);

alter table teachers add constraint teachers_pkey PRIMARY KEY (id);

alter table tenants add constraint tenants_pkey PRIMARY KEY (id);

alter table themes add constraint themes_pkey PRIMARY KEY (id);

alter table users add constraint users_pkey PRIMARY KEY (id);

alter table api_keys add constraint api_keys_key_hash_key UNIQUE (key_hash);

alter table assignments add constraint assignments_resource_link_id_key UNIQUE (resource_link_id);

alter table assignments add constraint assignments_tenant_id_assignment_id_key UNIQUE (tenant_id, assignment_id);

alter table classes add constraint classes_context_id_key UNIQUE (context_id);

alter table classes add constraint classes_tenant_id_class_id_key UNIQUE (tenant_id, class_id);

alter table context_memberships add constraint context_memberships_context_id_user_id_key UNIQUE (context_id, user_id);

alter table contexts add constraint contexts_deployment_id_lti_context_id_key UNIQUE (deployment_id, lti_context_id);

alter table deployments add constraint deployments_platform_id_deployment_id_key UNIQUE (platform_id, deployment_id);

alter table enrolments add constraint enrolments_class_pk_student_pk_key UNIQUE (class_pk, student_pk);

alter table former_identities add constraint former_identities_platform_id_moodle_user_id_key UNIQUE (platform_id, moodle_user_id);

alter table grains add constraint grains_tenant_id_grain_id_key UNIQUE (tenant_id, grain_id);

alter table jwt_issuers add constraint jwt_issuers_tenant_id_issuer_key UNIQUE (tenant_id, issuer);

alter table last_visits add constraint last_visits_user_id_key UNIQUE (user_id);

alter table modules add constraint modules_tenant_id_module_id_key UNIQUE (tenant_id, module_id);

alter table outcome_results add constraint outcome_results_resource_link_id_user_id_key UNIQUE (resource_link_id, user_id);

alter table platform_jwks add constraint platform_jwks_platform_id_key UNIQUE (platform_id);

alter table platform_registrations add constraint platform_registrations_issuer_client_id_key UNIQUE (issuer, client_id);

alter table platform_secrets add constraint platform_secrets_platform_id_kind_key UNIQUE (platform_id, kind);

alter table platforms add constraint platforms_issuer_client_id_key UNIQUE (issuer, client_id);

alter table progress add constraint progress_user_id_grain_id_key UNIQUE (user_id, grain_id);

alter table promotions add constraint promotions_tenant_id_promo_id_key UNIQUE (tenant_id, promo_id);

alter table registration_invitations add constraint registration_invitations_token_hash_key UNIQUE (token_hash);

alter table resource_links add constraint resource_links_deployment_id_lti_resource_link_id_key UNIQUE (deployment_id, lti_resource_link_id);

alter table sequences add constraint sequences_tenant_id_sequence_id_key UNIQUE (tenant_id, sequence_id);

alter table students add constraint students_tenant_id_student_id_key UNIQUE (tenant_id, student_id);

alter table study_sessions add constraint study_sessions_open_slot_key UNIQUE (open_slot);

alter table teachers add constraint teachers_tenant_id_teacher_id_key UNIQUE (tenant_id, teacher_id);

alter table themes add constraint themes_tenant_id_module_id_key UNIQUE (tenant_id, module_id);

alter table themes add constraint themes_tenant_id_theme_id_key UNIQUE (tenant_id, theme_id);

alter table users add constraint users_platform_id_moodle_user_id_key UNIQUE (platform_id, moodle_user_id);

alter table api_keys add constraint api_keys_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table api_quotas add constraint api_quotas_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table assignment_targets add constraint assignment_targets_assignment_pk_fk FOREIGN KEY (assignment_pk) REFERENCES assignments(id) ON DELETE CASCADE;

alter table assignment_targets add constraint assignment_targets_class_pk_fk FOREIGN KEY (class_pk) REFERENCES classes(id) ON DELETE CASCADE;

alter table assignment_targets add constraint assignment_targets_promo_pk_fk FOREIGN KEY (promo_pk) REFERENCES promotions(id) ON DELETE CASCADE;

alter table assignment_targets add constraint assignment_targets_student_pk_fk FOREIGN KEY (student_pk) REFERENCES students(id) ON DELETE CASCADE;

alter table assignment_targets add constraint assignment_targets_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table assignments add constraint assignments_resource_link_id_fk FOREIGN KEY (resource_link_id) REFERENCES resource_links(id) ON DELETE SET NULL;

alter table assignments add constraint assignments_teacher_pk_fk FOREIGN KEY (teacher_pk) REFERENCES teachers(id) ON DELETE SET NULL;

alter table assignments add constraint assignments_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table assignments add constraint assignments_theme_pk_fk FOREIGN KEY (theme_pk) REFERENCES themes(id) ON DELETE SET NULL;

alter table classes add constraint classes_context_id_fk FOREIGN KEY (context_id) REFERENCES contexts(id) ON DELETE SET NULL;

alter table classes add constraint classes_promo_pk_fk FOREIGN KEY (promo_pk) REFERENCES promotions(id) ON DELETE SET NULL;

alter table classes add constraint classes_teacher_pk_fk FOREIGN KEY (teacher_pk) REFERENCES teachers(id) ON DELETE SET NULL;

alter table classes add constraint classes_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table context_memberships add constraint context_memberships_context_id_fk FOREIGN KEY (context_id) REFERENCES contexts(id) ON DELETE CASCADE;

alter table context_memberships add constraint context_memberships_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table context_memberships add constraint context_memberships_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table contexts add constraint contexts_deployment_id_fk FOREIGN KEY (deployment_id) REFERENCES deployments(id) ON DELETE CASCADE;

alter table contexts add constraint contexts_platform_id_fk FOREIGN KEY (platform_id) REFERENCES platforms(id) ON DELETE CASCADE;

alter table contexts add constraint contexts_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table deleted_records add constraint deleted_records_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table deployments add constraint deployments_platform_id_fk FOREIGN KEY (platform_id) REFERENCES platforms(id) ON DELETE CASCADE;

alter table deployments add constraint deployments_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table enrolments add constraint enrolments_class_pk_fk FOREIGN KEY (class_pk) REFERENCES classes(id) ON DELETE CASCADE;

alter table enrolments add constraint enrolments_student_pk_fk FOREIGN KEY (student_pk) REFERENCES students(id) ON DELETE CASCADE;

alter table enrolments add constraint enrolments_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table former_identities add constraint former_identities_platform_id_fk FOREIGN KEY (platform_id) REFERENCES platforms(id) ON DELETE CASCADE;

alter table former_identities add constraint former_identities_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table former_identities add constraint former_identities_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table grade_outbox add constraint grade_outbox_platform_id_fk FOREIGN KEY (platform_id) REFERENCES platforms(id) ON DELETE CASCADE;

alter table grade_outbox add constraint grade_outbox_resource_link_id_fk FOREIGN KEY (resource_link_id) REFERENCES resource_links(id) ON DELETE CASCADE;

alter table grade_outbox add constraint grade_outbox_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table grains add constraint grains_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table jwt_issuers add constraint jwt_issuers_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table last_visits add constraint last_visits_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table launches add constraint launches_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table modules add constraint modules_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table outcome_results add constraint outcome_results_resource_link_id_fk FOREIGN KEY (resource_link_id) REFERENCES resource_links(id) ON DELETE CASCADE;

alter table outcome_results add constraint outcome_results_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table outcome_results add constraint outcome_results_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table platform_jwks add constraint platform_jwks_platform_id_fk FOREIGN KEY (platform_id) REFERENCES platforms(id) ON DELETE CASCADE;

alter table platform_registrations add constraint platform_registrations_platform_id_fk FOREIGN KEY (platform_id) REFERENCES platforms(id) ON DELETE CASCADE;

alter table platform_registrations add constraint platform_registrations_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table platform_secrets add constraint platform_secrets_platform_id_fk FOREIGN KEY (platform_id) REFERENCES platforms(id) ON DELETE CASCADE;

alter table platform_secrets add constraint platform_secrets_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table platforms add constraint platforms_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table progress add constraint progress_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table progress_edits add constraint progress_edits_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table promotions add constraint promotions_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table registration_invitations add constraint registration_invitations_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table resource_links add constraint resource_links_context_id_fk FOREIGN KEY (context_id) REFERENCES contexts(id) ON DELETE CASCADE;

alter table resource_links add constraint resource_links_deployment_id_fk FOREIGN KEY (deployment_id) REFERENCES deployments(id) ON DELETE CASCADE;

alter table resource_links add constraint resource_links_platform_id_fk FOREIGN KEY (platform_id) REFERENCES platforms(id) ON DELETE CASCADE;

alter table resource_links add constraint resource_links_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table sequences add constraint sequences_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table sessions add constraint sessions_platform_id_fk FOREIGN KEY (platform_id) REFERENCES platforms(id) ON DELETE CASCADE;

alter table sessions add constraint sessions_resource_link_id_fk FOREIGN KEY (resource_link_id) REFERENCES resource_links(id) ON DELETE CASCADE;

alter table sessions add constraint sessions_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table students add constraint students_class_pk_fk FOREIGN KEY (class_pk) REFERENCES classes(id) ON DELETE SET NULL;

alter table students add constraint students_promo_pk_fk FOREIGN KEY (promo_pk) REFERENCES promotions(id) ON DELETE SET NULL;

alter table students add constraint students_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table study_days add constraint study_days_student_pk_fk FOREIGN KEY (student_pk) REFERENCES students(id) ON DELETE CASCADE;

alter table study_days add constraint study_days_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table study_sessions add constraint study_sessions_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table teachers add constraint teachers_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table themes add constraint themes_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table users add constraint users_platform_id_fk FOREIGN KEY (platform_id) REFERENCES platforms(id) ON DELETE RESTRICT;

alter table users add constraint users_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

CREATE INDEX api_keys_tenant_id_idx ON api_keys USING btree (tenant_id);

CREATE INDEX assignment_targets_assignment_pk_idx ON assignment_targets USING btree (assignment_pk);

CREATE INDEX assignment_targets_class_pk_idx ON assignment_targets USING btree (class_pk);

CREATE INDEX assignment_targets_promo_pk_idx ON assignment_targets USING btree (promo_pk);

CREATE INDEX assignment_targets_student_pk_idx ON assignment_targets USING btree (student_pk);

CREATE INDEX assignments_order_idx ON assignments USING btree (tenant_id, due_at DESC NULLS LAST, created_at DESC, assignment_id);

CREATE INDEX assignments_status_order_idx ON assignments USING btree (tenant_id, status, due_at DESC NULLS LAST, created_at DESC, assignment_id);

CREATE INDEX assignments_teacher_order_idx ON assignments USING btree (tenant_id, teacher_pk, due_at DESC NULLS LAST, created_at DESC, assignment_id);

CREATE INDEX assignments_teacher_pk_idx ON assignments USING btree (teacher_pk);

CREATE INDEX assignments_theme_pk_idx ON assignments USING btree (theme_pk);

CREATE INDEX classes_promo_pk_idx ON classes USING btree (promo_pk);

CREATE INDEX classes_teacher_pk_idx ON classes USING btree (teacher_pk);

CREATE INDEX classes_tenant_id_sort_key_class_id_idx ON classes USING btree (tenant_id, sort_key, class_id);

CREATE INDEX context_memberships_user_id_idx ON context_memberships USING btree (user_id);

CREATE INDEX deleted_records_tenant_id_deleted_at_idx ON deleted_records USING btree (tenant_id, deleted_at);

CREATE INDEX enrolments_class_status_idx ON enrolments USING btree (tenant_id, class_pk, status, student_pk);

CREATE INDEX enrolments_student_pk_idx ON enrolments USING btree (student_pk);

CREATE INDEX former_identities_user_id_idx ON former_identities USING btree (user_id);

CREATE INDEX grade_outbox_state_due_at_idx ON grade_outbox USING btree (state, due_at);

CREATE INDEX grade_outbox_user_id_idx ON grade_outbox USING btree (user_id);

CREATE INDEX jwt_issuers_issuer_idx ON jwt_issuers USING btree (issuer);

CREATE INDEX outcome_results_user_id_idx ON outcome_results USING btree (user_id);

CREATE INDEX progress_user_id_module_id_idx ON progress USING btree (user_id, module_id);

CREATE INDEX progress_edits_user_id_idx ON progress_edits USING btree (user_id);

CREATE INDEX promotions_tenant_id_sort_key_promo_id_idx ON promotions USING btree (tenant_id, sort_key, promo_id);

CREATE INDEX resource_links_context_id_idx ON resource_links USING btree (context_id);

CREATE INDEX sessions_expires_at_idx ON sessions USING btree (expires_at);

CREATE INDEX sessions_user_id_idx ON sessions USING btree (user_id);

CREATE INDEX students_class_pk_sort_key_student_id_idx ON students USING btree (class_pk, sort_key, student_id);

CREATE INDEX students_promo_order_idx ON students USING btree (tenant_id, promo_pk, sort_key, student_id);

CREATE INDEX students_promo_pk_idx ON students USING btree (promo_pk);

CREATE INDEX students_promo_status_order_idx ON students USING btree (tenant_id, promo_pk, status, sort_key, student_id);

CREATE INDEX students_status_order_idx ON students USING btree (tenant_id, status, sort_key, student_id);

CREATE INDEX students_tenant_id_email_scolaire_idx ON students USING btree (tenant_id, email_scolaire);

CREATE INDEX students_tenant_id_sort_key_student_id_idx ON students USING btree (tenant_id, sort_key, student_id);

CREATE INDEX students_tenant_id_updated_at_idx ON students USING btree (tenant_id, updated_at);

CREATE INDEX students_tenant_id_uuid_scolaire_idx ON students USING btree (tenant_id, uuid_scolaire);

CREATE INDEX study_days_class_idx ON study_days USING btree (tenant_id, class_pk, day);

CREATE INDEX study_days_student_pk_day_idx ON study_days USING btree (student_pk, day);

CREATE INDEX study_days_sums_idx ON study_days USING btree (tenant_id, day) INCLUDE (student_pk, theme_pk, sessions, scored_sessions, score_sum, mastery_sessions, mastery_sum, time_spent_seconds);

CREATE INDEX study_days_theme_idx ON study_days USING btree (tenant_id, theme_pk, day);

CREATE INDEX study_sessions_student_pk_day_idx ON study_sessions USING btree (student_pk, day) WHERE (student_pk IS NOT NULL);

CREATE INDEX study_sessions_tail_idx ON study_sessions USING btree (tenant_id) WHERE (rolled_at IS NULL);

CREATE INDEX study_sessions_user_id_started_at_idx ON study_sessions USING btree (user_id, started_at);

CREATE INDEX sync_logs_tenant_id_created_at_idx ON sync_logs USING btree (tenant_id, created_at);

CREATE INDEX sync_logs_type_created_at_idx ON sync_logs USING btree (type, created_at);

CREATE INDEX teachers_tenant_id_email_idx ON teachers USING btree (tenant_id, email);

CREATE INDEX teachers_tenant_id_sort_key_teacher_id_idx ON teachers USING btree (tenant_id, sort_key, teacher_id);

CREATE INDEX themes_tenant_id_sort_key_theme_id_idx ON themes USING btree (tenant_id, sort_key, theme_id);

CREATE INDEX users_tenant_id_student_id_idx ON users USING btree (tenant_id, student_id);

CREATE TRIGGER api_keys_touch BEFORE UPDATE ON api_keys FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER assignment_targets_changed AFTER INSERT OR DELETE OR UPDATE ON assignment_targets FOR EACH ROW EXECUTE FUNCTION passerelle_targets_changed();

CREATE TRIGGER assignments_deleted AFTER DELETE ON assignments FOR EACH ROW EXECUTE FUNCTION passerelle_assignments_deleted();

CREATE TRIGGER assignments_touch BEFORE UPDATE ON assignments FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER classes_deleted AFTER DELETE ON classes FOR EACH ROW EXECUTE FUNCTION passerelle_classes_deleted();

CREATE TRIGGER classes_touch BEFORE UPDATE ON classes FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER context_memberships_touch BEFORE UPDATE ON context_memberships FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER contexts_touch BEFORE UPDATE ON contexts FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER deployments_touch BEFORE UPDATE ON deployments FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER enrolments_touch BEFORE UPDATE ON enrolments FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER grains_touch BEFORE UPDATE ON grains FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER jwt_issuers_touch BEFORE UPDATE ON jwt_issuers FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER modules_touch BEFORE UPDATE ON modules FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER outcome_results_touch BEFORE UPDATE ON outcome_results FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER platform_registrations_touch BEFORE UPDATE ON platform_registrations FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER platform_secrets_touch BEFORE UPDATE ON platform_secrets FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER platforms_touch BEFORE UPDATE ON platforms FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER progress_edited AFTER UPDATE OF user_id, grain_id, module_id, sequence_id, score ON progress FOR EACH ROW EXECUTE FUNCTION passerelle_progress_edited();

CREATE TRIGGER progress_removed AFTER DELETE ON progress FOR EACH ROW EXECUTE FUNCTION passerelle_progress_edited();

CREATE TRIGGER promotions_deleted AFTER DELETE ON promotions FOR EACH ROW EXECUTE FUNCTION passerelle_promotions_deleted();

CREATE TRIGGER promotions_touch BEFORE UPDATE ON promotions FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER resource_links_touch BEFORE UPDATE ON resource_links FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER sequences_touch BEFORE UPDATE ON sequences FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER students_deleted AFTER DELETE ON students FOR EACH ROW EXECUTE FUNCTION passerelle_students_deleted();

CREATE TRIGGER students_main_class AFTER INSERT OR UPDATE OF class_pk ON students FOR EACH ROW EXECUTE FUNCTION passerelle_main_class();

CREATE TRIGGER students_touch BEFORE UPDATE ON students FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER study_sessions_changed AFTER UPDATE ON study_sessions FOR EACH ROW WHEN ((old.rolled_at IS NOT NULL)) EXECUTE FUNCTION passerelle_study_session_changed();

CREATE TRIGGER study_sessions_deleted AFTER DELETE ON study_sessions FOR EACH ROW WHEN ((old.rolled_at IS NOT NULL)) EXECUTE FUNCTION passerelle_study_session_changed();

CREATE TRIGGER teachers_deleted AFTER DELETE ON teachers FOR EACH ROW EXECUTE FUNCTION passerelle_teachers_deleted();

CREATE TRIGGER teachers_touch BEFORE UPDATE ON teachers FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER tenants_touch BEFORE UPDATE ON tenants FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER themes_deleted AFTER DELETE ON themes FOR EACH ROW EXECUTE FUNCTION passerelle_themes_deleted();

CREATE TRIGGER themes_touch BEFORE UPDATE ON themes FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER users_touch BEFORE UPDATE ON users FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

insert into passerelle_migrations (name, timestamp) values ('0001-main-loop', '1970-01-01T00:00:00.000Z');

insert into passerelle_migrations (name, timestamp) values ('0002-register', '1970-01-01T00:00:00.000Z');

insert into passerelle_migrations (name, timestamp) values ('0003-academic-api', '1970-01-01T00:00:00.000Z');

insert into passerelle_migrations (name, timestamp) values ('0004-registration', '1970-01-01T00:00:00.000Z');

insert into passerelle_migrations (name, timestamp) values ('0005-other-launches', '1970-01-01T00:00:00.000Z');

insert into passerelle_migrations (name, timestamp) values ('0006-roster-and-key-rotation', '1970-01-01T00:00:00.000Z');

insert into passerelle_migrations (name, timestamp) values ('0007-launches-by-code', '1970-01-01T00:00:00.000Z');

insert into passerelle_migrations (name, timestamp) values ('0008-groups', '1970-01-01T00:00:00.000Z');

insert into passerelle_migrations (name, timestamp) values ('0009-journal-key', '1970-01-01T00:00:00.000Z');

insert into passerelle_migrations (name, timestamp) values ('0010-maintenance', '1970-01-01T00:00:00.000Z');

insert into passerelle_migrations (name, timestamp) values ('0011-large-institutions', '1970-01-01T00:00:00.000Z');

insert into passerelle_migrations (name, timestamp) values ('0012-lighter-writes', '1970-01-01T00:00:00.000Z');

insert into passerelle_migrations (name, timestamp) values ('0013-latest-mastery', '1970-01-01T00:00:00.000Z');

insert into passerelle_migrations (name, timestamp) values ('0014-progress-edits', '1970-01-01T00:00:00.000Z');

insert into passerelle_migrations (name, timestamp) values ('0015-last-visits', '1970-01-01T00:00:00.000Z');

insert into passerelle_migrations (name, timestamp) values ('0016-sent-grains', '1970-01-01T00:00:00.000Z');

insert into passerelle_migrations (name, timestamp) values ('0017-launch-scope', '1970-01-01T00:00:00.000Z');

insert into passerelle_migrations (name, timestamp) values ('0018-keys-by-code-point', '1970-01-01T00:00:00.000Z');

insert into passerelle_migration_lock (id, is_locked) values ('migration_lock', 0);

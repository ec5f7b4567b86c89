-- Passerelle, schema for postgres. Written from the migrations by "npm run generate"; do not edit.

CREATE OR REPLACE FUNCTION passerelle_touch()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin new.updated_at := clock_timestamp(); return new; end $function$
;

create table context_memberships (
  id uuid not null,
  tenant_id character varying(64) not null,
  context_id uuid not null,
  user_id uuid not null,
  role character varying(32) not null,
  status character varying(32) not null default 'active'::character varying,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now()
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
  updated_at timestamp(3) with time zone not null default now()
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

create table grade_outbox (
  id character varying(80) not null,
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
  updated_at timestamp(3) with time zone not null default now()
);

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

create table launches (
  id character varying(64) not null,
  tenant_id character varying(64) not null,
  platform_id uuid not null,
  user_id uuid,
  resource_link_id uuid,
  role character varying(32) not null,
  stage character varying(32) not null,
  code_hash character varying(64) not null,
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
  updated_at timestamp(3) with time zone not null default now()
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
  retired_at timestamp(3) with time zone
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
  open_slot character varying(300)
);

create table tenants (
  id character varying(64) not null,
  name text not null,
  site_url text,
  course_url text,
  timezone character varying(64) not null default 'Europe/Paris'::character varying,
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
  updated_at timestamp(3) with time zone not null default now()
);

alter table context_memberships add constraint context_memberships_pkey PRIMARY KEY (id);

alter table contexts add constraint contexts_pkey PRIMARY KEY (id);

alter table deployments add constraint deployments_pkey PRIMARY KEY (id);

alter table grade_outbox add constraint grade_outbox_pkey PRIMARY KEY (id);

alter table grains add constraint grains_pkey PRIMARY KEY (id);

alter table launches add constraint launches_pkey PRIMARY KEY (id);

alter table modules add constraint modules_pkey PRIMARY KEY (id);

alter table passerelle_migration_lock add constraint passerelle_migration_lock_pkey PRIMARY KEY (id);

alter table passerelle_migrations add constraint passerelle_migrations_pkey PRIMARY KEY (name);

alter table platform_jwks add constraint platform_jwks_pkey PRIMARY KEY (id);

alter table platforms add constraint platforms_pkey PRIMARY KEY (id);

alter table progress add constraint progress_pkey PRIMARY KEY (id);

alter table resource_links add constraint resource_links_pkey PRIMARY KEY (id);

alter table sequences add constraint sequences_pkey PRIMARY KEY (id);

alter table sessions add constraint sessions_pkey PRIMARY KEY (id);

alter table signing_keys add constraint signing_keys_pkey PRIMARY KEY (id);

alter table study_sessions add constraint study_sessions_pkey PRIMARY KEY (id);

alter table tenants add constraint tenants_pkey PRIMARY KEY (id);

alter table users add constraint users_pkey PRIMARY KEY (id);

alter table context_memberships add constraint context_memberships_context_id_user_id_key UNIQUE (context_id, user_id);

alter table contexts add constraint contexts_deployment_id_lti_context_id_key UNIQUE (deployment_id, lti_context_id);

alter table deployments add constraint deployments_platform_id_deployment_id_key UNIQUE (platform_id, deployment_id);

alter table grains add constraint grains_tenant_id_grain_id_key UNIQUE (tenant_id, grain_id);

alter table launches add constraint launches_code_hash_key UNIQUE (code_hash);

alter table modules add constraint modules_tenant_id_module_id_key UNIQUE (tenant_id, module_id);

alter table platform_jwks add constraint platform_jwks_platform_id_key UNIQUE (platform_id);

alter table platforms add constraint platforms_issuer_client_id_key UNIQUE (issuer, client_id);

alter table progress add constraint progress_user_id_grain_id_key UNIQUE (user_id, grain_id);

alter table resource_links add constraint resource_links_deployment_id_lti_resource_link_id_key UNIQUE (deployment_id, lti_resource_link_id);

alter table sequences add constraint sequences_tenant_id_sequence_id_key UNIQUE (tenant_id, sequence_id);

alter table study_sessions add constraint study_sessions_open_slot_key UNIQUE (open_slot);

alter table users add constraint users_platform_id_moodle_user_id_key UNIQUE (platform_id, moodle_user_id);

alter table context_memberships add constraint context_memberships_context_id_fk FOREIGN KEY (context_id) REFERENCES contexts(id) ON DELETE CASCADE;

alter table context_memberships add constraint context_memberships_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table context_memberships add constraint context_memberships_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table contexts add constraint contexts_deployment_id_fk FOREIGN KEY (deployment_id) REFERENCES deployments(id) ON DELETE CASCADE;

alter table contexts add constraint contexts_platform_id_fk FOREIGN KEY (platform_id) REFERENCES platforms(id) ON DELETE CASCADE;

alter table contexts add constraint contexts_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table deployments add constraint deployments_platform_id_fk FOREIGN KEY (platform_id) REFERENCES platforms(id) ON DELETE CASCADE;

alter table deployments add constraint deployments_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table grade_outbox add constraint grade_outbox_platform_id_fk FOREIGN KEY (platform_id) REFERENCES platforms(id) ON DELETE CASCADE;

alter table grade_outbox add constraint grade_outbox_resource_link_id_fk FOREIGN KEY (resource_link_id) REFERENCES resource_links(id) ON DELETE CASCADE;

alter table grade_outbox add constraint grade_outbox_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table grade_outbox add constraint grade_outbox_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table grains add constraint grains_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table launches add constraint launches_platform_id_fk FOREIGN KEY (platform_id) REFERENCES platforms(id) ON DELETE CASCADE;

alter table launches add constraint launches_resource_link_id_fk FOREIGN KEY (resource_link_id) REFERENCES resource_links(id) ON DELETE CASCADE;

alter table launches add constraint launches_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table launches add constraint launches_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table modules add constraint modules_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table platform_jwks add constraint platform_jwks_platform_id_fk FOREIGN KEY (platform_id) REFERENCES platforms(id) ON DELETE CASCADE;

alter table platforms add constraint platforms_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table progress add constraint progress_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table progress add constraint progress_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table resource_links add constraint resource_links_context_id_fk FOREIGN KEY (context_id) REFERENCES contexts(id) ON DELETE CASCADE;

alter table resource_links add constraint resource_links_deployment_id_fk FOREIGN KEY (deployment_id) REFERENCES deployments(id) ON DELETE CASCADE;

alter table resource_links add constraint resource_links_platform_id_fk FOREIGN KEY (platform_id) REFERENCES platforms(id) ON DELETE CASCADE;

alter table resource_links add constraint resource_links_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table sequences add constraint sequences_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table sessions add constraint sessions_platform_id_fk FOREIGN KEY (platform_id) REFERENCES platforms(id) ON DELETE CASCADE;

alter table sessions add constraint sessions_resource_link_id_fk FOREIGN KEY (resource_link_id) REFERENCES resource_links(id) ON DELETE CASCADE;

alter table sessions add constraint sessions_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table sessions add constraint sessions_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table study_sessions add constraint study_sessions_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

alter table study_sessions add constraint study_sessions_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table users add constraint users_platform_id_fk FOREIGN KEY (platform_id) REFERENCES platforms(id) ON DELETE RESTRICT;

alter table users add constraint users_tenant_id_fk FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE RESTRICT;

CREATE INDEX context_memberships_user_id_idx ON context_memberships USING btree (user_id);

CREATE INDEX grade_outbox_state_due_at_idx ON grade_outbox USING btree (state, due_at);

CREATE INDEX grade_outbox_user_id_idx ON grade_outbox USING btree (user_id);

CREATE INDEX launches_expires_at_idx ON launches USING btree (expires_at);

CREATE INDEX progress_user_id_module_id_idx ON progress USING btree (user_id, module_id);

CREATE INDEX resource_links_context_id_idx ON resource_links USING btree (context_id);

CREATE INDEX sessions_expires_at_idx ON sessions USING btree (expires_at);

CREATE INDEX sessions_user_id_idx ON sessions USING btree (user_id);

CREATE INDEX study_sessions_user_id_started_at_idx ON study_sessions USING btree (user_id, started_at);

CREATE TRIGGER context_memberships_touch BEFORE UPDATE ON context_memberships FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER contexts_touch BEFORE UPDATE ON contexts FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER deployments_touch BEFORE UPDATE ON deployments FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER grains_touch BEFORE UPDATE ON grains FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER modules_touch BEFORE UPDATE ON modules FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER platforms_touch BEFORE UPDATE ON platforms FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER resource_links_touch BEFORE UPDATE ON resource_links FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER sequences_touch BEFORE UPDATE ON sequences FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER tenants_touch BEFORE UPDATE ON tenants FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

CREATE TRIGGER users_touch BEFORE UPDATE ON users FOR EACH ROW WHEN ((NOT (new.updated_at IS DISTINCT FROM old.updated_at))) EXECUTE FUNCTION passerelle_touch();

insert into passerelle_migrations (name, timestamp) values ('0001-main-loop', '1970-01-01T00:00:00.000Z');

insert into passerelle_migration_lock (id, is_locked) values ('migration_lock', 0);

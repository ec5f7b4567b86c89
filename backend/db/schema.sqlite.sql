-- Passerelle, schema for sqlite. Written from the migrations by "npm run generate"; do not edit.

CREATE TABLE "passerelle_migrations" (
  "name" varchar(255) not null primary key,
  "timestamp" varchar(255) not null
);

CREATE TABLE "passerelle_migration_lock" (
  "id" varchar(255) not null primary key,
  "is_locked" integer default 0 not null
);

CREATE TABLE "tenants" (
  "id" varchar(64) not null primary key,
  "name" text not null,
  "site_url" text,
  "course_url" text,
  "timezone" varchar(64) default 'Europe/Paris' not null,
  "status" varchar(32) default 'active' not null,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "consent_required_for_stats" varchar(32) default 'no' not null
);

CREATE TRIGGER tenants_touch after update on tenants for each row when new.updated_at is old.updated_at begin update tenants set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "platforms" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "name" text not null,
  "issuer" varchar(255) not null,
  "client_id" varchar(255) not null,
  "auth_url" text not null,
  "token_url" text not null,
  "jwks_url" text not null,
  "token_audience" text,
  "deployment_policy" varchar(32) default 'reject' not null,
  "anonymous_policy" varchar(32) default 'refuse' not null,
  "unbound_policy" varchar(32) default 'confirm' not null,
  "status" varchar(32) default 'active' not null,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "platforms_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "platforms_issuer_client_id_key" unique ("issuer", "client_id")
);

CREATE TRIGGER platforms_touch after update on platforms for each row when new.updated_at is old.updated_at begin update platforms set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "deployments" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "platform_id" uuid not null,
  "deployment_id" varchar(255) not null,
  "status" varchar(32) default 'active' not null,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "deployments_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "deployments_platform_id_fk" foreign key ("platform_id") references "platforms" ("id") on delete cascade,
  constraint "deployments_platform_id_deployment_id_key" unique ("platform_id", "deployment_id")
);

CREATE TRIGGER deployments_touch after update on deployments for each row when new.updated_at is old.updated_at begin update deployments set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "platform_jwks" (
  "id" uuid not null primary key,
  "platform_id" uuid not null,
  "jwks" text,
  "fetched_at" timestamp,
  "expires_at" timestamp,
  "attempted_at" timestamp,
  constraint "platform_jwks_platform_id_fk" foreign key ("platform_id") references "platforms" ("id") on delete cascade,
  constraint "platform_jwks_platform_id_key" unique ("platform_id")
);

CREATE TABLE "signing_keys" (
  "id" varchar(64) not null primary key,
  "private_key" text not null,
  "public_jwk" text not null,
  "status" varchar(32) default 'active' not null,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "retired_at" timestamp,
  "activate_at" timestamp,
  "retire_at" timestamp
);

CREATE TABLE "contexts" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "platform_id" uuid not null,
  "deployment_id" uuid not null,
  "lti_context_id" varchar(300) not null,
  "title" text,
  "label" text,
  "memberships_url" text,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "roster_tried_at" timestamp,
  "roster_synced_at" timestamp,
  "roster_reason" varchar(32),
  "groups_url" text,
  constraint "contexts_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "contexts_platform_id_fk" foreign key ("platform_id") references "platforms" ("id") on delete cascade,
  constraint "contexts_deployment_id_fk" foreign key ("deployment_id") references "deployments" ("id") on delete cascade,
  constraint "contexts_deployment_id_lti_context_id_key" unique ("deployment_id", "lti_context_id")
);

CREATE TRIGGER contexts_touch after update on contexts for each row when new.updated_at is old.updated_at begin update contexts set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "resource_links" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "platform_id" uuid not null,
  "deployment_id" uuid not null,
  "context_id" uuid not null,
  "lti_resource_link_id" varchar(255) not null,
  "title" text,
  "module_id" varchar(255),
  "sequence_id" varchar(255),
  "grain_id" varchar(255),
  "lineitem_url" text,
  "lineitems_url" text,
  "ags_scopes" text,
  "lineitem_origin" varchar(32),
  "passback" varchar(32) default 'none' not null,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "grade_policy" varchar(32) default 'progressive' not null,
  "moodle_cmid" varchar(32),
  "launch_scope" text,
  constraint "resource_links_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "resource_links_platform_id_fk" foreign key ("platform_id") references "platforms" ("id") on delete cascade,
  constraint "resource_links_deployment_id_fk" foreign key ("deployment_id") references "deployments" ("id") on delete cascade,
  constraint "resource_links_context_id_fk" foreign key ("context_id") references "contexts" ("id") on delete cascade,
  constraint "resource_links_deployment_id_lti_resource_link_id_key" unique ("deployment_id", "lti_resource_link_id")
);

CREATE INDEX "resource_links_context_id_idx" on "resource_links" ("context_id");

CREATE TRIGGER resource_links_touch after update on resource_links for each row when new.updated_at is old.updated_at begin update resource_links set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "modules" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "module_id" varchar(255) not null,
  "title" text not null,
  "url" text,
  "position" integer default 0 not null,
  "retired_at" timestamp,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "modules_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "modules_tenant_id_module_id_key" unique ("tenant_id", "module_id")
);

CREATE TRIGGER modules_touch after update on modules for each row when new.updated_at is old.updated_at begin update modules set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "sequences" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "module_id" varchar(255) not null,
  "sequence_id" varchar(255) not null,
  "title" text not null,
  "position" integer default 0 not null,
  "retired_at" timestamp,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "sequences_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "sequences_tenant_id_sequence_id_key" unique ("tenant_id", "sequence_id")
);

CREATE TRIGGER sequences_touch after update on sequences for each row when new.updated_at is old.updated_at begin update sequences set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "grains" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "module_id" varchar(255) not null,
  "sequence_id" varchar(255),
  "grain_id" varchar(255) not null,
  "title" text not null,
  "url" text,
  "minutes" integer,
  "position" integer default 0 not null,
  "retired_at" timestamp,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "grains_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "grains_tenant_id_grain_id_key" unique ("tenant_id", "grain_id")
);

CREATE TRIGGER grains_touch after update on grains for each row when new.updated_at is old.updated_at begin update grains set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "users" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "platform_id" uuid not null,
  "moodle_user_id" varchar(255) not null,
  "email" text,
  "firstname" text,
  "lastname" text,
  "full_name" text,
  "locale" varchar(32),
  "student_id" varchar(64),
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "teacher_id" varchar(64),
  constraint "users_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "users_platform_id_fk" foreign key ("platform_id") references "platforms" ("id") on delete restrict,
  constraint "users_platform_id_moodle_user_id_key" unique ("platform_id", "moodle_user_id")
);

CREATE TRIGGER users_touch after update on users for each row when new.updated_at is old.updated_at begin update users set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "context_memberships" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "context_id" uuid not null,
  "user_id" uuid not null,
  "role" varchar(32) not null,
  "status" varchar(32) default 'active' not null,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "launch_role" varchar(32),
  "group_names" text,
  constraint "context_memberships_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "context_memberships_context_id_fk" foreign key ("context_id") references "contexts" ("id") on delete cascade,
  constraint "context_memberships_user_id_fk" foreign key ("user_id") references "users" ("id") on delete cascade,
  constraint "context_memberships_context_id_user_id_key" unique ("context_id", "user_id")
);

CREATE INDEX "context_memberships_user_id_idx" on "context_memberships" ("user_id");

CREATE TRIGGER context_memberships_touch after update on context_memberships for each row when new.updated_at is old.updated_at begin update context_memberships set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "sessions" (
  "id" varchar(64) not null primary key,
  "tenant_id" varchar(64) not null,
  "platform_id" uuid not null,
  "user_id" uuid not null,
  "resource_link_id" uuid,
  "role" varchar(32) not null,
  "site_origin" text,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "last_seen_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "expires_at" timestamp not null,
  constraint "sessions_platform_id_fk" foreign key ("platform_id") references "platforms" ("id") on delete cascade,
  constraint "sessions_user_id_fk" foreign key ("user_id") references "users" ("id") on delete cascade,
  constraint "sessions_resource_link_id_fk" foreign key ("resource_link_id") references "resource_links" ("id") on delete cascade
);

CREATE INDEX "sessions_expires_at_idx" on "sessions" ("expires_at");

CREATE INDEX "sessions_user_id_idx" on "sessions" ("user_id");

CREATE TABLE "progress" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "user_id" uuid not null,
  "grain_id" varchar(255) not null,
  "module_id" varchar(255) not null,
  "sequence_id" varchar(255),
  "completed_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "score" real,
  "time_spent_seconds" integer,
  constraint "progress_user_id_fk" foreign key ("user_id") references "users" ("id") on delete cascade,
  constraint "progress_user_id_grain_id_key" unique ("user_id", "grain_id")
);

CREATE INDEX "progress_user_id_module_id_idx" on "progress" ("user_id", "module_id");

CREATE TABLE "study_sessions" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "user_id" uuid not null,
  "module_id" varchar(255) not null,
  "started_at" timestamp not null,
  "last_activity_at" timestamp not null,
  "day" varchar(10) not null,
  "grains_completed" integer default 0 not null,
  "score_sum" real default 0 not null,
  "score_count" integer default 0 not null,
  "time_spent_seconds" integer default 0 not null,
  "open_slot" varchar(300),
  "mastery" real,
  "student_pk" uuid,
  "class_pk" uuid,
  "theme_pk" uuid,
  "rolled_at" timestamp,
  constraint "study_sessions_user_id_fk" foreign key ("user_id") references "users" ("id") on delete cascade,
  constraint "study_sessions_open_slot_key" unique ("open_slot")
);

CREATE INDEX "study_sessions_user_id_started_at_idx" on "study_sessions" ("user_id", "started_at");

CREATE TABLE "grade_outbox" (
  "id" varchar(80) not null primary key,
  "tenant_id" varchar(64) not null,
  "platform_id" uuid not null,
  "resource_link_id" uuid not null,
  "user_id" uuid not null,
  "seq" integer default 1 not null,
  "sent_seq" integer default 0 not null,
  "state" varchar(32) default 'due' not null,
  "attempts" integer default 0 not null,
  "due_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "lease_until" timestamp,
  "lease_owner" varchar(64),
  "sent_score" real,
  "sent_done" integer,
  "sent_target" text,
  "last_sent_at" timestamp,
  "failing_since_at" timestamp,
  "reason" varchar(64),
  "reason_text" text,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "sent_grains" text,
  constraint "grade_outbox_platform_id_fk" foreign key ("platform_id") references "platforms" ("id") on delete cascade,
  constraint "grade_outbox_resource_link_id_fk" foreign key ("resource_link_id") references "resource_links" ("id") on delete cascade,
  constraint "grade_outbox_user_id_fk" foreign key ("user_id") references "users" ("id") on delete cascade
);

CREATE INDEX "grade_outbox_state_due_at_idx" on "grade_outbox" ("state", "due_at");

CREATE INDEX "grade_outbox_user_id_idx" on "grade_outbox" ("user_id");

CREATE TABLE "promotions" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "promo_id" varchar(64) not null,
  "sort_key" varchar(255) default '' not null,
  "name" text not null,
  "description" text,
  "level" varchar(64),
  "year_start" integer,
  "year_end" integer,
  "status" varchar(32) default 'active' not null,
  "source" varchar(32) default 'manual' not null,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "promotions_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "promotions_tenant_id_promo_id_key" unique ("tenant_id", "promo_id")
);

CREATE INDEX "promotions_tenant_id_sort_key_promo_id_idx" on "promotions" ("tenant_id", "sort_key", "promo_id");

CREATE TRIGGER promotions_touch after update on promotions for each row when new.updated_at is old.updated_at begin update promotions set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "teachers" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "teacher_id" varchar(64) not null,
  "sort_key" varchar(255) default '' not null,
  "firstname" text,
  "lastname" text,
  "email" varchar(255),
  "status" varchar(32) default 'active' not null,
  "source" varchar(32) default 'manual' not null,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "teachers_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "teachers_tenant_id_teacher_id_key" unique ("tenant_id", "teacher_id")
);

CREATE INDEX "teachers_tenant_id_sort_key_teacher_id_idx" on "teachers" ("tenant_id", "sort_key", "teacher_id");

CREATE INDEX "teachers_tenant_id_email_idx" on "teachers" ("tenant_id", "email");

CREATE TRIGGER teachers_touch after update on teachers for each row when new.updated_at is old.updated_at begin update teachers set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "classes" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "class_id" varchar(64) not null,
  "sort_key" varchar(255) default '' not null,
  "name" text not null,
  "description" text,
  "promo_pk" uuid,
  "teacher_pk" uuid,
  "context_id" uuid,
  "status" varchar(32) default 'active' not null,
  "source" varchar(32) default 'manual' not null,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "classes_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "classes_tenant_id_class_id_key" unique ("tenant_id", "class_id"),
  constraint "classes_promo_pk_fk" foreign key ("promo_pk") references "promotions" ("id") on delete set null,
  constraint "classes_teacher_pk_fk" foreign key ("teacher_pk") references "teachers" ("id") on delete set null,
  constraint "classes_context_id_fk" foreign key ("context_id") references "contexts" ("id") on delete set null,
  constraint "classes_context_id_key" unique ("context_id")
);

CREATE INDEX "classes_tenant_id_sort_key_class_id_idx" on "classes" ("tenant_id", "sort_key", "class_id");

CREATE INDEX "classes_promo_pk_idx" on "classes" ("promo_pk");

CREATE INDEX "classes_teacher_pk_idx" on "classes" ("teacher_pk");

CREATE TRIGGER classes_touch after update on classes for each row when new.updated_at is old.updated_at begin update classes set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "students" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "student_id" varchar(64) not null,
  "sort_key" varchar(255) default '' not null,
  "uuid_scolaire" varchar(255),
  "email_scolaire" varchar(255),
  "firstname" text,
  "lastname" text,
  "class_pk" uuid,
  "promo_pk" uuid,
  "consent_sharing_at" timestamp,
  "status" varchar(32) default 'active' not null,
  "source" varchar(32) default 'manual' not null,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "students_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "students_tenant_id_student_id_key" unique ("tenant_id", "student_id"),
  constraint "students_class_pk_fk" foreign key ("class_pk") references "classes" ("id") on delete set null,
  constraint "students_promo_pk_fk" foreign key ("promo_pk") references "promotions" ("id") on delete set null
);

CREATE INDEX "students_tenant_id_sort_key_student_id_idx" on "students" ("tenant_id", "sort_key", "student_id");

CREATE INDEX "students_class_pk_sort_key_student_id_idx" on "students" ("class_pk", "sort_key", "student_id");

CREATE INDEX "students_tenant_id_uuid_scolaire_idx" on "students" ("tenant_id", "uuid_scolaire");

CREATE INDEX "students_tenant_id_email_scolaire_idx" on "students" ("tenant_id", "email_scolaire");

CREATE INDEX "students_tenant_id_updated_at_idx" on "students" ("tenant_id", "updated_at");

CREATE TRIGGER students_touch after update on students for each row when new.updated_at is old.updated_at begin update students set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "enrolments" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "student_pk" uuid not null,
  "class_pk" uuid not null,
  "status" varchar(32) default 'active' not null,
  "source" varchar(32) default 'manual' not null,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "enrolments_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "enrolments_student_pk_fk" foreign key ("student_pk") references "students" ("id") on delete cascade,
  constraint "enrolments_class_pk_fk" foreign key ("class_pk") references "classes" ("id") on delete cascade,
  constraint "enrolments_class_pk_student_pk_key" unique ("class_pk", "student_pk")
);

CREATE INDEX "enrolments_student_pk_idx" on "enrolments" ("student_pk");

CREATE TRIGGER enrolments_touch after update on enrolments for each row when new.updated_at is old.updated_at begin update enrolments set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "themes" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "theme_id" varchar(64) not null,
  "sort_key" varchar(255) default '' not null,
  "title" text not null,
  "description" text,
  "tags" text,
  "difficulty" varchar(32),
  "source" varchar(32) default 'manual' not null,
  "module_id" varchar(255),
  "status" varchar(32) default 'active' not null,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "themes_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "themes_tenant_id_theme_id_key" unique ("tenant_id", "theme_id"),
  constraint "themes_tenant_id_module_id_key" unique ("tenant_id", "module_id")
);

CREATE INDEX "themes_tenant_id_sort_key_theme_id_idx" on "themes" ("tenant_id", "sort_key", "theme_id");

CREATE TRIGGER themes_touch after update on themes for each row when new.updated_at is old.updated_at begin update themes set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "assignments" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "assignment_id" varchar(64) not null,
  "type" varchar(32) not null,
  "title" text not null,
  "mode" varchar(32),
  "theme_pk" uuid,
  "teacher_pk" uuid,
  "resource_link_id" uuid,
  "status" varchar(32) default 'draft' not null,
  "due_at" timestamp,
  "instructions" text,
  "source" varchar(32) default 'manual' not null,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "assignments_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "assignments_theme_pk_fk" foreign key ("theme_pk") references "themes" ("id") on delete set null,
  constraint "assignments_teacher_pk_fk" foreign key ("teacher_pk") references "teachers" ("id") on delete set null,
  constraint "assignments_resource_link_id_fk" foreign key ("resource_link_id") references "resource_links" ("id") on delete set null,
  constraint "assignments_tenant_id_assignment_id_key" unique ("tenant_id", "assignment_id"),
  constraint "assignments_resource_link_id_key" unique ("resource_link_id")
);

CREATE INDEX "assignments_theme_pk_idx" on "assignments" ("theme_pk");

CREATE INDEX "assignments_teacher_pk_idx" on "assignments" ("teacher_pk");

CREATE TRIGGER assignments_touch after update on assignments for each row when new.updated_at is old.updated_at begin update assignments set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "assignment_targets" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "assignment_pk" uuid not null,
  "target_type" varchar(32) not null,
  "student_pk" uuid,
  "class_pk" uuid,
  "promo_pk" uuid,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "assignment_targets_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "assignment_targets_assignment_pk_fk" foreign key ("assignment_pk") references "assignments" ("id") on delete cascade,
  constraint "assignment_targets_student_pk_fk" foreign key ("student_pk") references "students" ("id") on delete cascade,
  constraint "assignment_targets_class_pk_fk" foreign key ("class_pk") references "classes" ("id") on delete cascade,
  constraint "assignment_targets_promo_pk_fk" foreign key ("promo_pk") references "promotions" ("id") on delete cascade
);

CREATE INDEX "assignment_targets_assignment_pk_idx" on "assignment_targets" ("assignment_pk");

CREATE INDEX "assignment_targets_student_pk_idx" on "assignment_targets" ("student_pk");

CREATE INDEX "assignment_targets_class_pk_idx" on "assignment_targets" ("class_pk");

CREATE INDEX "assignment_targets_promo_pk_idx" on "assignment_targets" ("promo_pk");

CREATE TABLE "study_days" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "student_pk" uuid not null,
  "class_pk" uuid,
  "theme_pk" uuid,
  "day" varchar(10) not null,
  "sessions" integer not null,
  "scored_sessions" integer not null,
  "score_sum" real default 0 not null,
  "mastery_sessions" integer not null,
  "mastery_sum" real default 0 not null,
  "grains_completed" integer not null,
  "time_spent_seconds" integer not null,
  "last_activity_at" timestamp not null,
  "mastery_mark" bigint,
  constraint "study_days_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "study_days_student_pk_fk" foreign key ("student_pk") references "students" ("id") on delete cascade
);

CREATE INDEX "study_days_tenant_id_day_idx" on "study_days" ("tenant_id", "day");

CREATE INDEX "study_days_student_pk_day_idx" on "study_days" ("student_pk", "day");

CREATE TABLE "deleted_records" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "resource" varchar(32) not null,
  "record_id" varchar(64) not null,
  "deleted_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "deleted_records_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict
);

CREATE INDEX "deleted_records_tenant_id_deleted_at_idx" on "deleted_records" ("tenant_id", "deleted_at");

CREATE INDEX "users_tenant_id_student_id_idx" on "users" ("tenant_id", "student_id");

CREATE INDEX study_sessions_tail_idx on study_sessions (tenant_id) where rolled_at is null;

CREATE INDEX study_sessions_student_pk_day_idx on study_sessions (student_pk, day) where student_pk is not null;

CREATE TRIGGER students_deleted after delete on students for each row begin
  insert or replace into deleted_records (id, tenant_id, resource, record_id, deleted_at)
    values (old.id, old.tenant_id, 'students', old.student_id, cast(unixepoch('subsec')*1000 as integer));
end;

CREATE TRIGGER classes_deleted after delete on classes for each row begin
  insert or replace into deleted_records (id, tenant_id, resource, record_id, deleted_at)
    values (old.id, old.tenant_id, 'classes', old.class_id, cast(unixepoch('subsec')*1000 as integer));
end;

CREATE TRIGGER promotions_deleted after delete on promotions for each row begin
  insert or replace into deleted_records (id, tenant_id, resource, record_id, deleted_at)
    values (old.id, old.tenant_id, 'promotions', old.promo_id, cast(unixepoch('subsec')*1000 as integer));
end;

CREATE TRIGGER teachers_deleted after delete on teachers for each row begin
  insert or replace into deleted_records (id, tenant_id, resource, record_id, deleted_at)
    values (old.id, old.tenant_id, 'teachers', old.teacher_id, cast(unixepoch('subsec')*1000 as integer));
end;

CREATE TRIGGER themes_deleted after delete on themes for each row begin
  insert or replace into deleted_records (id, tenant_id, resource, record_id, deleted_at)
    values (old.id, old.tenant_id, 'themes', old.theme_id, cast(unixepoch('subsec')*1000 as integer));
end;

CREATE TRIGGER assignments_deleted after delete on assignments for each row begin
  insert or replace into deleted_records (id, tenant_id, resource, record_id, deleted_at)
    values (old.id, old.tenant_id, 'assignments', old.assignment_id, cast(unixepoch('subsec')*1000 as integer));
end;

CREATE TRIGGER students_main_class_of_new after insert on students for each row when new.class_pk is not null begin
  insert into enrolments (id, tenant_id, student_pk, class_pk, source)
    select lower(substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-4' || substr(h, 14, 3) || '-8' || substr(h, 18, 3) || '-' || substr(h, 21)), new.tenant_id, new.id, new.class_pk, new.source from (select hex(randomblob(16)) as h)
    where true on conflict (class_pk, student_pk) do update set status = 'active' where enrolments.status <> 'active';
end;

CREATE TRIGGER students_main_class_left after update of class_pk on students for each row
  when old.class_pk is not new.class_pk begin
  update study_sessions set student_pk = old.id, class_pk = old.class_pk
  where student_pk is null
    and user_id in (select u.id from users u where u.tenant_id = old.tenant_id and u.student_id = old.student_id);
  update enrolments set status = 'removed' where student_pk = old.id and class_pk = old.class_pk;
end;

CREATE TRIGGER students_main_class_joined after update of class_pk on students for each row
  when new.class_pk is not null and old.class_pk is not new.class_pk begin
  insert into enrolments (id, tenant_id, student_pk, class_pk, source)
    select lower(substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-4' || substr(h, 14, 3) || '-8' || substr(h, 18, 3) || '-' || substr(h, 21)), new.tenant_id, new.id, new.class_pk, new.source from (select hex(randomblob(16)) as h)
    where true on conflict (class_pk, student_pk) do update set status = 'active' where enrolments.status <> 'active';
end;

CREATE TRIGGER assignment_targets_added after insert on assignment_targets for each row begin update assignments set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.assignment_pk; end;

CREATE TRIGGER assignment_targets_changed after update on assignment_targets for each row begin update assignments set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.assignment_pk; end;

CREATE TRIGGER assignment_targets_removed after delete on assignment_targets for each row begin update assignments set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = old.assignment_pk; end;

CREATE TABLE "api_keys" (
  "id" varchar(64) not null primary key,
  "tenant_id" varchar(64) not null,
  "owner" text not null,
  "key_hash" varchar(80) not null,
  "scopes" text not null,
  "quota_daily" integer,
  "quota_per_hour" integer,
  "quota_per_minute" integer,
  "status" varchar(32) default 'active' not null,
  "expires_at" timestamp,
  "prefix" varchar(16),
  "last4" varchar(8),
  "last_used_at" timestamp,
  "last_used_ip" varchar(64),
  "allowed_ips" text,
  "rotated_from" varchar(64),
  "revoked_at" timestamp,
  "metadata" text,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "api_keys_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "api_keys_key_hash_key" unique ("key_hash")
);

CREATE INDEX "api_keys_tenant_id_idx" on "api_keys" ("tenant_id");

CREATE TRIGGER api_keys_touch after update on api_keys for each row when new.updated_at is old.updated_at begin update api_keys set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "api_quotas" (
  "id" varchar(255) not null primary key,
  "tenant_id" varchar(64) not null,
  "minute_number" integer not null,
  "minute_count" integer not null,
  "hour_number" integer not null,
  "hour_count" integer not null,
  "day_number" integer not null,
  "day_count" integer not null,
  constraint "api_quotas_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict
);

CREATE TABLE "jwt_issuers" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "issuer" varchar(255) not null,
  "jwks_url" text,
  "secret" text,
  "scopes" text not null,
  "quota_daily" integer,
  "quota_per_hour" integer,
  "quota_per_minute" integer,
  "status" varchar(32) default 'active' not null,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "jwt_issuers_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "jwt_issuers_tenant_id_issuer_key" unique ("tenant_id", "issuer")
);

CREATE INDEX "jwt_issuers_issuer_idx" on "jwt_issuers" ("issuer");

CREATE TRIGGER jwt_issuers_touch after update on jwt_issuers for each row when new.updated_at is old.updated_at begin update jwt_issuers set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "sync_logs" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64),
  "direction" varchar(32) default 'pull' not null,
  "type" varchar(32) default 'academic_api' not null,
  "status" varchar(32) default 'ok' not null,
  "metadata" text not null,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "api_key_id" varchar(64)
);

CREATE INDEX "sync_logs_type_created_at_idx" on "sync_logs" ("type", "created_at");

CREATE INDEX "sync_logs_tenant_id_created_at_idx" on "sync_logs" ("tenant_id", "created_at");

CREATE TRIGGER api_keys_expires_on_insert after insert on api_keys for each row
      when typeof(new.expires_at) not in ('integer', 'null')
      begin
        select raise(abort, 'expires_at is no date: write it as YYYY-MM-DD HH:MM:SS, in UTC')
        where typeof(new.expires_at) <> 'text' or unixepoch(new.expires_at) is null;
        update api_keys set expires_at = cast(unixepoch(new.expires_at) * 1000 as integer) where id = new.id;
      end;

CREATE TRIGGER api_keys_expires_on_update after update of expires_at on api_keys for each row
      when typeof(new.expires_at) not in ('integer', 'null')
      begin
        select raise(abort, 'expires_at is no date: write it as YYYY-MM-DD HH:MM:SS, in UTC')
        where typeof(new.expires_at) <> 'text' or unixepoch(new.expires_at) is null;
        update api_keys set expires_at = cast(unixepoch(new.expires_at) * 1000 as integer) where id = new.id;
      end;

CREATE TABLE "registration_invitations" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "name" text,
  "token_hash" varchar(64) not null,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "expires_at" timestamp not null,
  "used_at" timestamp,
  constraint "registration_invitations_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "registration_invitations_token_hash_key" unique ("token_hash")
);

CREATE TABLE "platform_registrations" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64),
  "platform_id" uuid,
  "issuer" varchar(255) not null,
  "client_id" varchar(255) not null,
  "deployment_id" varchar(255),
  "name" text not null,
  "auth_url" text not null,
  "token_url" text not null,
  "jwks_url" text not null,
  "token_audience" text,
  "product_family" text,
  "scopes" text,
  "registration_client_uri" text,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "platform_registrations_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "platform_registrations_platform_id_fk" foreign key ("platform_id") references "platforms" ("id") on delete cascade,
  constraint "platform_registrations_issuer_client_id_key" unique ("issuer", "client_id")
);

CREATE TRIGGER platform_registrations_touch after update on platform_registrations for each row when new.updated_at is old.updated_at begin update platform_registrations set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "platform_secrets" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "platform_id" uuid not null,
  "kind" varchar(32) not null,
  "secret" text not null,
  "url" text,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "platform_secrets_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "platform_secrets_platform_id_fk" foreign key ("platform_id") references "platforms" ("id") on delete cascade,
  constraint "platform_secrets_platform_id_kind_key" unique ("platform_id", "kind")
);

CREATE TRIGGER platform_secrets_touch after update on platform_secrets for each row when new.updated_at is old.updated_at begin update platform_secrets set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "outcome_results" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "resource_link_id" uuid not null,
  "user_id" uuid not null,
  "sourced_id" text not null,
  "service_url" text not null,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "outcome_results_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "outcome_results_resource_link_id_fk" foreign key ("resource_link_id") references "resource_links" ("id") on delete cascade,
  constraint "outcome_results_user_id_fk" foreign key ("user_id") references "users" ("id") on delete cascade,
  constraint "outcome_results_resource_link_id_user_id_key" unique ("resource_link_id", "user_id")
);

CREATE INDEX "outcome_results_user_id_idx" on "outcome_results" ("user_id");

CREATE TRIGGER outcome_results_touch after update on outcome_results for each row when new.updated_at is old.updated_at begin update outcome_results set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "former_identities" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "platform_id" uuid not null,
  "moodle_user_id" varchar(255) not null,
  "user_id" uuid not null,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "former_identities_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "former_identities_platform_id_fk" foreign key ("platform_id") references "platforms" ("id") on delete cascade,
  constraint "former_identities_user_id_fk" foreign key ("user_id") references "users" ("id") on delete cascade,
  constraint "former_identities_platform_id_moodle_user_id_key" unique ("platform_id", "moodle_user_id")
);

CREATE INDEX "former_identities_user_id_idx" on "former_identities" ("user_id");

CREATE TABLE "launches" (
  "id" varchar(64) not null primary key,
  "tenant_id" varchar(64) not null,
  "platform_id" uuid not null,
  "user_id" uuid,
  "resource_link_id" uuid,
  "role" varchar(32) not null,
  "stage" varchar(32) not null,
  "target_url" text not null,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "expires_at" timestamp not null,
  constraint "launches_user_id_fk" foreign key ("user_id") references "users" ("id") on delete cascade
) without rowid;

CREATE TABLE "passerelle_maintenance" (
  "id" varchar(32) not null primary key,
  "since_at" timestamp not null,
  "retry_after_seconds" integer not null,
  "fenced_at" timestamp
);

CREATE INDEX students_promo_pk_idx on students (promo_pk);

CREATE INDEX students_promo_order_idx on students (tenant_id, promo_pk, sort_key, student_id);

CREATE INDEX students_promo_status_order_idx on students (tenant_id, promo_pk, status, sort_key, student_id);

CREATE INDEX students_status_order_idx on students (tenant_id, status, sort_key, student_id);

CREATE INDEX enrolments_class_status_idx on enrolments (tenant_id, class_pk, status, student_pk);

CREATE INDEX assignments_order_idx on assignments (tenant_id, due_at desc, created_at desc, assignment_id);

CREATE INDEX assignments_status_order_idx on assignments (tenant_id, status, due_at desc, created_at desc, assignment_id);

CREATE INDEX assignments_teacher_order_idx on assignments (tenant_id, teacher_pk, due_at desc, created_at desc, assignment_id);

CREATE INDEX study_days_theme_idx on study_days (tenant_id, theme_pk, day);

CREATE INDEX study_days_class_idx on study_days (tenant_id, class_pk, day);

CREATE TRIGGER study_sessions_changed after update of rolled_at, student_pk, class_pk, theme_pk, day, score_sum, score_count, mastery, grains_completed, time_spent_seconds, last_activity_at on study_sessions for each row
  when old.rolled_at is not null and (old.rolled_at is not new.rolled_at or old.student_pk is not new.student_pk or old.class_pk is not new.class_pk or old.theme_pk is not new.theme_pk or old.day is not new.day or old.score_sum is not new.score_sum or old.score_count is not new.score_count or old.mastery is not new.mastery or old.grains_completed is not new.grains_completed or old.time_spent_seconds is not new.time_spent_seconds or old.last_activity_at is not new.last_activity_at) begin
  delete from study_days where student_pk = old.student_pk and day = old.day;
  insert into study_days (id, tenant_id, student_pk, class_pk, theme_pk, day, sessions, scored_sessions, score_sum,
    mastery_sessions, mastery_sum, mastery_mark, grains_completed, time_spent_seconds, last_activity_at)
  select min(s.id), s.tenant_id, s.student_pk, s.class_pk, s.theme_pk, s.day, count(*),
    sum(case when s.score_count > 0 then 1 else 0 end),
    sum(case when s.score_count > 0 then s.score_sum / s.score_count else 0 end),
    count(s.mastery), coalesce(sum(s.mastery), 0), max(s.last_activity_at * 1000 + cast(s.mastery * 100 + 0.500000001 as integer)),
    sum(s.grains_completed), sum(s.time_spent_seconds), max(s.last_activity_at)
  from study_sessions s
  where s.student_pk = old.student_pk and s.day = old.day and s.rolled_at is not null
    and exists (select 1 from students t where t.id = old.student_pk)
  group by s.tenant_id, s.student_pk, s.class_pk, s.theme_pk, s.day;
  delete from study_days where student_pk = new.student_pk and day = new.day;
  insert into study_days (id, tenant_id, student_pk, class_pk, theme_pk, day, sessions, scored_sessions, score_sum,
    mastery_sessions, mastery_sum, mastery_mark, grains_completed, time_spent_seconds, last_activity_at)
  select min(s.id), s.tenant_id, s.student_pk, s.class_pk, s.theme_pk, s.day, count(*),
    sum(case when s.score_count > 0 then 1 else 0 end),
    sum(case when s.score_count > 0 then s.score_sum / s.score_count else 0 end),
    count(s.mastery), coalesce(sum(s.mastery), 0), max(s.last_activity_at * 1000 + cast(s.mastery * 100 + 0.500000001 as integer)),
    sum(s.grains_completed), sum(s.time_spent_seconds), max(s.last_activity_at)
  from study_sessions s
  where s.student_pk = new.student_pk and s.day = new.day and s.rolled_at is not null
    and exists (select 1 from students t where t.id = new.student_pk)
  group by s.tenant_id, s.student_pk, s.class_pk, s.theme_pk, s.day;
end;

CREATE TRIGGER study_sessions_deleted after delete on study_sessions for each row when old.rolled_at is not null begin
  delete from study_days where student_pk = old.student_pk and day = old.day;
  insert into study_days (id, tenant_id, student_pk, class_pk, theme_pk, day, sessions, scored_sessions, score_sum,
    mastery_sessions, mastery_sum, mastery_mark, grains_completed, time_spent_seconds, last_activity_at)
  select min(s.id), s.tenant_id, s.student_pk, s.class_pk, s.theme_pk, s.day, count(*),
    sum(case when s.score_count > 0 then 1 else 0 end),
    sum(case when s.score_count > 0 then s.score_sum / s.score_count else 0 end),
    count(s.mastery), coalesce(sum(s.mastery), 0), max(s.last_activity_at * 1000 + cast(s.mastery * 100 + 0.500000001 as integer)),
    sum(s.grains_completed), sum(s.time_spent_seconds), max(s.last_activity_at)
  from study_sessions s
  where s.student_pk = old.student_pk and s.day = old.day and s.rolled_at is not null
    and exists (select 1 from students t where t.id = old.student_pk)
  group by s.tenant_id, s.student_pk, s.class_pk, s.theme_pk, s.day;
end;

CREATE TABLE "progress_edits" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "user_id" uuid not null,
  "edited_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  constraint "progress_edits_user_id_fk" foreign key ("user_id") references "users" ("id") on delete cascade
);

CREATE INDEX "progress_edits_user_id_idx" on "progress_edits" ("user_id");

CREATE TRIGGER progress_edited after update of user_id, grain_id, module_id, sequence_id, score on progress for each row begin
  insert into progress_edits (id, tenant_id, user_id) select (select lower(substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-4' || substr(h, 14, 3) || '-8' || substr(h, 18, 3) || '-' || substr(h, 21)) from (select hex(randomblob(16)) as h)), u.tenant_id, u.id from users u where u.id = old.user_id;
  insert into progress_edits (id, tenant_id, user_id) select (select lower(substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-4' || substr(h, 14, 3) || '-8' || substr(h, 18, 3) || '-' || substr(h, 21)) from (select hex(randomblob(16)) as h)), u.tenant_id, u.id from users u where u.id = new.user_id and new.user_id <> old.user_id;
end;

CREATE TRIGGER progress_removed after delete on progress for each row begin
  insert into progress_edits (id, tenant_id, user_id) select (select lower(substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-4' || substr(h, 14, 3) || '-8' || substr(h, 18, 3) || '-' || substr(h, 21)) from (select hex(randomblob(16)) as h)), u.tenant_id, u.id from users u where u.id = old.user_id;
end;

CREATE TABLE "last_visits" (
  "id" uuid not null primary key,
  "tenant_id" varchar(64) not null,
  "user_id" uuid not null,
  "seen_at" timestamp not null,
  constraint "last_visits_user_id_fk" foreign key ("user_id") references "users" ("id") on delete cascade,
  constraint "last_visits_user_id_key" unique ("user_id")
);

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

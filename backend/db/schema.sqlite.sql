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
  "updated_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null
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
  "retired_at" timestamp
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
  constraint "context_memberships_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "context_memberships_context_id_fk" foreign key ("context_id") references "contexts" ("id") on delete cascade,
  constraint "context_memberships_user_id_fk" foreign key ("user_id") references "users" ("id") on delete cascade,
  constraint "context_memberships_context_id_user_id_key" unique ("context_id", "user_id")
);

CREATE INDEX "context_memberships_user_id_idx" on "context_memberships" ("user_id");

CREATE TRIGGER context_memberships_touch after update on context_memberships for each row when new.updated_at is old.updated_at begin update context_memberships set updated_at = cast(unixepoch('subsec')*1000 as integer) where id = new.id; end;

CREATE TABLE "launches" (
  "id" varchar(64) not null primary key,
  "tenant_id" varchar(64) not null,
  "platform_id" uuid not null,
  "user_id" uuid,
  "resource_link_id" uuid,
  "role" varchar(32) not null,
  "stage" varchar(32) not null,
  "code_hash" varchar(64) not null,
  "target_url" text not null,
  "created_at" timestamp default (cast(unixepoch('subsec')*1000 as integer)) not null,
  "expires_at" timestamp not null,
  constraint "launches_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "launches_platform_id_fk" foreign key ("platform_id") references "platforms" ("id") on delete cascade,
  constraint "launches_user_id_fk" foreign key ("user_id") references "users" ("id") on delete cascade,
  constraint "launches_resource_link_id_fk" foreign key ("resource_link_id") references "resource_links" ("id") on delete cascade,
  constraint "launches_code_hash_key" unique ("code_hash")
);

CREATE INDEX "launches_expires_at_idx" on "launches" ("expires_at");

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
  constraint "sessions_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
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
  constraint "progress_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
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
  constraint "study_sessions_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
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
  constraint "grade_outbox_tenant_id_fk" foreign key ("tenant_id") references "tenants" ("id") on delete restrict,
  constraint "grade_outbox_platform_id_fk" foreign key ("platform_id") references "platforms" ("id") on delete cascade,
  constraint "grade_outbox_resource_link_id_fk" foreign key ("resource_link_id") references "resource_links" ("id") on delete cascade,
  constraint "grade_outbox_user_id_fk" foreign key ("user_id") references "users" ("id") on delete cascade
);

CREATE INDEX "grade_outbox_state_due_at_idx" on "grade_outbox" ("state", "due_at");

CREATE INDEX "grade_outbox_user_id_idx" on "grade_outbox" ("user_id");

insert into passerelle_migrations (name, timestamp) values ('0001-main-loop', '1970-01-01T00:00:00.000Z');

insert into passerelle_migration_lock (id, is_locked) values ('migration_lock', 0);

-- Passerelle, schema for mysql. Written from the migrations by "npm run generate"; do not edit.

set foreign_key_checks = 0;

CREATE TABLE `context_memberships` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `context_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `user_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `role` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `status` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `context_memberships_context_id_user_id_key` (`context_id`,`user_id`),
  KEY `context_memberships_tenant_id_fk` (`tenant_id`),
  KEY `context_memberships_user_id_idx` (`user_id`),
  CONSTRAINT `context_memberships_context_id_fk` FOREIGN KEY (`context_id`) REFERENCES `contexts` (`id`) ON DELETE CASCADE,
  CONSTRAINT `context_memberships_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`),
  CONSTRAINT `context_memberships_user_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `contexts` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `platform_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `deployment_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `lti_context_id` varchar(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `title` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `label` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `memberships_url` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `contexts_deployment_id_lti_context_id_key` (`deployment_id`,`lti_context_id`),
  KEY `contexts_tenant_id_fk` (`tenant_id`),
  KEY `contexts_platform_id_fk` (`platform_id`),
  CONSTRAINT `contexts_deployment_id_fk` FOREIGN KEY (`deployment_id`) REFERENCES `deployments` (`id`) ON DELETE CASCADE,
  CONSTRAINT `contexts_platform_id_fk` FOREIGN KEY (`platform_id`) REFERENCES `platforms` (`id`) ON DELETE CASCADE,
  CONSTRAINT `contexts_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `deployments` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `platform_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `deployment_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `status` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `deployments_platform_id_deployment_id_key` (`platform_id`,`deployment_id`),
  KEY `deployments_tenant_id_fk` (`tenant_id`),
  CONSTRAINT `deployments_platform_id_fk` FOREIGN KEY (`platform_id`) REFERENCES `platforms` (`id`) ON DELETE CASCADE,
  CONSTRAINT `deployments_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `grade_outbox` (
  `id` varchar(80) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `platform_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `resource_link_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `user_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `seq` int(11) NOT NULL DEFAULT 1,
  `sent_seq` int(11) NOT NULL DEFAULT 0,
  `state` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'due',
  `attempts` int(11) NOT NULL DEFAULT 0,
  `due_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `lease_until` datetime(3) DEFAULT NULL,
  `lease_owner` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `sent_score` double DEFAULT NULL,
  `sent_done` int(11) DEFAULT NULL,
  `sent_target` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `last_sent_at` datetime(3) DEFAULT NULL,
  `failing_since_at` datetime(3) DEFAULT NULL,
  `reason` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `reason_text` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  KEY `grade_outbox_tenant_id_fk` (`tenant_id`),
  KEY `grade_outbox_platform_id_fk` (`platform_id`),
  KEY `grade_outbox_resource_link_id_fk` (`resource_link_id`),
  KEY `grade_outbox_state_due_at_idx` (`state`,`due_at`),
  KEY `grade_outbox_user_id_idx` (`user_id`),
  CONSTRAINT `grade_outbox_platform_id_fk` FOREIGN KEY (`platform_id`) REFERENCES `platforms` (`id`) ON DELETE CASCADE,
  CONSTRAINT `grade_outbox_resource_link_id_fk` FOREIGN KEY (`resource_link_id`) REFERENCES `resource_links` (`id`) ON DELETE CASCADE,
  CONSTRAINT `grade_outbox_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`),
  CONSTRAINT `grade_outbox_user_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `grains` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `module_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `sequence_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `grain_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `title` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `url` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `minutes` int(11) DEFAULT NULL,
  `position` int(11) NOT NULL DEFAULT 0,
  `retired_at` datetime(3) DEFAULT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `grains_tenant_id_grain_id_key` (`tenant_id`,`grain_id`),
  CONSTRAINT `grains_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `launches` (
  `id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `platform_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `user_id` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `resource_link_id` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `role` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `stage` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `code_hash` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `target_url` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `expires_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `launches_code_hash_key` (`code_hash`),
  KEY `launches_tenant_id_fk` (`tenant_id`),
  KEY `launches_platform_id_fk` (`platform_id`),
  KEY `launches_user_id_fk` (`user_id`),
  KEY `launches_resource_link_id_fk` (`resource_link_id`),
  KEY `launches_expires_at_idx` (`expires_at`),
  CONSTRAINT `launches_platform_id_fk` FOREIGN KEY (`platform_id`) REFERENCES `platforms` (`id`) ON DELETE CASCADE,
  CONSTRAINT `launches_resource_link_id_fk` FOREIGN KEY (`resource_link_id`) REFERENCES `resource_links` (`id`) ON DELETE CASCADE,
  CONSTRAINT `launches_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`),
  CONSTRAINT `launches_user_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `modules` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `module_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `title` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `url` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `position` int(11) NOT NULL DEFAULT 0,
  `retired_at` datetime(3) DEFAULT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `modules_tenant_id_module_id_key` (`tenant_id`,`module_id`),
  CONSTRAINT `modules_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `passerelle_migration_lock` (
  `id` varchar(255) NOT NULL,
  `is_locked` int(11) NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `passerelle_migrations` (
  `name` varchar(255) NOT NULL,
  `timestamp` varchar(255) NOT NULL,
  PRIMARY KEY (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `platform_jwks` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `platform_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `jwks` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `fetched_at` datetime(3) DEFAULT NULL,
  `expires_at` datetime(3) DEFAULT NULL,
  `attempted_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `platform_jwks_platform_id_key` (`platform_id`),
  CONSTRAINT `platform_jwks_platform_id_fk` FOREIGN KEY (`platform_id`) REFERENCES `platforms` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `platforms` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `name` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `issuer` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `client_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `auth_url` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `token_url` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `jwks_url` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `token_audience` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `deployment_policy` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'reject',
  `anonymous_policy` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'refuse',
  `unbound_policy` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'confirm',
  `status` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `platforms_issuer_client_id_key` (`issuer`,`client_id`),
  KEY `platforms_tenant_id_fk` (`tenant_id`),
  CONSTRAINT `platforms_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `progress` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `user_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `grain_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `module_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `sequence_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `completed_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `score` double DEFAULT NULL,
  `time_spent_seconds` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `progress_user_id_grain_id_key` (`user_id`,`grain_id`),
  KEY `progress_tenant_id_fk` (`tenant_id`),
  KEY `progress_user_id_module_id_idx` (`user_id`,`module_id`),
  CONSTRAINT `progress_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`),
  CONSTRAINT `progress_user_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `resource_links` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `platform_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `deployment_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `context_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `lti_resource_link_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `title` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `module_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `sequence_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `grain_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `lineitem_url` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `lineitems_url` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `ags_scopes` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `lineitem_origin` varchar(32) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `passback` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'none',
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `resource_links_deployment_id_lti_resource_link_id_key` (`deployment_id`,`lti_resource_link_id`),
  KEY `resource_links_tenant_id_fk` (`tenant_id`),
  KEY `resource_links_platform_id_fk` (`platform_id`),
  KEY `resource_links_context_id_idx` (`context_id`),
  CONSTRAINT `resource_links_context_id_fk` FOREIGN KEY (`context_id`) REFERENCES `contexts` (`id`) ON DELETE CASCADE,
  CONSTRAINT `resource_links_deployment_id_fk` FOREIGN KEY (`deployment_id`) REFERENCES `deployments` (`id`) ON DELETE CASCADE,
  CONSTRAINT `resource_links_platform_id_fk` FOREIGN KEY (`platform_id`) REFERENCES `platforms` (`id`) ON DELETE CASCADE,
  CONSTRAINT `resource_links_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `sequences` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `module_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `sequence_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `title` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `position` int(11) NOT NULL DEFAULT 0,
  `retired_at` datetime(3) DEFAULT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `sequences_tenant_id_sequence_id_key` (`tenant_id`,`sequence_id`),
  CONSTRAINT `sequences_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `sessions` (
  `id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `platform_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `user_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `resource_link_id` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `role` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `site_origin` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `last_seen_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `expires_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `sessions_tenant_id_fk` (`tenant_id`),
  KEY `sessions_platform_id_fk` (`platform_id`),
  KEY `sessions_resource_link_id_fk` (`resource_link_id`),
  KEY `sessions_expires_at_idx` (`expires_at`),
  KEY `sessions_user_id_idx` (`user_id`),
  CONSTRAINT `sessions_platform_id_fk` FOREIGN KEY (`platform_id`) REFERENCES `platforms` (`id`) ON DELETE CASCADE,
  CONSTRAINT `sessions_resource_link_id_fk` FOREIGN KEY (`resource_link_id`) REFERENCES `resource_links` (`id`) ON DELETE CASCADE,
  CONSTRAINT `sessions_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`),
  CONSTRAINT `sessions_user_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `signing_keys` (
  `id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `private_key` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `public_jwk` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `status` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `retired_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `study_sessions` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `user_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `module_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `started_at` datetime(3) NOT NULL,
  `last_activity_at` datetime(3) NOT NULL,
  `day` varchar(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `grains_completed` int(11) NOT NULL DEFAULT 0,
  `score_sum` double NOT NULL DEFAULT 0,
  `score_count` int(11) NOT NULL DEFAULT 0,
  `time_spent_seconds` int(11) NOT NULL DEFAULT 0,
  `open_slot` varchar(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `study_sessions_open_slot_key` (`open_slot`),
  KEY `study_sessions_tenant_id_fk` (`tenant_id`),
  KEY `study_sessions_user_id_started_at_idx` (`user_id`,`started_at`),
  CONSTRAINT `study_sessions_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`),
  CONSTRAINT `study_sessions_user_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `tenants` (
  `id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `name` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `site_url` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `course_url` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `timezone` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT 'Europe/Paris',
  `status` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `users` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `platform_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `moodle_user_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `email` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `firstname` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `lastname` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `full_name` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `locale` varchar(32) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `student_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `users_platform_id_moodle_user_id_key` (`platform_id`,`moodle_user_id`),
  KEY `users_tenant_id_fk` (`tenant_id`),
  CONSTRAINT `users_platform_id_fk` FOREIGN KEY (`platform_id`) REFERENCES `platforms` (`id`),
  CONSTRAINT `users_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

create trigger contexts_touch BEFORE UPDATE on contexts for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger context_memberships_touch BEFORE UPDATE on context_memberships for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger deployments_touch BEFORE UPDATE on deployments for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger grains_touch BEFORE UPDATE on grains for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger modules_touch BEFORE UPDATE on modules for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger platforms_touch BEFORE UPDATE on platforms for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger resource_links_touch BEFORE UPDATE on resource_links for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger sequences_touch BEFORE UPDATE on sequences for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger tenants_touch BEFORE UPDATE on tenants for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger users_touch BEFORE UPDATE on users for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

set foreign_key_checks = 1;

insert into passerelle_migrations (name, timestamp) values ('0001-main-loop', '1970-01-01T00:00:00.000Z');

insert into passerelle_migration_lock (id, is_locked) values ('migration_lock', 0);

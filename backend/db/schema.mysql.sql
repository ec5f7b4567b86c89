-- Passerelle, schema for mysql. Written from the migrations by "npm run generate"; do not edit.

set foreign_key_checks = 0;

CREATE TABLE `api_keys` (
  `id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `owner` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `key_hash` varchar(80) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `scopes` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `quota_daily` int(11) DEFAULT NULL,
  `quota_per_hour` int(11) DEFAULT NULL,
  `quota_per_minute` int(11) DEFAULT NULL,
  `status` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  `expires_at` datetime(3) DEFAULT NULL,
  `prefix` varchar(16) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `last4` varchar(8) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `last_used_at` datetime(3) DEFAULT NULL,
  `last_used_ip` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `allowed_ips` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `rotated_from` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `revoked_at` datetime(3) DEFAULT NULL,
  `metadata` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `api_keys_key_hash_key` (`key_hash`),
  KEY `api_keys_tenant_id_idx` (`tenant_id`),
  CONSTRAINT `api_keys_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `api_quotas` (
  `id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `minute_number` int(11) NOT NULL,
  `minute_count` int(11) NOT NULL,
  `hour_number` int(11) NOT NULL,
  `hour_count` int(11) NOT NULL,
  `day_number` int(11) NOT NULL,
  `day_count` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `api_quotas_tenant_id_fk` (`tenant_id`),
  CONSTRAINT `api_quotas_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `assignment_targets` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `assignment_pk` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `target_type` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `student_pk` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `class_pk` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `promo_pk` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  KEY `assignment_targets_tenant_id_fk` (`tenant_id`),
  KEY `assignment_targets_assignment_pk_idx` (`assignment_pk`),
  KEY `assignment_targets_student_pk_idx` (`student_pk`),
  KEY `assignment_targets_class_pk_idx` (`class_pk`),
  KEY `assignment_targets_promo_pk_idx` (`promo_pk`),
  CONSTRAINT `assignment_targets_assignment_pk_fk` FOREIGN KEY (`assignment_pk`) REFERENCES `assignments` (`id`) ON DELETE CASCADE,
  CONSTRAINT `assignment_targets_class_pk_fk` FOREIGN KEY (`class_pk`) REFERENCES `classes` (`id`) ON DELETE CASCADE,
  CONSTRAINT `assignment_targets_promo_pk_fk` FOREIGN KEY (`promo_pk`) REFERENCES `promotions` (`id`) ON DELETE CASCADE,
  CONSTRAINT `assignment_targets_student_pk_fk` FOREIGN KEY (`student_pk`) REFERENCES `students` (`id`) ON DELETE CASCADE,
  CONSTRAINT `assignment_targets_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `assignments` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `assignment_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `type` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `title` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `mode` varchar(32) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `theme_pk` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `teacher_pk` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `resource_link_id` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `status` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'draft',
  `due_at` datetime(3) DEFAULT NULL,
  `instructions` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `source` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'manual',
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `assignments_tenant_id_assignment_id_key` (`tenant_id`,`assignment_id`),
  UNIQUE KEY `assignments_resource_link_id_key` (`resource_link_id`),
  KEY `assignments_theme_pk_idx` (`theme_pk`),
  KEY `assignments_teacher_pk_idx` (`teacher_pk`),
  KEY `assignments_order_idx` (`tenant_id`,`due_at` DESC,`created_at` DESC,`assignment_id`),
  KEY `assignments_status_order_idx` (`tenant_id`,`status`,`due_at` DESC,`created_at` DESC,`assignment_id`),
  KEY `assignments_teacher_order_idx` (`tenant_id`,`teacher_pk`,`due_at` DESC,`created_at` DESC,`assignment_id`),
  CONSTRAINT `assignments_resource_link_id_fk` FOREIGN KEY (`resource_link_id`) REFERENCES `resource_links` (`id`) ON DELETE SET NULL,
  CONSTRAINT `assignments_teacher_pk_fk` FOREIGN KEY (`teacher_pk`) REFERENCES `teachers` (`id`) ON DELETE SET NULL,
  CONSTRAINT `assignments_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`),
  CONSTRAINT `assignments_theme_pk_fk` FOREIGN KEY (`theme_pk`) REFERENCES `themes` (`id`) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `classes` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `class_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `sort_key` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  `name` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `description` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `promo_pk` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `teacher_pk` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `context_id` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `status` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  `source` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'manual',
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `classes_tenant_id_class_id_key` (`tenant_id`,`class_id`),
  UNIQUE KEY `classes_context_id_key` (`context_id`),
  KEY `classes_tenant_id_sort_key_class_id_idx` (`tenant_id`,`sort_key`,`class_id`),
  KEY `classes_promo_pk_idx` (`promo_pk`),
  KEY `classes_teacher_pk_idx` (`teacher_pk`),
  CONSTRAINT `classes_context_id_fk` FOREIGN KEY (`context_id`) REFERENCES `contexts` (`id`) ON DELETE SET NULL,
  CONSTRAINT `classes_promo_pk_fk` FOREIGN KEY (`promo_pk`) REFERENCES `promotions` (`id`) ON DELETE SET NULL,
  CONSTRAINT `classes_teacher_pk_fk` FOREIGN KEY (`teacher_pk`) REFERENCES `teachers` (`id`) ON DELETE SET NULL,
  CONSTRAINT `classes_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `context_memberships` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `context_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `user_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `role` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `status` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `launch_role` varchar(32) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `group_names` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
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
  `roster_tried_at` datetime(3) DEFAULT NULL,
  `roster_synced_at` datetime(3) DEFAULT NULL,
  `roster_reason` varchar(32) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `groups_url` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `contexts_deployment_id_lti_context_id_key` (`deployment_id`,`lti_context_id`),
  KEY `contexts_tenant_id_fk` (`tenant_id`),
  KEY `contexts_platform_id_fk` (`platform_id`),
  CONSTRAINT `contexts_deployment_id_fk` FOREIGN KEY (`deployment_id`) REFERENCES `deployments` (`id`) ON DELETE CASCADE,
  CONSTRAINT `contexts_platform_id_fk` FOREIGN KEY (`platform_id`) REFERENCES `platforms` (`id`) ON DELETE CASCADE,
  CONSTRAINT `contexts_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `deleted_records` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `resource` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `record_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `deleted_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  KEY `deleted_records_tenant_id_deleted_at_idx` (`tenant_id`,`deleted_at`),
  CONSTRAINT `deleted_records_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
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

CREATE TABLE `enrolments` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `student_pk` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `class_pk` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `status` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  `source` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'manual',
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `enrolments_class_pk_student_pk_key` (`class_pk`,`student_pk`),
  KEY `enrolments_student_pk_idx` (`student_pk`),
  KEY `enrolments_class_status_idx` (`tenant_id`,`class_pk`,`status`,`student_pk`),
  CONSTRAINT `enrolments_class_pk_fk` FOREIGN KEY (`class_pk`) REFERENCES `classes` (`id`) ON DELETE CASCADE,
  CONSTRAINT `enrolments_student_pk_fk` FOREIGN KEY (`student_pk`) REFERENCES `students` (`id`) ON DELETE CASCADE,
  CONSTRAINT `enrolments_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `former_identities` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `platform_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `moodle_user_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `user_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `former_identities_platform_id_moodle_user_id_key` (`platform_id`,`moodle_user_id`),
  KEY `former_identities_tenant_id_fk` (`tenant_id`),
  KEY `former_identities_user_id_idx` (`user_id`),
  CONSTRAINT `former_identities_platform_id_fk` FOREIGN KEY (`platform_id`) REFERENCES `platforms` (`id`) ON DELETE CASCADE,
  CONSTRAINT `former_identities_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`),
  CONSTRAINT `former_identities_user_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
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
  `sent_grains` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `grade_outbox_platform_id_fk` (`platform_id`),
  KEY `grade_outbox_resource_link_id_fk` (`resource_link_id`),
  KEY `grade_outbox_state_due_at_idx` (`state`,`due_at`),
  KEY `grade_outbox_user_id_idx` (`user_id`),
  CONSTRAINT `grade_outbox_platform_id_fk` FOREIGN KEY (`platform_id`) REFERENCES `platforms` (`id`) ON DELETE CASCADE,
  CONSTRAINT `grade_outbox_resource_link_id_fk` FOREIGN KEY (`resource_link_id`) REFERENCES `resource_links` (`id`) ON DELETE CASCADE,
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

CREATE TABLE `jwt_issuers` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `issuer` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `jwks_url` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `secret` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `scopes` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `quota_daily` int(11) DEFAULT NULL,
  `quota_per_hour` int(11) DEFAULT NULL,
  `quota_per_minute` int(11) DEFAULT NULL,
  `status` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `jwt_issuers_tenant_id_issuer_key` (`tenant_id`,`issuer`),
  KEY `jwt_issuers_issuer_idx` (`issuer`),
  CONSTRAINT `jwt_issuers_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `last_visits` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `user_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `seen_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `last_visits_user_id_key` (`user_id`),
  CONSTRAINT `last_visits_user_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `launches` (
  `id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `platform_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `user_id` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `resource_link_id` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `role` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `stage` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `target_url` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `expires_at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `launches_user_id_fk` (`user_id`),
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

CREATE TABLE `outcome_results` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `resource_link_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `user_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `sourced_id` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `service_url` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `outcome_results_resource_link_id_user_id_key` (`resource_link_id`,`user_id`),
  KEY `outcome_results_tenant_id_fk` (`tenant_id`),
  KEY `outcome_results_user_id_idx` (`user_id`),
  CONSTRAINT `outcome_results_resource_link_id_fk` FOREIGN KEY (`resource_link_id`) REFERENCES `resource_links` (`id`) ON DELETE CASCADE,
  CONSTRAINT `outcome_results_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`),
  CONSTRAINT `outcome_results_user_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `passerelle_maintenance` (
  `id` varchar(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `since_at` datetime(3) NOT NULL,
  `retry_after_seconds` int(11) NOT NULL,
  `fenced_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`)
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

CREATE TABLE `platform_registrations` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `platform_id` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `issuer` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `client_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `deployment_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `name` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `auth_url` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `token_url` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `jwks_url` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `token_audience` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `product_family` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `scopes` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `registration_client_uri` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `platform_registrations_issuer_client_id_key` (`issuer`,`client_id`),
  KEY `platform_registrations_tenant_id_fk` (`tenant_id`),
  KEY `platform_registrations_platform_id_fk` (`platform_id`),
  CONSTRAINT `platform_registrations_platform_id_fk` FOREIGN KEY (`platform_id`) REFERENCES `platforms` (`id`) ON DELETE CASCADE,
  CONSTRAINT `platform_registrations_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `platform_secrets` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `platform_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `kind` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `secret` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `url` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `platform_secrets_platform_id_kind_key` (`platform_id`,`kind`),
  KEY `platform_secrets_tenant_id_fk` (`tenant_id`),
  CONSTRAINT `platform_secrets_platform_id_fk` FOREIGN KEY (`platform_id`) REFERENCES `platforms` (`id`) ON DELETE CASCADE,
  CONSTRAINT `platform_secrets_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
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
  KEY `progress_user_id_module_id_idx` (`user_id`,`module_id`),
  CONSTRAINT `progress_user_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `progress_edits` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `user_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `edited_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  KEY `progress_edits_user_id_idx` (`user_id`),
  CONSTRAINT `progress_edits_user_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `promotions` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `promo_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `sort_key` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  `name` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `description` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `level` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `year_start` int(11) DEFAULT NULL,
  `year_end` int(11) DEFAULT NULL,
  `status` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  `source` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'manual',
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `promotions_tenant_id_promo_id_key` (`tenant_id`,`promo_id`),
  KEY `promotions_tenant_id_sort_key_promo_id_idx` (`tenant_id`,`sort_key`,`promo_id`),
  CONSTRAINT `promotions_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `registration_invitations` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `name` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `token_hash` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `expires_at` datetime(3) NOT NULL,
  `used_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `registration_invitations_token_hash_key` (`token_hash`),
  KEY `registration_invitations_tenant_id_fk` (`tenant_id`),
  CONSTRAINT `registration_invitations_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
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
  `grade_policy` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'progressive',
  `moodle_cmid` varchar(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `launch_scope` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
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
  KEY `sessions_platform_id_fk` (`platform_id`),
  KEY `sessions_resource_link_id_fk` (`resource_link_id`),
  KEY `sessions_expires_at_idx` (`expires_at`),
  KEY `sessions_user_id_idx` (`user_id`),
  CONSTRAINT `sessions_platform_id_fk` FOREIGN KEY (`platform_id`) REFERENCES `platforms` (`id`) ON DELETE CASCADE,
  CONSTRAINT `sessions_resource_link_id_fk` FOREIGN KEY (`resource_link_id`) REFERENCES `resource_links` (`id`) ON DELETE CASCADE,
  CONSTRAINT `sessions_user_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `signing_keys` (
  `id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `private_key` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `public_jwk` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `status` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `retired_at` datetime(3) DEFAULT NULL,
  `activate_at` datetime(3) DEFAULT NULL,
  `retire_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `students` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `student_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `sort_key` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  `uuid_scolaire` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `email_scolaire` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `firstname` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `lastname` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `class_pk` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `promo_pk` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `consent_sharing_at` datetime(3) DEFAULT NULL,
  `status` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  `source` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'manual',
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `students_tenant_id_student_id_key` (`tenant_id`,`student_id`),
  KEY `students_tenant_id_sort_key_student_id_idx` (`tenant_id`,`sort_key`,`student_id`),
  KEY `students_class_pk_sort_key_student_id_idx` (`class_pk`,`sort_key`,`student_id`),
  KEY `students_tenant_id_uuid_scolaire_idx` (`tenant_id`,`uuid_scolaire`),
  KEY `students_tenant_id_email_scolaire_idx` (`tenant_id`,`email_scolaire`),
  KEY `students_tenant_id_updated_at_idx` (`tenant_id`,`updated_at`),
  KEY `students_promo_pk_idx` (`promo_pk`),
  KEY `students_promo_order_idx` (`tenant_id`,`promo_pk`,`sort_key`,`student_id`),
  KEY `students_promo_status_order_idx` (`tenant_id`,`promo_pk`,`status`,`sort_key`,`student_id`),
  KEY `students_status_order_idx` (`tenant_id`,`status`,`sort_key`,`student_id`),
  CONSTRAINT `students_class_pk_fk` FOREIGN KEY (`class_pk`) REFERENCES `classes` (`id`) ON DELETE SET NULL,
  CONSTRAINT `students_promo_pk_fk` FOREIGN KEY (`promo_pk`) REFERENCES `promotions` (`id`) ON DELETE SET NULL,
  CONSTRAINT `students_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `study_days` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `student_pk` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `class_pk` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `theme_pk` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `day` varchar(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `sessions` int(11) NOT NULL,
  `scored_sessions` int(11) NOT NULL,
  `score_sum` double NOT NULL DEFAULT 0,
  `mastery_sessions` int(11) NOT NULL,
  `mastery_sum` double NOT NULL DEFAULT 0,
  `grains_completed` int(11) NOT NULL,
  `time_spent_seconds` int(11) NOT NULL,
  `last_activity_at` datetime(3) NOT NULL,
  `mastery_mark` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `study_days_tenant_id_day_idx` (`tenant_id`,`day`),
  KEY `study_days_student_pk_day_idx` (`student_pk`,`day`),
  KEY `study_days_theme_idx` (`tenant_id`,`theme_pk`,`day`),
  KEY `study_days_class_idx` (`tenant_id`,`class_pk`,`day`),
  CONSTRAINT `study_days_student_pk_fk` FOREIGN KEY (`student_pk`) REFERENCES `students` (`id`) ON DELETE CASCADE,
  CONSTRAINT `study_days_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
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
  `mastery` double DEFAULT NULL,
  `student_pk` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `class_pk` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `theme_pk` char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `rolled_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `study_sessions_open_slot_key` (`open_slot`),
  KEY `study_sessions_user_id_started_at_idx` (`user_id`,`started_at`),
  KEY `study_sessions_tail_idx` (`rolled_at`,`tenant_id`),
  KEY `study_sessions_student_pk_day_idx` (`student_pk`,`day`),
  CONSTRAINT `study_sessions_user_id_fk` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `sync_logs` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `direction` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'pull',
  `type` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'academic_api',
  `status` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'ok',
  `metadata` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `api_key_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `sync_logs_type_created_at_idx` (`type`,`created_at`),
  KEY `sync_logs_tenant_id_created_at_idx` (`tenant_id`,`created_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `teachers` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `teacher_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `sort_key` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  `firstname` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `lastname` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `email` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `status` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  `source` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'manual',
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `teachers_tenant_id_teacher_id_key` (`tenant_id`,`teacher_id`),
  KEY `teachers_tenant_id_sort_key_teacher_id_idx` (`tenant_id`,`sort_key`,`teacher_id`),
  KEY `teachers_tenant_id_email_idx` (`tenant_id`,`email`),
  CONSTRAINT `teachers_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
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
  `consent_required_for_stats` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'no',
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `themes` (
  `id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `tenant_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `theme_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `sort_key` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  `title` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `description` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `tags` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `difficulty` varchar(32) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `source` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'manual',
  `module_id` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  `status` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
  `created_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  `updated_at` datetime(3) NOT NULL DEFAULT (utc_timestamp(3)),
  PRIMARY KEY (`id`),
  UNIQUE KEY `themes_tenant_id_theme_id_key` (`tenant_id`,`theme_id`),
  UNIQUE KEY `themes_tenant_id_module_id_key` (`tenant_id`,`module_id`),
  KEY `themes_tenant_id_sort_key_theme_id_idx` (`tenant_id`,`sort_key`,`theme_id`),
  CONSTRAINT `themes_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
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
  `teacher_id` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `users_platform_id_moodle_user_id_key` (`platform_id`,`moodle_user_id`),
  KEY `users_tenant_id_student_id_idx` (`tenant_id`,`student_id`),
  CONSTRAINT `users_platform_id_fk` FOREIGN KEY (`platform_id`) REFERENCES `platforms` (`id`),
  CONSTRAINT `users_tenant_id_fk` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

create trigger api_keys_touch BEFORE UPDATE on api_keys for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger assignments_deleted AFTER DELETE on assignments for each row
  replace into deleted_records (id, tenant_id, resource, record_id, deleted_at)
  values (old.id, old.tenant_id, 'assignments', old.assignment_id, utc_timestamp(3));

create trigger assignments_touch BEFORE UPDATE on assignments for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger assignment_targets_delete AFTER DELETE on assignment_targets for each row
  update assignments set updated_at = utc_timestamp(3) where id = old.assignment_pk;

create trigger assignment_targets_insert AFTER INSERT on assignment_targets for each row
  update assignments set updated_at = utc_timestamp(3) where id = new.assignment_pk;

create trigger assignment_targets_update AFTER UPDATE on assignment_targets for each row
  update assignments set updated_at = utc_timestamp(3) where id = new.assignment_pk;

create trigger classes_deleted AFTER DELETE on classes for each row
  replace into deleted_records (id, tenant_id, resource, record_id, deleted_at)
  values (old.id, old.tenant_id, 'classes', old.class_id, utc_timestamp(3));

delimiter $$
create trigger classes_leaves BEFORE DELETE on classes for each row
  begin update students set class_pk = null where class_pk = old.id; delete from assignment_targets where class_pk = old.id; end $$
delimiter ;

create trigger classes_touch BEFORE UPDATE on classes for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger contexts_touch BEFORE UPDATE on contexts for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger context_memberships_touch BEFORE UPDATE on context_memberships for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger deployments_touch BEFORE UPDATE on deployments for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger enrolments_touch BEFORE UPDATE on enrolments for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger grains_touch BEFORE UPDATE on grains for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger jwt_issuers_touch BEFORE UPDATE on jwt_issuers for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger modules_touch BEFORE UPDATE on modules for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger outcome_results_touch BEFORE UPDATE on outcome_results for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger platforms_touch BEFORE UPDATE on platforms for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger platform_registrations_touch BEFORE UPDATE on platform_registrations for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger platform_secrets_touch BEFORE UPDATE on platform_secrets for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

delimiter $$
create trigger progress_edited AFTER UPDATE on progress for each row
  if not (old.user_id <=> new.user_id and old.grain_id <=> new.grain_id and old.module_id <=> new.module_id and old.sequence_id <=> new.sequence_id and old.score <=> new.score) then
    insert into progress_edits (id, tenant_id, user_id) select uuid(), u.tenant_id, u.id from users u where u.id = old.user_id;
    insert into progress_edits (id, tenant_id, user_id) select uuid(), u.tenant_id, u.id from users u where u.id = new.user_id and new.user_id <> old.user_id;
  end if $$
delimiter ;

create trigger progress_removed AFTER DELETE on progress for each row
  insert into progress_edits (id, tenant_id, user_id) select uuid(), u.tenant_id, u.id from users u where u.id = old.user_id;

create trigger promotions_deleted AFTER DELETE on promotions for each row
  replace into deleted_records (id, tenant_id, resource, record_id, deleted_at)
  values (old.id, old.tenant_id, 'promotions', old.promo_id, utc_timestamp(3));

delimiter $$
create trigger promotions_leaves BEFORE DELETE on promotions for each row
  begin update classes set promo_pk = null where promo_pk = old.id; update students set promo_pk = null where promo_pk = old.id; delete from assignment_targets where promo_pk = old.id; end $$
delimiter ;

create trigger promotions_touch BEFORE UPDATE on promotions for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger resource_links_touch BEFORE UPDATE on resource_links for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger sequences_touch BEFORE UPDATE on sequences for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger students_deleted AFTER DELETE on students for each row
  replace into deleted_records (id, tenant_id, resource, record_id, deleted_at)
  values (old.id, old.tenant_id, 'students', old.student_id, utc_timestamp(3));

delimiter $$
create trigger students_leaves BEFORE DELETE on students for each row
  begin delete from assignment_targets where student_pk = old.id; end $$
delimiter ;

delimiter $$
create trigger students_main_class AFTER UPDATE on students for each row
  if not (old.class_pk <=> new.class_pk) then
    update study_sessions set student_pk = old.id, class_pk = old.class_pk
  where student_pk is null
    and user_id in (select u.id from users u where u.tenant_id = old.tenant_id and u.student_id = old.student_id);
    update enrolments set status = 'removed' where student_pk = old.id and class_pk = old.class_pk;
    insert into enrolments (id, tenant_id, student_pk, class_pk, source)
    select uuid(), new.tenant_id, new.id, new.class_pk, new.source from (select 1 as one) o where new.class_pk is not null
    on duplicate key update status = 'active';
  end if $$
delimiter ;

create trigger students_main_class_of_new AFTER INSERT on students for each row
  insert into enrolments (id, tenant_id, student_pk, class_pk, source)
    select uuid(), new.tenant_id, new.id, new.class_pk, new.source from (select 1 as one) o where new.class_pk is not null
    on duplicate key update status = 'active';

create trigger students_touch BEFORE UPDATE on students for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

delimiter $$
create trigger study_sessions_changed AFTER UPDATE on study_sessions for each row
  if old.rolled_at is not null and not (old.rolled_at <=> new.rolled_at and old.student_pk <=> new.student_pk and old.class_pk <=> new.class_pk and old.theme_pk <=> new.theme_pk and old.day <=> new.day and old.score_sum <=> new.score_sum and old.score_count <=> new.score_count and old.mastery <=> new.mastery and old.grains_completed <=> new.grains_completed and old.time_spent_seconds <=> new.time_spent_seconds and old.last_activity_at <=> new.last_activity_at) then
    delete from study_days where student_pk = old.student_pk and day = old.day;
  insert into study_days (id, tenant_id, student_pk, class_pk, theme_pk, day, sessions, scored_sessions, score_sum,
    mastery_sessions, mastery_sum, mastery_mark, grains_completed, time_spent_seconds, last_activity_at)
  select min(s.id), s.tenant_id, s.student_pk, s.class_pk, s.theme_pk, s.day, count(*),
    sum(case when s.score_count > 0 then 1 else 0 end),
    sum(case when s.score_count > 0 then s.score_sum / s.score_count else 0 end),
    count(s.mastery), coalesce(sum(s.mastery), 0), max(cast(timestampdiff(microsecond, '1970-01-01', s.last_activity_at) div 1000 * 1000
    + floor(s.mastery * 100 + 0.500000001) as signed)),
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
    count(s.mastery), coalesce(sum(s.mastery), 0), max(cast(timestampdiff(microsecond, '1970-01-01', s.last_activity_at) div 1000 * 1000
    + floor(s.mastery * 100 + 0.500000001) as signed)),
    sum(s.grains_completed), sum(s.time_spent_seconds), max(s.last_activity_at)
  from study_sessions s
  where s.student_pk = new.student_pk and s.day = new.day and s.rolled_at is not null
    and exists (select 1 from students t where t.id = new.student_pk)
  group by s.tenant_id, s.student_pk, s.class_pk, s.theme_pk, s.day;
  end if $$
delimiter ;

delimiter $$
create trigger study_sessions_deleted AFTER DELETE on study_sessions for each row
  if old.rolled_at is not null then
    delete from study_days where student_pk = old.student_pk and day = old.day;
  insert into study_days (id, tenant_id, student_pk, class_pk, theme_pk, day, sessions, scored_sessions, score_sum,
    mastery_sessions, mastery_sum, mastery_mark, grains_completed, time_spent_seconds, last_activity_at)
  select min(s.id), s.tenant_id, s.student_pk, s.class_pk, s.theme_pk, s.day, count(*),
    sum(case when s.score_count > 0 then 1 else 0 end),
    sum(case when s.score_count > 0 then s.score_sum / s.score_count else 0 end),
    count(s.mastery), coalesce(sum(s.mastery), 0), max(cast(timestampdiff(microsecond, '1970-01-01', s.last_activity_at) div 1000 * 1000
    + floor(s.mastery * 100 + 0.500000001) as signed)),
    sum(s.grains_completed), sum(s.time_spent_seconds), max(s.last_activity_at)
  from study_sessions s
  where s.student_pk = old.student_pk and s.day = old.day and s.rolled_at is not null
    and exists (select 1 from students t where t.id = old.student_pk)
  group by s.tenant_id, s.student_pk, s.class_pk, s.theme_pk, s.day;
  end if $$
delimiter ;

create trigger teachers_deleted AFTER DELETE on teachers for each row
  replace into deleted_records (id, tenant_id, resource, record_id, deleted_at)
  values (old.id, old.tenant_id, 'teachers', old.teacher_id, utc_timestamp(3));

delimiter $$
create trigger teachers_leaves BEFORE DELETE on teachers for each row
  begin update classes set teacher_pk = null where teacher_pk = old.id; update assignments set teacher_pk = null where teacher_pk = old.id; end $$
delimiter ;

create trigger teachers_touch BEFORE UPDATE on teachers for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger tenants_touch BEFORE UPDATE on tenants for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

create trigger themes_deleted AFTER DELETE on themes for each row
  replace into deleted_records (id, tenant_id, resource, record_id, deleted_at)
  values (old.id, old.tenant_id, 'themes', old.theme_id, utc_timestamp(3));

delimiter $$
create trigger themes_leaves BEFORE DELETE on themes for each row
  begin update assignments set theme_pk = null where theme_pk = old.id; end $$
delimiter ;

create trigger themes_touch BEFORE UPDATE on themes for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

delimiter $$
create trigger users_leaves BEFORE DELETE on users for each row
  begin delete from study_sessions where user_id = old.id; end $$
delimiter ;

create trigger users_touch BEFORE UPDATE on users for each row
  set new.updated_at = if(new.updated_at <=> old.updated_at, utc_timestamp(3), new.updated_at);

set foreign_key_checks = 1;

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

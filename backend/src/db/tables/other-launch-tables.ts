import type { Instant, Optional } from './column-types.ts';

/** What launches without LTI 1.3 leave behind, and the secrets that they and Moodle's web services need. */
export interface OtherLaunchTables {
  platform_secrets: PlatformSecretsTable;
  outcome_results: OutcomeResultsTable;
  former_identities: FormerIdentitiesTable;
}

/** A secret shared with a platform: one of each kind. */
export interface PlatformSecretsTable {
  id: string;
  tenant_id: string;
  platform_id: string;
  /** LTI 1.1 consumer secret, HS256 secret of signed tokens, token of Moodle's web services. */
  kind: 'lti1p1' | 'token_launch' | 'moodle_services';
  /** Encrypted with SECRET_KEY (AES-256-GCM). */
  secret: string;
  /** Address that it opens: Moodle's own, for its web services. */
  url: Optional<string>;
  created_at: Instant;
  updated_at: Instant;
}

/** Where the LMS takes the result of one learner in one LTI 1.1 activity, as the last launch named it. */
export interface OutcomeResultsTable {
  id: string;
  tenant_id: string;
  resource_link_id: string;
  user_id: string;
  /** lis_result_sourcedid */
  sourced_id: string;
  /** lis_outcome_service_url */
  service_url: string;
  created_at: Instant;
  updated_at: Instant;
}

/** Who a learner was on a platform that was replaced (LTI 1.1 to 1.3). (platform_id, moodle_user_id) is unique. */
export interface FormerIdentitiesTable {
  id: string;
  tenant_id: string;
  platform_id: string;
  moodle_user_id: string;
  /** The learner as of now. */
  user_id: string;
  created_at: Instant;
}

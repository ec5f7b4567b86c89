import type { Defaulted, Instant, Optional, OptionalInstant } from './column-types.ts';

/** Institutions, Moodle registrations and what a launch leaves behind. */
export interface LtiTables {
  tenants: TenantsTable;
  platforms: PlatformsTable;
  deployments: DeploymentsTable;
  platform_jwks: PlatformJwksTable;
  signing_keys: SigningKeysTable;
  contexts: ContextsTable;
  resource_links: ResourceLinksTable;
  context_memberships: ContextMembershipsTable;
  launches: LaunchesTable;
  sessions: SessionsTable;
}

/** An institution with its one mini-site. */
export interface TenantsTable {
  id: string;
  name: string;
  /** Base address of the mini-site, no slash at the end; null = served by us at API_URL. */
  site_url: Optional<string>;
  /** Page of the mini-site that shows the whole course, relative to it; null = its front page. */
  course_url: Optional<string>;
  /** IANA zone in which this institution's days begin. */
  timezone: Defaulted<string>;
  /** Whether students who have not agreed to sharing are left out of the academic statistics. */
  consent_required_for_stats: Defaulted<'yes' | 'no'>;
  status: Defaulted<'active' | 'inactive'>;
  created_at: Instant;
  updated_at: Instant;
}

/** One registration of us in an LMS: (issuer, client_id) is unique. */
export interface PlatformsTable {
  id: string;
  tenant_id: string;
  name: string;
  issuer: string;
  client_id: string;
  auth_url: string;
  token_url: string;
  jwks_url: string;
  /** `aud` of our client assertions where it is not the token URL (D2L, Blackboard). */
  token_audience: Optional<string>;
  /** What happens to a deployment_id never seen before. */
  deployment_policy: Defaulted<'reject' | 'pending' | 'auto-add'>;
  /** What happens to a launch without `sub`. */
  anonymous_policy: Defaulted<'refuse' | 'guest'>;
  /** What happens to a launch that no cookie or storage binds to the browser. */
  unbound_policy: Defaulted<'confirm' | 'reject'>;
  status: Defaulted<'active' | 'pending' | 'disabled'>;
  created_at: Instant;
  updated_at: Instant;
}

export interface DeploymentsTable {
  id: string;
  tenant_id: string;
  platform_id: string;
  /** The platform's own name for it (claim deployment_id). */
  deployment_id: string;
  status: Defaulted<'active' | 'pending' | 'refused'>;
  created_at: Instant;
  updated_at: Instant;
}

/** The last key set each platform gave, kept so that a restart or an unreachable Moodle does not stop launches. */
export interface PlatformJwksTable {
  /** The same as platform_id. */
  id: string;
  platform_id: string;
  /** The JWKS document, JSON; null when no fetch has succeeded yet. */
  jwks: Optional<string>;
  fetched_at: OptionalInstant;
  expires_at: OptionalInstant;
  /** Last try, successful or not: unknown kids may ask again only after a cooldown. */
  attempted_at: OptionalInstant;
}

/** Our own RSA keys. */
export interface SigningKeysTable {
  /** RFC 7638 thumbprint. */
  id: string;
  /** PKCS#8, encrypted with SECRET_KEY (AES-256-GCM). */
  private_key: string;
  /** JWK, JSON, public members only. */
  public_jwk: string;
  status: Defaulted<'active' | 'published' | 'retired'>;
  created_at: Instant;
  retired_at: OptionalInstant;
  /** From when a published key signs; null = it signs already, or did. */
  activate_at: OptionalInstant;
  /** When a key that has signed stops being published; null = not planned. */
  retire_at: OptionalInstant;
}

/** A Moodle course. A launch without context gets one of its own, `lti_context_id` = "resource_link:" + the link's id. */
export interface ContextsTable {
  id: string;
  tenant_id: string;
  platform_id: string;
  deployment_id: string;
  lti_context_id: string;
  title: Optional<string>;
  label: Optional<string>;
  /** Claim namesroleservice.context_memberships_url. */
  memberships_url: Optional<string>;
  /** Claim groupsservice.context_groups_url. */
  groups_url: Optional<string>;
  /** Last try to read the roster, successful or not; last time it was read whole. */
  roster_tried_at: OptionalInstant;
  roster_synced_at: OptionalInstant;
  /** Stable code of what went wrong at the last try; null = nothing. */
  roster_reason: Optional<string>;
  created_at: Instant;
  updated_at: Instant;
}

/** One Moodle activity. Scope: the most specific of grain, sequence, module; all null = the whole course. */
export interface ResourceLinksTable {
  id: string;
  tenant_id: string;
  platform_id: string;
  deployment_id: string;
  context_id: string;
  lti_resource_link_id: string;
  title: Optional<string>;
  module_id: Optional<string>;
  sequence_id: Optional<string>;
  grain_id: Optional<string>;
  /** The scope that the last launch said, JSON: while it goes on saying so, somebody's edit of the scope stays. */
  launch_scope: Optional<string>;
  lineitem_url: Optional<string>;
  lineitems_url: Optional<string>;
  /** Granted AGS scopes, separated by spaces. */
  ags_scopes: Optional<string>;
  /** Who made the line item: we re-create only our own. */
  lineitem_origin: Optional<'platform' | 'passerelle'>;
  /** Which way grades travel. */
  passback: Defaulted<'none' | 'ags' | 'outcomes' | 'moodle_ws'>;
  /** With every finished grain, or only once all are finished. */
  grade_policy: Defaulted<'progressive' | 'on_completion'>;
  /** Moodle's course module, for its web services; null = looked up. */
  moodle_cmid: Optional<string>;
  created_at: Instant;
  updated_at: Instant;
}

/** Who is what in which Moodle course. */
export interface ContextMembershipsTable {
  id: string;
  tenant_id: string;
  context_id: string;
  user_id: string;
  role: 'learner' | 'instructor' | 'other';
  /** What the person's latest launch said; null = known from the roster alone, never opened anything here. */
  launch_role: Optional<'learner' | 'instructor' | 'other'>;
  /** `removed`: absent from the roster. */
  status: Defaulted<'active' | 'removed'>;
  /** Groups of the course, as the roster tells them: names in order, joined by `, `; null = none. */
  group_names: Optional<string>;
  created_at: Instant;
  updated_at: Instant;
}

/** One row per launch: its primary key consumes state and nonce, its code opens the session once. */
export interface LaunchesTable {
  /** Time and SHA-256 of the one-time code, which follows from the state (lti/hand-over-code.ts). */
  id: string;
  tenant_id: string;
  platform_id: string;
  user_id: Optional<string>;
  resource_link_id: Optional<string>;
  role: 'learner' | 'instructor' | 'other';
  /** `unconfirmed` waits for the person's "continue as"; `ready` waits for the script; `redeemed` is spent. */
  stage: 'unconfirmed' | 'ready' | 'redeemed';
  /** Page of the mini-site to open. */
  target_url: string;
  created_at: Instant;
  expires_at: Date;
}

/** What proves that a browser is a learner. */
export interface SessionsTable {
  /** SHA-256 of the bearer. */
  id: string;
  tenant_id: string;
  platform_id: string;
  user_id: string;
  resource_link_id: Optional<string>;
  role: 'learner' | 'instructor' | 'other';
  /** Origin of the site that may use it; null = the one we serve. */
  site_origin: Optional<string>;
  created_at: Instant;
  last_seen_at: Instant;
  expires_at: Date;
}

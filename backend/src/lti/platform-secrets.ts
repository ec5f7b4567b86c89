/** What a secret opens: LTI 1.1, signed tokens (HS256), Moodle's web services. */
export type SecretKind = 'lti1p1' | 'token_launch' | 'moodle_services';

export interface PlatformSecret {
  secret: string;
  /** Address that it opens; null where that is known otherwise. */
  url: string | null;
}

/** Secrets shared with platforms, one of each kind, encrypted at rest. */
export interface PlatformSecrets {
  /** @throws AppError lti.secret_key_mismatch */
  find(platformId: string, kind: SecretKind): Promise<PlatformSecret | undefined>;
  /** Replaces the one that is there. */
  save(platform: { id: string; tenantId: string }, kind: SecretKind, secret: PlatformSecret): Promise<void>;
  /** Answers whether there was one. */
  remove(platformId: string, kind: SecretKind): Promise<boolean>;
}

/** A running Directus, spoken to as an administrator. Paths begin with `/`; answers are the `data` of Directus' bodies. */
export interface DirectusApi {
  get<T>(path: string): Promise<T>;
  /** @returns undefined when Directus answers nothing */
  send<T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T>;
}

/** What Directus says about a table; a folder has no schema. */
export interface KnownCollection {
  readonly collection: string;
  readonly meta: Record<string, unknown> | null;
  readonly schema: Record<string, unknown> | null;
}

export interface KnownField {
  readonly collection: string;
  readonly field: string;
  readonly meta: Record<string, unknown> | null;
  readonly schema: Record<string, unknown> | null;
}

export interface KnownRelation {
  readonly collection: string;
  readonly field: string;
  readonly related_collection: string | null;
  readonly meta: Record<string, unknown> | null;
  readonly schema: Record<string, unknown> | null;
}

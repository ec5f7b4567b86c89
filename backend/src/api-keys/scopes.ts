/** What a caller may do: read the lists and statistics, or take everything out at once. Neither implies the other. */
export const SCOPES = ['academic:read', 'academic:export'] as const;
export type Scope = (typeof SCOPES)[number];

export function isScope(text: unknown): text is Scope {
  return (SCOPES as readonly unknown[]).includes(text);
}

/** The scopes of a stored JSON array; what is no array of names grants nothing, a name we do not know neither. */
export function scopesOf(json: string): Scope[] {
  const read = parsed(json);
  return Array.isArray(read) ? [...new Set(read.filter(isScope))] : [];
}

/** Whether the stored text is a JSON array of names at all. */
export function isScopeList(json: string): boolean {
  const read = parsed(json);
  return Array.isArray(read) && read.every((one) => typeof one === 'string');
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

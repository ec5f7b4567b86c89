import { isScope, SCOPES, type Scope } from './scopes.ts';

/** What a OneRoster client calls the reading of the same data (1EdTech OneRoster 1.2, 1.1 where the names differ). */
const ONEROSTER_SCOPES: readonly string[] = [
  'https://purl.imsglobal.org/spec/or/v1p2/scope/roster.readonly',
  'https://purl.imsglobal.org/spec/or/v1p2/scope/roster-core.readonly',
  'https://purl.imsglobal.org/spec/or/v1p2/scope/gradebook.readonly',
  'https://purl.imsglobal.org/spec/or/v1p2/scope/gradebook-core.readonly',
  'https://purl.imsglobal.org/spec/or/v1p2/scope/resource.readonly',
  'https://purl.imsglobal.org/spec/or/v1p1/scope/roster.readonly',
  'https://purl.imsglobal.org/spec/or/v1p1/scope/roster-core.readonly',
  'https://purl.imsglobal.org/spec/or/v1p1/scope/gradebook.readonly',
  'https://purl.imsglobal.org/spec/or/v1p1/scope/resource.readonly',
];

/**
 * What of a wish is granted: the key's own scopes, and OneRoster's reading scopes to whoever may read. Without a wish,
 * everything that the key may do in the academic API.
 * @returns undefined when nothing of the wish can be granted
 */
export function grantedScopes(keyScopes: readonly Scope[], wish: string | undefined): string[] | undefined {
  const wanted = wish === undefined || wish.trim() === '' ? SCOPES.filter(isScope) : wish.split(/\s+/);
  const mayRead = keyScopes.includes('academic:read');
  const granted = wanted.filter((name) =>
    isScope(name) ? keyScopes.includes(name) : mayRead && ONEROSTER_SCOPES.includes(name),
  );
  return granted.length === 0 ? undefined : [...new Set(granted)];
}

/** The OneRoster names among granted scopes, as far as whoever stands behind the token may read at all. */
export function oneRosterScopesOf(granted: readonly string[], own: readonly Scope[]): string[] {
  return own.includes('academic:read') ? granted.filter((name) => ONEROSTER_SCOPES.includes(name)) : [];
}

/** The client's id and secret of a Basic header, percent-decoded as RFC 6749 (2.3.1) asks; undefined where it is none. */
export function basicCredentialsOf(header: string | undefined): { id: string; secret: string } | undefined {
  const encoded = /^basic +([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  return { id: formDecoded(text.slice(0, colon)), secret: formDecoded(text.slice(colon + 1)) };
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

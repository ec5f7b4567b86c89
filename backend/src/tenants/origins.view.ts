import type { Database } from '../db/connection.ts';
import { recent } from '../time/recent.ts';

const MAX_AGE_MS = 10_000;
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

export interface OriginsReader {
  /** Whether pages of this origin may call the learner's routes: our own address or a tenant's site. */
  isSiteOrigin(origin: string): Promise<boolean>;
  /** Origins of the active platforms: who may show our pages in a frame. */
  frameOrigins(): Promise<string[]>;
}

interface Origins {
  sites: Set<string>;
  frames: string[];
}

/**
 * Reads the origins that tenants and platforms stand for, at most every ten seconds.
 * @param apiUrl our public address
 * @param development the other names of the loopback address count as ours too
 */
export function createOriginsReader(database: Database, apiUrl: string, development: boolean): OriginsReader {
  const ours = ownOrigins(apiUrl, development);
  const origins = recent(() => readOrigins(database), MAX_AGE_MS);
  const current = () => origins('');
  return {
    isSiteOrigin: async (origin) => ours.has(origin) || (await current()).sites.has(origin),
    frameOrigins: async () => (await current()).frames,
  };
}

function ownOrigins(apiUrl: string, development: boolean): Set<string> {
  const url = new URL(apiUrl);
  const origins = new Set([url.origin]);
  if (!development || !LOOPBACK_NAMES.includes(url.hostname)) return origins;
  for (const name of LOOPBACK_NAMES) origins.add(`${url.protocol}//${name}${url.port === '' ? '' : `:${url.port}`}`);
  return origins;
}

async function readOrigins({ query }: Database): Promise<Origins> {
  const [tenants, platforms] = await Promise.all([
    query
      .selectFrom('tenants')
      .select('site_url')
      .where('status', '=', 'active')
      .where('site_url', 'is not', null)
      .execute(),
    query.selectFrom('platforms').select(['issuer', 'auth_url']).where('status', '=', 'active').execute(),
  ]);
  const originOf = (text: string | null): string[] =>
    // Platforms without an issuer of their own have a urn: there, which has no origin.
    text !== null && /^https?:/i.test(text) && URL.canParse(text) ? [new URL(text).origin] : [];
  return {
    sites: new Set(tenants.flatMap((tenant) => originOf(tenant.site_url))),
    frames: [
      ...new Set(platforms.flatMap((platform) => [...originOf(platform.issuer), ...originOf(platform.auth_url)])),
    ],
  };
}

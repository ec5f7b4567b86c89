import { createHmac } from 'node:crypto';
import path from 'node:path';

/** Variables as a program has them: Directus turns texts into numbers, booleans and lists. */
export type ForeignEnvironment = Readonly<Record<string, unknown>>;

/** The part of Directus' address under which Passerelle answers, unless PASSERELLE_PATH says another. */
const DEFAULT_PATH = '/passerelle';

/** Settings of ours that are read from Directus' environment under their own names. */
const NAMES_OF_DIRECTUS = ['PORT', 'HOST', 'LOG_LEVEL', 'NODE_ENV'];

/** Where in Directus Passerelle is mounted. */
export function mountPath(environment: ForeignEnvironment): string {
  const wanted = textOf(environment.PASSERELLE_PATH) ?? DEFAULT_PATH;
  return `/${wanted.replace(/^\/+|\/+$/g, '')}`;
}

/**
 * Passerelle's variables inside Directus: the same database, the same public address plus the mount path, a secret of its own
 * made from Directus' SECRET. Whatever is set under Passerelle's own names wins.
 * @param ownNames names of Passerelle's settings
 */
export function settingsInside(
  environment: ForeignEnvironment,
  ownNames: readonly string[],
): Record<string, string | undefined> {
  const own = ownNames
    .filter((name) => !NAMES_OF_DIRECTUS.includes(name))
    .map((name) => [name, textOf(environment[name])] as const)
    .filter(([, value]) => value !== undefined);
  const publicUrl = (textOf(environment.PUBLIC_URL) ?? '').replace(/\/+$/, '');
  const secret = textOf(environment.SECRET);
  const level = textOf(environment.LOG_LEVEL);
  const siteDir = textOf(environment.SITE_DIR);
  return {
    NODE_ENV: textOf(environment.NODE_ENV) === 'development' ? 'test' : (textOf(environment.NODE_ENV) ?? 'production'),
    DATABASE_URL: databaseUrlOf(environment),
    API_URL: publicUrl === '' ? undefined : publicUrl + mountPath(environment),
    SECRET_KEY: secret === undefined ? undefined : createHmac('sha256', secret).update('passerelle').digest('base64'),
    LOG_LEVEL: ['error', 'warn', 'info', 'debug', 'silent'].includes(level ?? '') ? level : 'info',
    TRUST_PROXY: trustOf(environment.IP_TRUST_PROXY),
    PORT: textOf(environment.PORT),
    // Directus listens everywhere unless told otherwise.
    HOST: textOf(environment.HOST) ?? '0.0.0.0',
    ...Object.fromEntries(own),
    SITE_DIR: siteDir === undefined ? undefined : path.resolve(siteDir),
  };
}

/** DATABASE_URL for Directus' DB_* variables; undefined when Passerelle does not speak to that database. */
function databaseUrlOf(environment: ForeignEnvironment): string | undefined {
  const client = textOf(environment.DB_CLIENT);
  if (client === 'sqlite3') return `sqlite:${path.resolve(textOf(environment.DB_FILENAME) ?? '')}`;
  const scheme = { pg: 'postgresql', mysql: 'mysql' }[client ?? ''];
  if (scheme === undefined) return undefined;
  const whole = textOf(environment.DB_CONNECTION_STRING);
  if (whole !== undefined) return whole.replace(/^\w+:/, `${scheme}:`);
  const url = new URL(`${scheme}://host`);
  url.hostname = textOf(environment.DB_HOST) ?? '127.0.0.1';
  url.port = textOf(environment.DB_PORT) ?? '';
  url.pathname = `/${textOf(environment.DB_DATABASE) ?? ''}`;
  url.username = textOf(environment.DB_USER) ?? '';
  url.password = textOf(environment.DB_PASSWORD) ?? '';
  if (scheme === 'postgresql' && environment.DB_SSL !== undefined && environment.DB_SSL !== false) {
    url.searchParams.set('sslmode', 'require');
  }
  return url.href;
}

/** Directus also knows a number of proxies, which Passerelle does not: then nobody is believed. */
function trustOf(value: unknown): string | undefined {
  if (value === true || value === 'true') return 'true';
  const list = Array.isArray(value) ? value.map(String).join(',') : textOf(value);
  return list !== undefined && /[.:]/.test(list) ? list : undefined;
}

function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(String).join(',');
  return value === undefined || value === null || value === '' ? undefined : String(value);
}

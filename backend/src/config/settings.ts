import { isIP } from 'node:net';

/** One environment variable: its name, what it does, how its text becomes a value. */
export interface Setting {
  name: string;
  /** One sentence for .env.example and docs/config.md. */
  meaning: string;
  /** What is used when the variable is absent; undefined = the value is derived (the meaning says from what). */
  fallback?: string;
  /** A line for .env.example when it should show something else than the fallback. */
  example?: string;
  /** Answers the value, or throws a TypeError whose message says what was expected. */
  parse(text: string): unknown;
}

function oneOf<T extends string>(...allowed: T[]): (text: string) => T {
  return (text) => {
    if ((allowed as string[]).includes(text)) return text as T;
    throw new TypeError(`expected one of ${allowed.join(', ')}`);
  };
}

function port(text: string): number {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value <= 65535) return value;
  throw new TypeError('expected a port number between 0 and 65535');
}

function flag(text: string): boolean {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new TypeError('expected true or false');
}

function httpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new TypeError('expected an address such as https://api.exemple.fr, without ? or #');
  }
  return text.replace(/\/+$/, '');
}

function databaseUrl(text: string): string {
  if (text.startsWith('sqlite:') && text.length > 'sqlite:'.length) return text;
  if (/^(postgres|postgresql|mysql|mariadb):\/\//.test(text) && URL.canParse(text)) return text;
  throw new TypeError(
    'expected sqlite:./file.sqlite, postgresql://user:password@host:5432/base or mysql://user:password@host:3306/base',
  );
}

function longEnough(characters: number): (text: string) => string {
  return (text) => {
    if (text.length >= characters) return text;
    throw new TypeError(`expected at least ${characters} characters; "openssl rand -base64 32" makes one`);
  };
}

function trustProxy(text: string): boolean | string[] {
  if (text === 'true' || text === 'false') return text === 'true';
  const proxies = text.split(',').map((part) => part.trim());
  if (proxies.every(isProxy)) return proxies;
  throw new TypeError(
    'expected true, false, or addresses separated by commas: 127.0.0.1, 10.0.0.0/8, loopback, uniquelocal',
  );
}

/** What the HTTP server takes: an address, a range, or a name for ranges. */
function isProxy(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits = '0', ...rest] = text.split('/');
  const version = isIP(address);
  return version !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new TypeError(`expected a whole number from ${least} to ${most}`);
  };
}

function anyText(text: string): string {
  return text;
}

/** Every variable there is, in the order of the documentation. */
export const settings = {
  databaseUrl: {
    name: 'DATABASE_URL',
    meaning:
      'The database. A relative sqlite: path is relative to backend/. Moving to another server changes this line and API_URL, nothing else.',
    fallback: 'sqlite:./dev.sqlite',
    example: 'postgresql://user:password@host:5432/dbname',
    parse: databaseUrl,
  },
  databaseReadUrl: {
    name: 'DATABASE_READ_URL',
    meaning:
      'A copy of the same database that follows it (a replica), from which the academic API reads lists, statistics and exports. Default: DATABASE_URL.',
    example: 'postgresql://user:password@replica:5432/dbname',
    parse: databaseUrl,
  },
  port: { name: 'PORT', meaning: 'The port the server listens on.', fallback: '3000', parse: port },
  nodeEnv: {
    name: 'NODE_ENV',
    meaning:
      'development starts the practice LMS and the example course and allows signing in by moodle_user_id; production starts nothing of the kind.',
    fallback: 'development',
    parse: oneOf('development', 'test', 'production'),
  },
  apiUrl: {
    name: 'API_URL',
    meaning:
      'The public address of this server, as browsers and Moodle see it. Default: http://127.0.0.1:PORT. Required (https) in production.',
    example: 'https://api.exemple.fr',
    parse: httpUrl,
  },
  host: {
    name: 'HOST',
    meaning:
      'The address the server listens on: 127.0.0.1 behind a reverse proxy on the same machine, 0.0.0.0 in a container.',
    fallback: '127.0.0.1',
    parse: anyText,
  },
  secretKey: {
    name: 'SECRET_KEY',
    meaning:
      'Encrypts private keys at rest and signs short-lived states; at least 32 characters. Made by itself into backend/secret.key outside production; required in production. Every replica has the same one.',
    parse: longEnough(32),
  },
  siteDir: {
    name: 'SITE_DIR',
    meaning:
      'Folder of the mini-site: its index.html, pages/ and assets/ are served, nothing else of it. Relative to backend/.',
    fallback: '..',
    parse: anyText,
  },
  allowPrivateNetworks: {
    name: 'ALLOW_PRIVATE_NETWORKS',
    meaning:
      'true lets Passerelle call a Moodle on a private or loopback address. Default: true outside production, false in production.',
    parse: flag,
  },
  trustProxy: {
    name: 'TRUST_PROXY',
    meaning:
      'Addresses of the reverse proxies whose X-Forwarded-* headers are believed, separated by commas (or true, or false).',
    fallback: 'false',
    example: '127.0.0.1',
    parse: trustProxy,
  },
  practiceLmsPort: {
    name: 'PRACTICE_LMS_PORT',
    meaning: 'The port of the practice LMS in development. Default: PORT + 1.',
    parse: port,
  },
  databasePoolSize: {
    name: 'DATABASE_POOL_SIZE',
    meaning: 'Connections this process opens to PostgreSQL or MariaDB at most (SQLite has one writer).',
    fallback: '10',
    parse: (text: string): number => {
      const value = Number(text);
      if (Number.isInteger(value) && value >= 2 && value <= 100) return value;
      throw new TypeError('expected a whole number from 2 to 100');
    },
  },
  apiKeyPepper: {
    name: 'API_KEY_PEPPER',
    meaning:
      'Mixed into the stored hash of API keys that Passerelle makes, so that a copy of the database alone does not tell a guessed key from a wrong one. Keys made with it stop working when it changes; keys inserted by SQL do not use it.',
    parse: longEnough(16),
  },
  apiKeyCacheSeconds: {
    name: 'API_KEY_CACHE_TTL',
    meaning:
      'Seconds for which a process remembers an API key: a revoked key may work that long. 0 = every call asks the database.',
    fallback: '30',
    parse: wholeNumber(0, 300),
  },
  apiKeysStrict: {
    name: 'API_KEYS_STRICT',
    meaning:
      'true refuses API keys that Passerelle did not make (no valid check characters), those of public documentation included.',
    fallback: 'false',
    parse: flag,
  },
  strictQuery: {
    name: 'STRICT_QUERY',
    meaning:
      'false lets the academic API ignore query parameters it does not know. Otherwise they are refused: with a mistyped filter ignored, a caller would receive the whole institution.',
    fallback: 'true',
    parse: flag,
  },
  syncLogsMode: {
    name: 'SYNC_LOGS_MODE',
    meaning:
      'batched writes the journal of academic calls within 200 ms and at the stop; sync writes each row before its call is over.',
    fallback: 'batched',
    parse: oneOf('batched', 'sync'),
  },
  syncLogsIp: {
    name: 'SYNC_LOGS_IP',
    meaning:
      'How client addresses stand in the journal and beside API keys: full, truncated (all but three bytes of IPv4, 48 bits of IPv6, set to zero) or none.',
    fallback: 'full',
    parse: oneOf('full', 'truncated', 'none'),
  },
  syncLogsDays: {
    name: 'SYNC_LOGS_DAYS',
    meaning: 'Days after which rows of the journal are deleted. 0 = never.',
    fallback: '365',
    parse: wholeNumber(0, 36_500),
  },
  sessionMaxDays: {
    name: 'SESSION_MAX_DAYS',
    meaning:
      'Days after which a learner’s session ends however much it is used; the activity is opened from Moodle again. Without use it ends after eight hours.',
    fallback: '30',
    parse: wholeNumber(1, 365),
  },
  metricsToken: {
    name: 'METRICS_TOKEN',
    meaning:
      'What a Prometheus shows at /metrics as "Authorization: Bearer ...", at least 16 characters. Without it nobody may read /metrics in production, and elsewhere only this machine, no proxy.',
    parse: longEnough(16),
  },
  drainSeconds: {
    name: 'DRAIN_SECONDS',
    meaning:
      'How long a process that was told to stop (SIGTERM) goes on answering after /readyz says 503, so that a load balancer notices. Default: 5 in production, otherwise 0.',
    parse: wholeNumber(0, 10),
  },
  directusUrl: {
    name: 'DIRECTUS_URL',
    meaning:
      'Address of Directus: where "passerelle directus apply" sets it up, and where "passerelle migrate" makes it read the tables anew.',
    example: 'https://directus.exemple.fr',
    parse: httpUrl,
  },
  directusToken: {
    name: 'DIRECTUS_TOKEN',
    meaning: 'Static token of an administrator of Directus, for the same commands.',
    parse: anyText,
  },
  logLevel: {
    name: 'LOG_LEVEL',
    meaning: 'error, warn, info, debug or silent.',
    fallback: 'info',
    parse: oneOf('error', 'warn', 'info', 'debug', 'silent'),
  },
} as const satisfies Record<string, Setting>;

/** Names that other programs share with us in one .env and that are accepted there without being ours. */
export const foreignNames: readonly string[] = ['TZ', 'PATH', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS'];

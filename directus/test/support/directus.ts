import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../../backend/test/support/passerelle.ts';

const run = promisify(execFile);
const READY_WITHIN_MS = 120_000;
const ADMIN_TOKEN = 'a-token-of-the-administrator-for-tests';
export const ADMIN = { email: 'admin@example.org', password: 'Directus-12-for-tests' };

/** A real Directus in a process of its own. */
export interface RunningDirectus {
  readonly url: string;
  readonly token: string;
  readonly pid: number | undefined;
  /** Calls its REST API as the administrator, or with another token; answers status and `data` (or `errors`). */
  call<T>(method: string, path: string, body?: unknown, token?: string): Promise<DirectusAnswer<T>>;
  /** SIGTERM, and waits for the end; answers exit code or signal. */
  stop(): Promise<number | string | null>;
  output(): string;
}

export interface DirectusAnswer<T> {
  readonly status: number;
  readonly data: T;
  readonly errors: { message: string; extensions: Record<string, unknown> & { code: string } }[];
}

export interface DirectusOptions {
  readonly databaseUrl: string;
  readonly port?: number;
  /** A folder of extensions. */
  readonly extensions?: string;
  readonly environment?: Record<string, string>;
}

/** Makes Directus' own tables in a database, as an administrator does once. */
export async function bootstrapDirectus(options: DirectusOptions): Promise<void> {
  const { command, cwd, env } = processOf(options, await freePort());
  await run(command, [installation().cli, 'bootstrap'], { cwd, env, maxBuffer: 1 << 24 });
}

/** Starts Directus and waits until it answers. */
export async function startDirectus(options: DirectusOptions): Promise<RunningDirectus> {
  const port = options.port ?? (await freePort());
  const { command, cwd, env } = processOf(options, port);
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(command, [installation().cli, 'start'], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await answers(child, `${url}/server/ping`, () => printed);
  return {
    url,
    token: ADMIN_TOKEN,
    pid: child.pid,
    output: () => printed,
    async call<T>(method: string, route: string, body?: unknown, token = ADMIN_TOKEN) {
      const response = await fetch(url + route, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const read = (text === '' ? {} : JSON.parse(text)) as { data: T; errors?: DirectusAnswer<T>['errors'] };
      return { status: response.status, data: read.data, errors: read.errors ?? [] };
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const [code, signal] = (await ended) as [number | null, string | null];
      rmSync(cwd, { recursive: true, force: true, maxRetries: 3 });
      return code ?? signal;
    },
  };
}

/** Where `npm run test:directus` has put Directus. */
function installation(): { cli: string; node: string } {
  const read = process.env.PASSERELLE_TEST_DIRECTUS;
  if (read === undefined) throw new Error('PASSERELLE_TEST_DIRECTUS is not set: run "npm run test:directus"');
  return JSON.parse(read) as { cli: string; node: string };
}

function processOf(options: DirectusOptions, port: number) {
  // Without a package.json in its working directory, Directus loads no extension.
  const cwd = mkdtempSync(path.join(tmpdir(), 'passerelle-directus-'));
  writeFileSync(path.join(cwd, 'package.json'), '{"name":"directus-project","version":"0.0.0","private":true}\n');
  mkdirSync(path.join(cwd, 'uploads'));
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(PASSERELLE_|DIRECTUS_|DATABASE_|NODE_|npm_)/.test(name)),
  );
  const env: NodeJS.ProcessEnv = {
    ...inherited,
    ...databaseSettings(options.databaseUrl),
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    SECRET: 'a secret of Directus that is only for tests, and long',
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    ADMIN_TOKEN,
    PROJECT_OWNER: ADMIN.email,
    PROJECT_NAME: 'Passerelle',
    DEFAULT_LANGUAGE: 'fr-FR',
    TELEMETRY: 'false',
    LOG_LEVEL: 'info',
    LOG_STYLE: 'raw',
    RATE_LIMITER_ENABLED: 'false',
    // The machine of the tests is a busy one.
    PRESSURE_LIMITER_ENABLED: 'false',
    ...(options.extensions === undefined ? {} : { EXTENSIONS_PATH: options.extensions, EXTENSIONS_MUST_LOAD: 'true' }),
    ...options.environment,
  };
  return { command: installation().node, cwd, env };
}

/** DB_* of Directus for a DATABASE_URL of ours. */
function databaseSettings(url: string): Record<string, string> {
  if (url.startsWith('sqlite:')) return { DB_CLIENT: 'sqlite3', DB_FILENAME: url.slice('sqlite:'.length) };
  const { hostname, port, pathname, username, password } = new URL(url);
  return {
    DB_CLIENT: url.startsWith('postgres') ? 'pg' : 'mysql',
    DB_HOST: hostname,
    DB_PORT: port,
    DB_DATABASE: pathname.slice(1),
    DB_USER: decodeURIComponent(username),
    DB_PASSWORD: decodeURIComponent(password),
  };
}

async function answers(child: ChildProcess, url: string, printed: () => string): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`Directus ended with ${child.exitCode}:\n${printed()}`);
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  child.kill('SIGKILL');
  throw new Error(`Directus did not answer in time:\n${printed()}`);
}

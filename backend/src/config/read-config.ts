import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { type Config, parseConfig } from './config.ts';
import { readOrMakeSecretKey } from './secret-key.ts';
import { settings } from './settings.ts';

/** The folder that .env, relative sqlite: paths and SITE_DIR are relative to, whatever the working directory. */
export const backendFolder = path.resolve(import.meta.dirname, '../..');

export const envFile = path.join(backendFolder, '.env');

/** A Config whose secret key is there and whose paths are absolute. */
export interface ReadyConfig extends Config {
  readonly secretKey: string;
  readonly databaseReadUrl: string;
}

/**
 * Reads the environment and backend/.env. The only place that looks at `process.env`.
 * @param overrides variables that win over both (a command's --to URL, tests)
 * @throws ConfigError with every fault
 */
export function readConfig(overrides: Record<string, string | undefined> = {}): ReadyConfig {
  const config = parseConfig({ ...process.env, ...overrides }, readEnvFile());
  return Object.freeze({
    ...config,
    databaseUrl: absoluteDatabaseUrl(config.databaseUrl),
    databaseReadUrl: absoluteDatabaseUrl(config.databaseReadUrl ?? config.databaseUrl),
    siteDir: path.resolve(backendFolder, config.siteDir),
    secretKey: config.secretKey ?? readOrMakeSecretKey(path.join(backendFolder, 'secret.key')),
  });
}

/** Who says DATABASE_URL. `file`: {@link envFile}. */
export type DatabaseUrlSource = 'environment' | 'file' | 'default';

export function sourceOfDatabaseUrl(): DatabaseUrlSource {
  const { name } = settings.databaseUrl;
  if (process.env[name]) return 'environment';
  return readEnvFile()[name] ? 'file' : 'default';
}

function readEnvFile(): Record<string, string | undefined> {
  return existsSync(envFile) ? parseEnv(readFileSync(envFile, 'utf8')) : {};
}

/**
 * An address of a base as DATABASE_URL takes it, its sqlite: path absolute.
 * @throws TypeError that says what was expected
 */
export function readDatabaseUrl(text: string): string {
  return absoluteDatabaseUrl(settings.databaseUrl.parse(text));
}

/** `sqlite:./dev.sqlite` becomes `sqlite:/…/backend/dev.sqlite`; server URLs stay as they are. */
function absoluteDatabaseUrl(url: string): string {
  if (!url.startsWith('sqlite:')) return url;
  const file = url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '');
  return `sqlite:${path.resolve(backendFolder, file)}`;
}

import { existsSync } from 'node:fs';
import path from 'node:path';
import { isDocumentationHash } from '../api-keys/key-hash.ts';
import { isScope } from '../api-keys/scopes.ts';
import { diskSpace } from '../cli/disk-space.ts';
import { ConfigError } from '../config/config.ts';
import { backendFolder, envFile, type ReadyConfig, sourceOfDatabaseUrl } from '../config/read-config.ts';
import type { Database } from '../db/connection.ts';
import { appliedMigrations } from '../db/migrate.ts';
import { lastBackupIn } from '../exchange/backup-folder.store.ts';
import type { DoctorOptions } from '../exchange/doctor.commands.ts';
import { createProbe } from '../exchange/doctor.remote.ts';
import { type Check, check, fail, ok } from '../exchange/doctor.ts';
import { dataChecks } from '../exchange/doctor-data.ts';
import { createDataReadings } from '../exchange/doctor-data.view.ts';
import { databaseChecks } from '../exchange/doctor-database.ts';
import { createDatabaseReadings } from '../exchange/doctor-database.view.ts';
import { installationChecks, judgeFaults } from '../exchange/doctor-installation.ts';
import {
  type KeyFacts,
  type NeighbourReadings,
  neighbourChecks,
  type PlatformFacts,
} from '../exchange/doctor-neighbours.ts';
import { createGuardedFetch } from '../lti/outbound.remote.ts';
import { createPlatformStore } from '../lti/platform.store.ts';
import { createSigningKeyStore } from '../lti/signing-keys.store.ts';
import { createSigningKeys } from '../lti/signing-keys.ts';
import { createOutboxFigures } from '../passback/outbox-figures.view.ts';

/** Connections that exports of one process may open beside its pool. */
const EXPORT_CONNECTIONS = 4;
const USER_AGENT = 'Passerelle/0.1';

/** The command line's settings and database; reading the settings throws when they are wrong. */
interface Bench {
  readonly config: ReadyConfig;
  readonly database: Database;
}

/** Every check that can be carried out: what needs the database is left out while it does not answer. */
export async function doctorChecks(bench: Bench, options: DoctorOptions): Promise<Check[]> {
  const faults = faultsOf(bench);
  const variables = check('config.variables', async () => faults, judgeFaults);
  if (faults.length > 0) return [variables];
  const { config } = bench;
  const installation = installationChecks(installationReadings(config, options));
  const missing = missingFileOf(config);
  if (missing !== undefined) {
    return [variables, ...installation, check('database.reachable', async () => missing, judgeMissing)];
  }
  const { database } = bench;
  const why = await database.ping().then(
    () => undefined,
    (error: Error & { code?: string }) => error.code ?? error.message,
  );
  const reachable = check('database.reachable', async () => why, judgeReachable);
  if (why !== undefined) return [variables, ...installation, reachable];
  const inDatabase = databaseChecks(
    createDatabaseReadings(database, {
      url: config.databaseUrl,
      perReplica: config.databasePoolSize + EXPORT_CONNECTIONS,
      replicas: options.replicas,
      directusPool: options.directusPool,
      directusRole: options.directusRole,
    }),
  );
  const found = [variables, ...installation, reachable, ...inDatabase];
  if ((await appliedMigrations(database)).length === 0) return found;
  const data = createDataReadings(database, {
    isDocumentationHash,
    areScopes: (scopes) => scopes.every(isScope),
    outboxFigures: createOutboxFigures(database),
    now: () => new Date(),
  });
  return [...found, ...neighbourChecks(neighbourReadings(config, database)), ...dataChecks(data)];
}

function faultsOf(bench: Bench): readonly string[] {
  try {
    return bench.config === undefined ? ['?'] : [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

/** Opening a SQLite base makes its file: who only looks must not. */
function missingFileOf({ databaseUrl }: ReadyConfig): string | undefined {
  if (!databaseUrl.startsWith('sqlite:')) return undefined;
  const file = databaseUrl.slice('sqlite:'.length);
  return existsSync(file) ? undefined : file;
}

function judgeMissing(file: string) {
  return fail(`le fichier ${file} n’existe pas`, `there is no file ${file}`, {
    fr: 'Vérifiez DATABASE_URL ; pour une base neuve, démarrez le serveur ou lancez « passerelle migrate ».',
    en: 'Check DATABASE_URL; for a new base, start the server or run "passerelle migrate".',
  });
}

function judgeReachable(why: string | undefined) {
  if (why === undefined) return ok('la base répond', 'the database answers');
  return fail(`la base ne répond pas (${why})`, `the database does not answer (${why})`, {
    fr: 'Vérifiez DATABASE_URL, le pare-feu et que le serveur de base tourne.',
    en: 'Check DATABASE_URL, the firewall and that the database server runs.',
  });
}

function installationReadings(config: ReadyConfig, options: DoctorOptions) {
  const where = path.resolve(options.backups ?? path.join(backendFolder, 'backups'));
  const { databaseUrl } = config;
  const volume = databaseUrl.startsWith('sqlite:') ? path.dirname(databaseUrl.slice('sqlite:'.length)) : backendFolder;
  return {
    source: async () => ({ source: sourceOfDatabaseUrl(), envFile }),
    settings: async () => ({
      ...config,
      nodeVersion: process.versions.node,
      hasSite: existsSync(path.join(config.siteDir, 'index.html')),
    }),
    disk: () => diskSpace(volume),
    backup: async () => ({ lastAt: await lastBackupIn(where), now: new Date(), where }),
  };
}

function neighbourReadings(config: ReadyConfig, database: Database): NeighbourReadings {
  // Our own address comes from our own settings: it may be private.
  const asked = <T>(allowPrivateNetworks: boolean, work: (probe: ReturnType<typeof createProbe>) => Promise<T>) => {
    const outbound = createGuardedFetch({ allowPrivateNetworks, userAgent: USER_AGENT, timeoutMs: 5000 });
    return work(createProbe(outbound.fetch)).finally(outbound.close);
  };
  return {
    publicAddress: () =>
      asked(true, async (probe) => ({
        apiUrl: config.apiUrl,
        isProduction: config.nodeEnv === 'production',
        answer: await probe(`${config.apiUrl}/livez`),
      })),
    keys: () =>
      asked(true, async (probe) => ({
        ...(await signingKeyOf(config, database)),
        served: await probe(`${config.apiUrl}/lti/jwks`),
      })),
    platforms: () =>
      asked(config.allowPrivateNetworks, async (probe) => {
        const platforms = (await createPlatformStore(database).list()).filter(({ status }) => status === 'active');
        const callable = platforms.flatMap(({ name, jwksUrl }) =>
          /^https?:/.test(jwksUrl) ? [{ name, url: jwksUrl }] : [],
        );
        const ask = async ({ name, url }: { name: string; url: string }): Promise<PlatformFacts> => ({
          name,
          url,
          answer: await probe(url),
          expectsKeys: true,
        });
        return Promise.all(callable.map(ask));
      }),
  };
}

async function signingKeyOf(
  { secretKey }: ReadyConfig,
  database: Database,
): Promise<Pick<KeyFacts, 'signing' | 'whyUnreadable'>> {
  const store = createSigningKeyStore(database);
  const active = (await store.published()).find(({ status }) => status === 'active');
  if (active === undefined) return { signing: undefined, whyUnreadable: undefined };
  const whyUnreadable = await createSigningKeys(store, secretKey)
    .current()
    .then(
      () => undefined,
      (error: Error) => error.message,
    );
  return { signing: active.id, whyUnreadable };
}

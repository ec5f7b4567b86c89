import { type Kysely, sql } from 'kysely';
import { type Migration, type MigrationResultSet, Migrator } from 'kysely/migration';
import type { Pool as MysqlPool } from 'mysql2';
import { AppError } from '../errors/app-error.ts';
import type { Database } from './connection.ts';
import { type RunMysql, wakeForgottenTriggers } from './dialects/resting-triggers.ts';
import { lockSqliteFile } from './dialects/sqlite.ts';
import { refuseWithoutTriggers } from './dialects/trigger-right.ts';
import { forgetFinishedMigrations, goOnWithMigration } from './dialects/unfinished-migration.ts';
import * as mainLoop from './migrations/0001-main-loop.ts';
import * as register from './migrations/0002-register.ts';
import * as academicApi from './migrations/0003-academic-api.ts';
import * as registration from './migrations/0004-registration.ts';
import * as otherLaunches from './migrations/0005-other-launches.ts';
import * as rosterAndKeyRotation from './migrations/0006-roster-and-key-rotation.ts';
import * as launchesByCode from './migrations/0007-launches-by-code.ts';
import * as groups from './migrations/0008-groups.ts';
import * as journalKey from './migrations/0009-journal-key.ts';
import * as maintenance from './migrations/0010-maintenance.ts';
import * as largeInstitutions from './migrations/0011-large-institutions.ts';
import * as lighterWrites from './migrations/0012-lighter-writes.ts';
import * as latestMastery from './migrations/0013-latest-mastery.ts';
import * as progressEdits from './migrations/0014-progress-edits.ts';
import * as lastVisits from './migrations/0015-last-visits.ts';
import * as sentGrains from './migrations/0016-sent-grains.ts';
import * as launchScope from './migrations/0017-launch-scope.ts';
import * as keysByCodePoint from './migrations/0018-keys-by-code-point.ts';
import type { MigrationTools } from './migrations/columns.ts';
import type { Tables } from './tables/tables.ts';

const migrations: Record<string, { up(tools: MigrationTools): Promise<void> }> = {
  '0001-main-loop': mainLoop,
  '0002-register': register,
  '0003-academic-api': academicApi,
  '0004-registration': registration,
  '0005-other-launches': otherLaunches,
  '0006-roster-and-key-rotation': rosterAndKeyRotation,
  '0007-launches-by-code': launchesByCode,
  '0008-groups': groups,
  '0009-journal-key': journalKey,
  '0010-maintenance': maintenance,
  '0011-large-institutions': largeInstitutions,
  '0012-lighter-writes': lighterWrites,
  '0013-latest-mastery': latestMastery,
  '0014-progress-edits': progressEdits,
  '0015-last-visits': lastVisits,
  '0016-sent-grains': sentGrains,
  '0017-launch-scope': launchScope,
  '0018-keys-by-code-point': keysByCodePoint,
};

const LEDGER = 'passerelle_migrations';

/** One applied or failed step. */
export interface MigrationStep {
  name: string;
  outcome: 'applied' | 'failed' | 'not reached';
}

/**
 * Brings the database to the newest schema. Several processes may call it at once: one works, the others wait
 * (a lock of Kysely's on PostgreSQL and MySQL, a lock file beside the base on SQLite).
 * @returns the steps applied now; empty when there was nothing to do
 * @throws the error of the step that failed, with the steps before it applied; AppError db.triggers_refused before any
 */
export async function migrate(database: Database): Promise<MigrationStep[]> {
  return apply(database, (migrator) => migrator.migrateToLatest());
}

/**
 * Brings an older or empty database to the schema of one migration, as it is before a copy of a database of that time.
 * @throws AppError db.unknown_migration when this build does not know it: the copy comes from a newer one
 */
export async function migrateTo(database: Database, name: string): Promise<MigrationStep[]> {
  if (!(name in migrations)) {
    throw new AppError(
      'db.unknown_migration',
      'invalid',
      `This build does not know the migration ${name}: what is to be read was made by a newer version. Update Passerelle first. / Mettez d’abord Passerelle à jour.`,
    );
  }
  return apply(database, (migrator) => migrator.migrateTo(name));
}

async function apply(
  database: Database,
  change: (migrator: Migrator) => Promise<MigrationResultSet>,
): Promise<MigrationStep[]> {
  const { driver } = database;
  if (driver.engine === 'mysql') await onOneConnection(driver.pool, wakeForgottenTriggers);
  const work = () => change(migratorOf(database));
  if (driver.engine === 'mysql' && (await pendingMigrations(database)).length > 0)
    await onOneConnection(driver.pool, refuseWithoutTriggers);
  const { error, results = [] } = await (driver.engine === 'sqlite' ? alone(driver.connection.name, work) : work());
  if (error !== undefined) throw error;
  if (driver.engine === 'mysql' && results.length > 0) await forgetFinishedMigrations(database.query);
  return results.map(({ migrationName, status }) => ({
    name: migrationName,
    outcome: status === 'Success' ? 'applied' : status === 'Error' ? 'failed' : 'not reached',
  }));
}

/** Names of the steps that this build knows and the database has not had. */
export async function pendingMigrations(database: Database): Promise<string[]> {
  const all = await migratorOf(database).getMigrations();
  return all.filter((migration) => migration.executedAt === undefined).map((migration) => migration.name);
}

/** Names of every step that this build knows, in order. */
export function knownMigrations(): string[] {
  return Object.keys(migrations).sort();
}

/** Names of the steps that the database has had; none where there is no ledger yet. */
export async function appliedMigrations({ query }: Database): Promise<string[]> {
  const tables = await query.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === LEDGER)) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(LEDGER)} order by name`.execute(query);
  return rows.map(({ name }) => name);
}

/** A lock by name belongs to its connection. */
async function onOneConnection(pool: MysqlPool, work: (run: RunMysql) => Promise<void>): Promise<void> {
  const connection = await pool.promise().getConnection();
  try {
    await work(async (statement) => {
      const [rows] = await connection.query(statement);
      return rows as Record<string, unknown>[];
    });
  } finally {
    connection.release();
  }
}

/** On SQLite Kysely takes no lock: one of ours goes around the whole. */
async function alone<T>(file: string, work: () => Promise<T>): Promise<T> {
  const release = lockSqliteFile(`${file}-migration-lock`);
  try {
    return await work();
  } finally {
    release();
  }
}

function migratorOf(database: Database): Migrator {
  const { traits } = database;
  const carryOut = (name: string, migration: (typeof migrations)[string], db: Kysely<Tables>) =>
    traits.engine === 'mysql'
      ? goOnWithMigration(db, name, (counting) => migration.up({ db: counting, traits }))
      : migration.up({ db, traits });
  const provided = Object.fromEntries(
    Object.entries(migrations).map(([name, migration]): [string, Migration] => [
      name,
      { up: (db) => carryOut(name, migration, db as Kysely<Tables>) },
    ]),
  );
  return new Migrator({
    db: database.query,
    provider: { getMigrations: async () => provided },
    migrationTableName: LEDGER,
    migrationLockTableName: 'passerelle_migration_lock',
  });
}

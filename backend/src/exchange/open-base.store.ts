import { openDatabase } from '../db/connection.ts';
import { migrate, migrateTo } from '../db/migrate.ts';
import { openMysqlBase } from './base-mysql.store.ts';
import { openPostgresBase } from './base-postgres.store.ts';
import { openSqliteBase } from './base-sqlite.store.ts';
import type { MovableBase } from './movable-base.ts';

/** @param url as DATABASE_URL takes it, with an absolute sqlite: path */
export async function openBase(url: string, options: { readonly: boolean }): Promise<MovableBase> {
  if (url.startsWith('sqlite:')) return openSqliteBase(url.slice('sqlite:'.length), options.readonly);
  return /^postgres(ql)?:/.test(url) ? openPostgresBase(url) : openMysqlBase(url);
}

/**
 * Gives a base the tables of a migration, and of those before it; without one, of the newest.
 * @throws AppError db.unknown_migration
 */
export async function prepareBase(url: string, upTo?: string): Promise<void> {
  const database = openDatabase(url, 2, 'patient');
  try {
    await (upTo === undefined ? migrate(database) : migrateTo(database, upTo));
  } finally {
    await database.close();
  }
}

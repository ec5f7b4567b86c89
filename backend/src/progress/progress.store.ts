import type { Database } from '../db/connection.ts';
import { isDatabaseUnavailable, isLockedRow, isWorthRetrying } from '../errors/database-unavailable.ts';
import type { GroupStore, ProgressStore } from './completion.ts';
import type { GroupPart } from './group-part.ts';
import { createMysqlGroupStore } from './progress-group.mysql.store.ts';
import { createPostgresGroupStore } from './progress-group.postgres.store.ts';
import { createSqliteGroupStore } from './progress-group.sqlite.store.ts';

/** Where completions are kept. `parts` run in the same transaction, in this order. */
export function createProgressStore(database: Database, parts: readonly GroupPart[]): ProgressStore {
  const { record } = groupStoreOf(database, parts);
  return {
    record,
    failureOf(error) {
      if (isWorthRetrying(error) || isDuplicate(error)) return 'passing';
      if (isLockedRow(error)) return 'locked';
      return isDatabaseUnavailable(error) ? 'away' : 'lasting';
    },
  };
}

/** In the form that costs the engine least. */
function groupStoreOf(database: Database, parts: readonly GroupPart[]): GroupStore {
  switch (database.engine) {
    case 'sqlite':
      return createSqliteGroupStore(database, parts);
    case 'postgres':
      return createPostgresGroupStore(database, parts);
    case 'mysql':
      return createMysqlGroupStore(database, parts);
  }
}

/** A row that was not there when the group looked: the next try sees it. */
function isDuplicate(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === 'ER_DUP_ENTRY';
}

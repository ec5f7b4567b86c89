import { type Kysely, sql } from 'kysely';
import { type Database, sqlOf } from '../db/connection.ts';
import type { Tables } from '../db/tables/tables.ts';
import type { Completion, GroupStore, Outcome } from './completion.ts';
import type { GroupPart } from './group-part.ts';

type Existing = Map<string, { id: string; moduleId: string; sequenceId: string | null; completedAt: Date }>;

/**
 * MySQL and MariaDB: a group is a handful of statements of many rows each. The learners' rows are locked first, in the
 * order of their keys; statements after that see what groups of other replicas committed (READ COMMITTED).
 */
export function createMysqlGroupStore(database: Database, parts: readonly GroupPart[]): GroupStore {
  return {
    async record(completions, doneWanted, now) {
      const tenantIds = new Set(completions.map(({ tenantId }) => tenantId));
      for (const part of parts) await part.prepare?.(tenantIds);
      return database.write(async (transaction) => {
        const trx = sqlOf(transaction);
        const createdAt = await lockLearners(trx, completions);
        const wanted = completions.flatMap((completion) => notBefore(completion, createdAt.get(completion.userId)));
        await insertMissing(trx, wanted);
        const stored = await readStored(trx, wanted);
        const fresh = wanted.filter((completion) => stored.get(keyOf(completion))?.id === completion.id);
        if (fresh.length > 0) for (const part of parts) await part.stepwise(transaction, fresh, now);
        const doneGrains = await readDone(trx, doneWanted);
        return { outcomes: completions.map((completion) => outcomeOf(completion, stored)), doneGrains };
      });
    },
  };
}

async function lockLearners(trx: Kysely<Tables>, completions: readonly Completion[]): Promise<Map<string, Date>> {
  const users = [...new Set(completions.map(({ userId }) => userId))];
  const rows = await trx
    .selectFrom('users')
    .select(['id', 'created_at'])
    .where('id', 'in', users)
    .orderBy('id')
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.id, row.created_at]));
}

/** The completion with a time at which the profile existed; nothing when the learner is gone. */
function notBefore(completion: Completion, createdAt: Date | undefined): Completion[] {
  if (createdAt === undefined) return [];
  return [createdAt > completion.completedAt ? { ...completion, completedAt: createdAt } : completion];
}

async function insertMissing(trx: Kysely<Tables>, completions: readonly Completion[]): Promise<void> {
  if (completions.length === 0) return;
  const rows = completions.map(
    (c) =>
      sql`(${sql.join([
        c.id,
        c.tenantId,
        c.userId,
        c.grainId,
        c.moduleId,
        c.sequenceId,
        c.completedAt,
        c.score,
        c.timeSpentSeconds,
      ])})`,
  );
  // Not "insert ignore": that would also swallow what the table refuses.
  await sql`insert into progress
    (id, tenant_id, user_id, grain_id, module_id, sequence_id, completed_at, score, time_spent_seconds)
    values ${sql.join(rows)} on duplicate key update id = progress.id`.execute(trx);
}

/** The rows that stand now for these completions: ours where the key is the completion's own, else the first one's. */
async function readStored(trx: Kysely<Tables>, completions: readonly Completion[]): Promise<Existing> {
  const stored: Existing = new Map();
  if (completions.length === 0) return stored;
  const pairs = completions.map((c) => sql`(${c.userId}, ${c.grainId})`);
  const { rows } = await sql<Tables['progress'] & { completed_at: Date; sequence_id: string | null }>`
    select id, user_id, grain_id, module_id, sequence_id, completed_at from progress
    where (user_id, grain_id) in (${sql.join(pairs)})`.execute(trx);
  for (const row of rows)
    stored.set(`${row.user_id}:${row.grain_id}`, {
      id: row.id,
      moduleId: row.module_id,
      sequenceId: row.sequence_id,
      completedAt: row.completed_at,
    });
  return stored;
}

async function readDone(trx: Kysely<Tables>, users: ReadonlySet<string>): Promise<Map<string, string[]>> {
  const done = new Map([...users].map((id): [string, string[]] => [id, []]));
  if (users.size === 0) return done;
  const rows = await trx
    .selectFrom('progress')
    .select(['user_id', 'grain_id'])
    .where('user_id', 'in', [...users])
    .execute();
  for (const row of rows) done.get(row.user_id)?.push(row.grain_id);
  return done;
}

function outcomeOf(completion: Completion, stored: Existing): Outcome {
  const row = stored.get(keyOf(completion));
  if (row === undefined) return { kind: 'learner_gone' };
  const { id, moduleId, sequenceId, completedAt } = row;
  return { kind: id === completion.id ? 'recorded' : 'already', moduleId, sequenceId, completedAt };
}

function keyOf({ userId, grainId }: Completion): string {
  return `${userId}:${grainId}`;
}

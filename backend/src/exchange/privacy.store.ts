import { type Kysely, sql } from 'kysely';
import { type Database, sqlOf } from '../db/connection.ts';
import { personalTables, type Whose } from '../db/tables/personal-data.ts';
import type { ErasureOptions, Person, PersonalRows, PersonName, PrivacyStore, RowCounts } from './privacy.ts';

type Query = Database['query'];
type Raw = Kysely<unknown>;

const FORGOTTEN = '[effacé]';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const LIST = personalTables().filter(({ fate }) => fate === 'deleted');

export function createPrivacyStore(database: Database): PrivacyStore {
  const { query } = database;
  const personOf = (userId: string) => personOfUser(query, userId);
  return {
    personOf,
    find: (name) => findPerson(query, name),
    async rowsOf(person) {
      const rows: PersonalRows = {};
      for (const { table, by, whose, columns } of LIST) {
        const shown = Object.entries(columns).flatMap(([column, kind]) => (kind === 'secret' ? [] : [column]));
        rows[table] = await readRows(query, { table, by, shown }, keysOf(person, whose));
      }
      return rows;
    },
    count: (person, options) => countRows(query, person, options),
    erase: (person, options) => database.write((transaction) => eraseRows(sqlOf(transaction), person, options)),
    withdrawGrades: (person, now) => database.write((transaction) => withdraw(sqlOf(transaction), person.userIds, now)),
    async unsentGrades({ userIds }) {
      if (userIds.length === 0) return 0;
      const row = await query
        .selectFrom('grade_outbox')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .where('user_id', 'in', userIds)
        .where('state', '=', 'due')
        .executeTakeFirst();
      return Number(row?.n ?? 0);
    },
    inactiveSince: (cutoff, tenantId, page) => inactive(query, cutoff, tenantId, page),
    async countOld(cutoff) {
      return {
        deleted_records: await countOlder(query, 'deleted_records', 'deleted_at', cutoff),
        sync_logs: await countOlder(query, 'sync_logs', 'created_at', cutoff),
      };
    },
    async deleteOld(cutoff) {
      const records = await query.deleteFrom('deleted_records').where('deleted_at', '<', cutoff).executeTakeFirst();
      const journal = await query.deleteFrom('sync_logs').where('created_at', '<', cutoff).executeTakeFirst();
      return { deleted_records: Number(records.numDeletedRows), sync_logs: Number(journal.numDeletedRows) };
    },
  };
}

function keysOf(person: Person, whose: Whose): readonly string[] {
  return { learner: person.userIds, student: person.studentPks, teacher: person.teacherPks }[whose];
}

async function findPerson(query: Query, name: PersonName): Promise<Person | undefined> {
  if ('student' in name) return personOfStudent(query, name.tenant, name.student);
  // PostgreSQL refuses to compare a uuid with what is none.
  if (!UUID.test('learner' in name ? name.learner : name.platform)) return undefined;
  let found = query.selectFrom('users').select('id');
  found =
    'learner' in name
      ? found.where('id', '=', name.learner)
      : found.where('platform_id', '=', name.platform).where('moodle_user_id', '=', name.moodleUserId);
  const user = await found.executeTakeFirst();
  return user === undefined ? undefined : personOfUser(query, user.id);
}

async function personOfUser(query: Query, userId: string): Promise<Person | undefined> {
  const user = await query
    .selectFrom('users')
    .select(['id', 'tenant_id', 'student_id', 'teacher_id'])
    .where('id', '=', userId)
    .executeTakeFirst();
  if (user === undefined) return undefined;
  const student = user.student_id === null ? undefined : await personOfStudent(query, user.tenant_id, user.student_id);
  const teachers =
    user.teacher_id === null
      ? []
      : await query
          .selectFrom('teachers')
          .select('id')
          .where('tenant_id', '=', user.tenant_id)
          .where('teacher_id', '=', user.teacher_id)
          .execute();
  const userIds = [...new Set([userId, ...(student?.userIds ?? [])])];
  return {
    tenantId: user.tenant_id,
    userIds,
    studentPks: student?.studentPks ?? [],
    studentIds: student?.studentIds ?? [],
    teacherPks: teachers.map(({ id }) => id),
  };
}

async function personOfStudent(query: Query, tenantId: string, studentId: string): Promise<Person | undefined> {
  const students = await query
    .selectFrom('students')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('student_id', '=', studentId)
    .execute();
  const users = await query
    .selectFrom('users')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('student_id', '=', studentId)
    .execute();
  if (students.length + users.length === 0) return undefined;
  return {
    tenantId,
    userIds: users.map(({ id }) => id),
    studentPks: students.map(({ id }) => id),
    teacherPks: [],
    studentIds: [studentId],
  };
}

async function readRows(
  query: Query,
  { table, by, shown }: { table: string; by: string; shown: readonly string[] },
  keys: readonly string[],
): Promise<Record<string, unknown>[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<Record<string, unknown>>`
    select ${sql.join(shown.map((column) => sql.ref(column)))} from ${sql.table(table)}
    where ${sql.ref(by)} in (${sql.join(keys)})`.execute(query);
  return rows;
}

async function countRows(query: Query, person: Person, options: ErasureOptions): Promise<RowCounts> {
  const counts: Record<string, number> = {};
  for (const { table, by, keys } of targets(person, options)) {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from ${sql.table(table)} where ${sql.ref(by)} in (${sql.join(keys)})`.execute(query);
    counts[table] = Number(rows[0]?.n ?? 0);
  }
  counts.sync_logs = (await journalRows(query, person)).length;
  return counts;
}

/** Where rows of this person stand, in the order of deletion. */
function targets(person: Person, { keepsRegister }: ErasureOptions) {
  return LIST.flatMap(({ table, by, whose }) => {
    const keys = keepsRegister && whose !== 'learner' ? [] : keysOf(person, whose);
    return keys.length === 0 ? [] : [{ table, by, keys }];
  });
}

async function eraseRows(query: Query, person: Person, options: ErasureOptions): Promise<RowCounts> {
  const counts: Record<string, number> = {};
  for (const { table, by, keys } of targets(person, options)) {
    const { numAffectedRows } = await sql`
      delete from ${sql.table(table)} where ${sql.ref(by)} in (${sql.join(keys)})`.execute(query as unknown as Raw);
    counts[table] = Number(numAffectedRows ?? 0);
  }
  const told = await journalRows(query, person);
  for (const { id, metadata } of told)
    await query.updateTable('sync_logs').set({ metadata }).where('id', '=', id).execute();
  counts.sync_logs = told.length;
  return counts;
}

/** Rows of the journal that hold the person's id among a call's parameters, as they read without it. */
async function journalRows(
  query: Query,
  { tenantId, studentIds }: Person,
): Promise<{ id: string; metadata: string }[]> {
  const found: { id: string; metadata: string }[] = [];
  for (const studentId of studentIds) {
    const rows = await query
      .selectFrom('sync_logs')
      .select(['id', 'metadata'])
      .where('tenant_id', '=', tenantId)
      .where('metadata', 'like', `%${escapeLike(JSON.stringify(studentId).slice(1, -1))}%`)
      .execute();
    for (const { id, metadata } of rows) {
      const rewritten = without(metadata, studentId);
      if (rewritten !== metadata) found.push({ id, metadata: rewritten });
    }
  }
  return found;
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '_');
}

function without(metadata: string, studentId: string): string {
  const whole = JSON.parse(metadata) as { params?: Record<string, string> };
  const params = Object.entries(whole.params ?? {});
  if (!params.some(([, value]) => value === studentId)) return metadata;
  const kept = params.map(([name, value]) => [name, value === studentId ? FORGOTTEN : value]);
  return JSON.stringify({ ...whole, params: Object.fromEntries(kept) });
}

async function withdraw(query: Query, userIds: readonly string[], now: Date): Promise<number> {
  if (userIds.length === 0) return 0;
  await query.deleteFrom('progress').where('user_id', 'in', userIds).execute();
  const { numUpdatedRows } = await query
    .updateTable('grade_outbox')
    .set((eb) => ({ seq: eb('seq', '+', 1), state: 'due', due_at: now, attempts: 0, failing_since_at: null }))
    .where('user_id', 'in', userIds)
    .where('sent_score', '>', 0)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

async function inactive(
  query: Query,
  cutoff: Date,
  tenantId: string | undefined,
  { after, limit }: { after: string; limit: number },
): Promise<string[]> {
  const rows = await query
    .selectFrom('users as u')
    .select('u.id')
    .where('u.created_at', '<', cutoff)
    .$if(tenantId !== undefined, (q) => q.where('u.tenant_id', '=', tenantId ?? ''))
    .$if(after !== '', (q) => q.where('u.id', '>', after))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('progress as p')
            .select('p.id')
            .whereRef('p.user_id', '=', 'u.id')
            .where('p.completed_at', '>=', cutoff),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('sessions as s')
            .select('s.id')
            .whereRef('s.user_id', '=', 'u.id')
            .where('s.last_seen_at', '>=', cutoff),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('launches as l')
            .select('l.id')
            .whereRef('l.user_id', '=', 'u.id')
            .where('l.created_at', '>=', cutoff),
        ),
      ),
    )
    // What is left of sessions and launches, which are deleted after hours.
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('last_visits as v')
            .select('v.id')
            .whereRef('v.user_id', '=', 'u.id')
            .where('v.seen_at', '>=', cutoff),
        ),
      ),
    )
    // Enrolled in a course whose roster was read since.
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('context_memberships as m')
            .innerJoin('contexts as c', 'c.id', 'm.context_id')
            .select('m.id')
            .whereRef('m.user_id', '=', 'u.id')
            .where('m.status', '=', 'active')
            .where('c.roster_synced_at', '>=', cutoff),
        ),
      ),
    )
    .orderBy('u.id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

async function countOlder(query: Query, table: string, column: string, cutoff: Date): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from ${sql.table(table)} where ${sql.ref(column)} < ${cutoff}`.execute(query);
  return Number(rows[0]?.n ?? 0);
}

import type { Kysely } from 'kysely';
import { sqlOf } from '../db/connection.ts';
import type { Tables } from '../db/tables/tables.ts';
import type { KnownRegister, KnownRow } from './import-plan.ts';
import { enrolmentId, KINDS, type Kind, type Value } from './import-record.ts';
import type { RegisterRows, WantedRows } from './import-register.ts';

const AT_ONCE = 500;

/** Columns that files and tables call the same, by kind; references and the rest are read below. */
const COLUMNS = {
  promotions: ['name', 'description', 'level', 'year_start', 'year_end', 'status'],
  teachers: ['firstname', 'lastname', 'email', 'status'],
  classes: ['name', 'description', 'status'],
  students: ['uuid_scolaire', 'email_scolaire', 'firstname', 'lastname', 'status'],
  themes: ['title', 'description', 'difficulty', 'status'],
  assignments: ['type', 'title', 'mode', 'status', 'due_at', 'instructions'],
} as const;

type Row = Record<string, unknown> & { id: string; source: string };

/** What the register holds of the named rows, references as the institution's ids. */
export const readKnown: RegisterRows['read'] = async (transaction, wanted) => {
  const db = sqlOf(transaction);
  const known = Object.fromEntries(KINDS.map((kind) => [kind, new Map<string, KnownRow>()])) as Record<
    Kind,
    Map<string, KnownRow>
  >;
  const keep: Keep = (kind, id, row, more) => {
    const same = kind === 'enrolments' ? ['status'] : COLUMNS[kind];
    const values = Object.fromEntries(same.map((column) => [column, (row[column] ?? null) as Value]));
    known[kind].set(id, { pk: row.id, isFromLaunch: row.source === 'lti', values: { ...values, ...more } });
  };
  await readPeopleAndClasses(db, wanted, keep);
  await joinLaunched(db, wanted, known);
  for (const ids of chunks(new Set([...known.students.values()].map(({ pk }) => pk)))) {
    for (const row of await enrolmentsOf(db, ids)) {
      const id = enrolmentId(row.student_id, row.class_id);
      if (wanted.named.enrolments.has(id)) keep('enrolments', id, row, row);
    }
  }
  await readWork(db, wanted, keep);
  return known satisfies KnownRegister;
};

type Keep = (kind: Kind, id: string, row: Row, more: Record<string, Value>) => void;

async function readPeopleAndClasses(db: Kysely<Tables>, wanted: WantedRows, keep: Keep): Promise<void> {
  const { named } = wanted;
  for (const ids of chunks(named.promotions)) {
    for (const row of await rowsOf(db, 'promotions', 'promo_id', wanted, ids))
      keep('promotions', row.promo_id, row, {});
  }
  for (const ids of chunks(named.teachers)) {
    for (const row of await rowsOf(db, 'teachers', 'teacher_id', wanted, ids))
      keep('teachers', row.teacher_id, row, {});
  }
  for (const ids of chunks(named.classes)) {
    for (const row of await classesOf(db, wanted, ids)) {
      keep('classes', row.class_id, row, { promo_id: row.promo, teacher_id: row.teacher });
    }
  }
  for (const ids of chunks(named.students)) {
    for (const row of await studentsOf(db, wanted, ids)) keep('students', row.student_id, row, referencesOf(row));
  }
}

async function readWork(db: Kysely<Tables>, wanted: WantedRows, keep: Keep): Promise<void> {
  for (const ids of chunks(wanted.named.themes)) {
    for (const row of await rowsOf(db, 'themes', 'theme_id', wanted, ids)) {
      keep('themes', row.theme_id, row, { tags: tagsOf(row.tags) });
    }
  }
  for (const ids of chunks(wanted.named.assignments)) await keepAssignments(db, wanted, ids, keep);
}

function* chunks(ids: ReadonlySet<string>): Generator<string[]> {
  const all = [...ids];
  for (let from = 0; from < all.length; from += AT_ONCE) yield all.slice(from, from + AT_ONCE);
}

function rowsOf<T extends 'promotions' | 'teachers' | 'themes'>(
  db: Kysely<Tables>,
  table: T,
  column: string,
  { tenantId }: WantedRows,
  ids: readonly string[],
) {
  const rows = db
    .selectFrom(table as 'themes')
    .selectAll()
    .where('tenant_id', '=', tenantId);
  return rows.where(column as 'theme_id', 'in', ids).execute() as unknown as Promise<
    (Row & { promo_id: string; teacher_id: string; theme_id: string; tags: string | null })[]
  >;
}

function classesOf(db: Kysely<Tables>, { tenantId }: WantedRows, ids: readonly string[]) {
  return db
    .selectFrom('classes as c')
    .leftJoin('promotions as p', 'p.id', 'c.promo_pk')
    .leftJoin('teachers as t', 't.id', 'c.teacher_pk')
    .selectAll('c')
    .select(['p.promo_id as promo', 't.teacher_id as teacher'])
    .where('c.tenant_id', '=', tenantId)
    .where('c.class_id', 'in', ids)
    .execute();
}

function students(db: Kysely<Tables>, { tenantId }: WantedRows) {
  return db
    .selectFrom('students as s')
    .leftJoin('classes as c', 'c.id', 's.class_pk')
    .leftJoin('promotions as p', 'p.id', 's.promo_pk')
    .selectAll('s')
    .select(['c.class_id as class', 'p.promo_id as promo'])
    .where('s.tenant_id', '=', tenantId);
}

function studentsOf(db: Kysely<Tables>, wanted: WantedRows, ids: readonly string[]) {
  return students(db, wanted).where('s.student_id', 'in', ids).execute();
}

function referencesOf(row: { class: string | null; promo: string | null; consent_sharing_at: Date | null }) {
  return {
    class_id: row.class,
    promo_id: row.promo,
    consent_sharing: row.consent_sharing_at === null ? null : 'yes',
  };
}

/** Students whom a launch made before the institution's list came: the only one with the e-mail of a new row is that row. */
async function joinLaunched(
  db: Kysely<Tables>,
  wanted: WantedRows,
  known: Record<Kind, Map<string, KnownRow>>,
): Promise<void> {
  const fresh = new Map([...wanted.emails].filter(([, id]) => !known.students.has(id)));
  for (const emails of chunks(new Set(fresh.keys()))) {
    const rows = await students(db, wanted).where('s.email_scolaire', 'in', emails).execute();
    for (const [email, found] of Map.groupBy(rows, (row) => row.email_scolaire)) {
      const [row] = found;
      const id = fresh.get(email ?? '');
      if (row === undefined || id === undefined || found.length > 1 || row.source !== 'lti') continue;
      // One that the files name by its own id is spoken of already.
      if (wanted.named.students.has(row.student_id)) continue;
      const values = Object.fromEntries(COLUMNS.students.map((column) => [column, row[column] ?? null]));
      known.students.set(id, {
        pk: row.id,
        formerId: row.student_id,
        isFromLaunch: true,
        values: { ...values, ...referencesOf(row) },
      });
    }
  }
}

function enrolmentsOf(db: Kysely<Tables>, studentPks: readonly string[]) {
  return db
    .selectFrom('enrolments as e')
    .innerJoin('students as s', 's.id', 'e.student_pk')
    .innerJoin('classes as c', 'c.id', 'e.class_pk')
    .select(['e.id', 'e.source', 'e.status', 's.student_id', 'c.class_id'])
    .where('e.student_pk', 'in', studentPks)
    .execute();
}

async function keepAssignments(
  db: Kysely<Tables>,
  { tenantId }: WantedRows,
  ids: readonly string[],
  keep: Keep,
): Promise<void> {
  const rows = await db
    .selectFrom('assignments as a')
    .leftJoin('themes as h', 'h.id', 'a.theme_pk')
    .leftJoin('teachers as t', 't.id', 'a.teacher_pk')
    .selectAll('a')
    .select(['h.theme_id as theme', 't.teacher_id as teacher'])
    .where('a.tenant_id', '=', tenantId)
    .where('a.assignment_id', 'in', ids)
    .execute();
  if (rows.length === 0) return;
  const targets = await db
    .selectFrom('assignment_targets as g')
    .leftJoin('students as s', 's.id', 'g.student_pk')
    .leftJoin('classes as c', 'c.id', 'g.class_pk')
    .leftJoin('promotions as p', 'p.id', 'g.promo_pk')
    .select(['g.assignment_pk', 's.student_id', 'c.class_id', 'p.promo_id'])
    .where(
      'g.assignment_pk',
      'in',
      rows.map(({ id }) => id),
    )
    .execute();
  const of = Map.groupBy(targets, (target) => target.assignment_pk);
  const idsOf = (pk: string, column: 'student_id' | 'class_id' | 'promo_id') =>
    (of.get(pk) ?? []).flatMap((target) => target[column] ?? []);
  for (const row of rows) {
    keep('assignments', row.assignment_id, row, {
      theme_id: row.theme,
      teacher_id: row.teacher,
      student_ids: idsOf(row.id, 'student_id'),
      class_ids: idsOf(row.id, 'class_id'),
      promo_ids: idsOf(row.id, 'promo_id'),
    });
  }
}

/** What is no JSON array of texts, written by hand, counts as none. */
function tagsOf(text: string | null): readonly string[] {
  try {
    const tags: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
  } catch {
    return [];
  }
}

import type { Kysely } from 'kysely';
import { type Database, sqlOf } from '../db/connection.ts';
import type { Tables } from '../db/tables/tables.ts';
import { newId } from '../ids/ids.ts';
import type { PlannedRow } from './import-plan.ts';
import { readKnown } from './import-read.store.ts';
import { KINDS, type Kind, type TargetRef, type Value } from './import-record.ts';
import type { RegisterRows } from './import-register.ts';
import { insertNew } from './insert-new.store.ts';
import { sortKeyOf } from './sort-key.ts';

const AT_ONCE = 200;

/** Writes planned rows; every reference of theirs is known or planned. */
export function createRegisterRows(database: Pick<Database, 'engine'>): RegisterRows {
  return {
    read: readKnown,
    async write(transaction, { tenantId, plan, known, now }, onRows) {
      const keys = Object.fromEntries(
        KINDS.map((kind) => [kind, new Map([...known[kind]].map(([id, { pk }]) => [id, pk]))]),
      ) as Keys;
      const work: Work = { database, db: sqlOf(transaction), tenantId, keys, now };
      let written = 0;
      for (const kind of KINDS) {
        const rows = plan.rows[kind];
        for (let from = 0; from < rows.length; from += AT_ONCE) {
          const part = rows.slice(from, from + AT_ONCE);
          await writeRows(work, kind, part);
          written += part.length;
          onRows(written);
        }
      }
    },
  };
}

type Keys = Record<Kind, Map<string, string>>;

interface Work {
  database: Pick<Database, 'engine'>;
  db: Kysely<Tables>;
  tenantId: string;
  keys: Keys;
  now: Date;
}

async function writeRows(work: Work, kind: Kind, rows: readonly PlannedRow[]): Promise<void> {
  const fresh = rows.filter(({ known }) => known === undefined);
  const columns = fresh.map((row) => ({
    ...newColumns(work, kind, row),
    ...columnsOf(work, kind, row),
    source: 'import',
  }));
  // One list of columns per statement: rows of different files may not have the same.
  for (const group of Map.groupBy(columns, (row) => Object.keys(row).sort().join()).values()) {
    // A new student's main class has made the enrolment already; any other row that is there by now is a fault.
    if (kind === 'enrolments') await insertNew(work.database, work.db, kind, group as never);
    else
      await work.db
        .insertInto(kind)
        .values(group as never)
        .execute();
  }
  for (const row of rows) if (row.known !== undefined) await update(work, kind, row, row.known.pk);
  if (kind === 'assignments') for (const row of rows) await writeTargets(work, row);
}

const OWN_ID: Record<Exclude<Kind, 'enrolments'>, string> = {
  promotions: 'promo_id',
  teachers: 'teacher_id',
  classes: 'class_id',
  students: 'student_id',
  themes: 'theme_id',
  assignments: 'assignment_id',
};

function newColumns({ keys, tenantId }: Work, kind: Kind, { record }: PlannedRow): Record<string, string> {
  const id = newId();
  keys[kind].set(record.id, id);
  return { id, tenant_id: tenantId, ...(kind !== 'enrolments' && { [OWN_ID[kind]]: record.id }) };
}

const REFERENCES: Readonly<Record<string, [column: string, kind: Kind]>> = {
  promo_id: ['promo_pk', 'promotions'],
  teacher_id: ['teacher_pk', 'teachers'],
  class_id: ['class_pk', 'classes'],
  student_id: ['student_pk', 'students'],
  theme_id: ['theme_pk', 'themes'],
};

/** Values under the names of the table. */
function columnsOf({ keys, now }: Work, kind: Kind, { values, known }: PlannedRow): Record<string, unknown> {
  const columns: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const reference = REFERENCES[name];
    if (reference !== undefined) {
      const [column, referred] = reference;
      columns[column] = value === null ? null : keys[referred].get(String(value));
    } else if (name === 'consent_sharing') columns.consent_sharing_at = value === 'yes' ? now : null;
    else if (name === 'tags') columns.tags = value === null ? null : JSON.stringify(value);
    else columns[name] = value;
  }
  const sortKey = sortKeyFor(kind, { ...known?.values, ...values });
  return sortKey === undefined ? columns : { ...columns, sort_key: sortKey };
}

function sortKeyFor(kind: Kind, values: Readonly<Record<string, Value>>): string | undefined {
  const text = (name: string) => (typeof values[name] === 'string' ? (values[name] as string) : null);
  if (kind === 'students' || kind === 'teachers') return sortKeyOf(text('lastname'), text('firstname'));
  if (kind === 'promotions' || kind === 'classes') return sortKeyOf(text('name'));
  return kind === 'themes' ? sortKeyOf(text('title')) : undefined;
}

async function update(work: Work, kind: Kind, row: PlannedRow, pk: string): Promise<void> {
  const { db, tenantId, now } = work;
  const formerId = row.known?.formerId;
  // A theme of a module stays one, so that its title follows the catalogue; the import's other columns hold.
  const source = kind === 'themes' ? {} : { source: 'import' };
  const ownId = formerId === undefined ? {} : { student_id: row.record.id };
  const columns = { ...columnsOf(work, kind, row), ...source, ...ownId };
  if (Object.keys(columns).length > 0) {
    await db
      .updateTable(kind as 'students')
      .set(columns as never)
      .where('id', '=', pk)
      .execute();
  }
  if (formerId === undefined) return;
  await db
    .updateTable('users')
    .set({ student_id: row.record.id })
    .where('tenant_id', '=', tenantId)
    .where('student_id', '=', formerId)
    .execute();
  // Who reads changes knows the student by the former id.
  await db
    .insertInto('deleted_records')
    .values({ id: newId(), tenant_id: tenantId, resource: 'students', record_id: formerId, deleted_at: now })
    .execute();
}

async function writeTargets({ db, tenantId, keys }: Work, { record, known, targets }: PlannedRow): Promise<void> {
  if (targets === undefined) return;
  const assignment = keys.assignments.get(record.id) ?? '';
  if (known !== undefined) await db.deleteFrom('assignment_targets').where('assignment_pk', '=', assignment).execute();
  const keyOf = ({ type, id }: TargetRef, wanted: TargetRef['type'], kind: Kind) =>
    type === wanted ? (keys[kind].get(id) ?? null) : null;
  const rows = targets.map((target) => ({
    id: newId(),
    tenant_id: tenantId,
    assignment_pk: assignment,
    target_type: target.type,
    student_pk: keyOf(target, 'student', 'students'),
    class_pk: keyOf(target, 'class', 'classes'),
    promo_pk: keyOf(target, 'promo', 'promotions'),
  }));
  if (rows.length > 0) await db.insertInto('assignment_targets').values(rows).execute();
}

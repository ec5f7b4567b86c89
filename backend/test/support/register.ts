import type { Insertable } from 'kysely';
import type { Database } from '../../src/db/connection.ts';
import type {
  AssignmentsTable,
  ClassesTable,
  PromotionsTable,
  StudentsTable,
  TeachersTable,
  ThemesTable,
} from '../../src/db/tables/register-tables.ts';
import type { Tables } from '../../src/db/tables/tables.ts';
import { newId } from '../../src/ids/ids.ts';
import { sortKeyOf } from '../../src/register/sort-key.ts';

/** Columns that tests may set; keys, tenant and sort keys are filled in. */
type Given<T, Id extends string> = Partial<Omit<Insertable<T>, 'tenant_id'>> & Record<Id, string>;

/** A register in the institution's own ids; `class`, `promo`, `teacher` and `theme` refer to them. */
export interface RegisterSeed {
  tenant: string;
  promotions?: readonly Given<PromotionsTable, 'promo_id'>[];
  teachers?: readonly Given<TeachersTable, 'teacher_id'>[];
  classes?: readonly (Given<ClassesTable, 'class_id'> & { promo?: string; teacher?: string })[];
  /** `classes` are enrolments beside the main class. */
  students?: readonly (Given<StudentsTable, 'student_id'> & {
    class?: string;
    promo?: string;
    classes?: readonly string[];
  })[];
  themes?: readonly Given<ThemesTable, 'theme_id'>[];
  assignments?: readonly (Given<AssignmentsTable, 'assignment_id'> & {
    theme?: string;
    teacher?: string;
    targets?: readonly { student?: string; class?: string; promo?: string }[];
  })[];
  sessions?: readonly SeededSession[];
}

/** A study session that is over and not rolled up yet, unless `rolled_at` says so. */
export interface SeededSession {
  student: string;
  theme?: string;
  class?: string;
  /** YYYY-MM-DD */
  day: string;
  /** Default: the day at 10:00 UTC. */
  started_at?: Date;
  seconds?: number;
  grains?: number;
  /** 0..1; null = no scored grain. */
  score?: number | null;
  mastery?: number | null;
}

/** Keys by the institution's ids. */
export type SeededKeys = Record<
  'promo' | 'teacher' | 'class' | 'student' | 'theme' | 'assignment',
  Map<string, string>
>;

/**
 * Inserts a register; the tenant must exist. Students with sessions get a learner of a platform named after the tenant.
 * @returns the keys of the rows
 */
export async function seedRegister(database: Database, seed: RegisterSeed): Promise<SeededKeys> {
  const { tenant } = seed;
  const keys: SeededKeys = {
    promo: new Map(),
    teacher: new Map(),
    class: new Map(),
    student: new Map(),
    theme: new Map(),
    assignment: new Map(),
  };
  const insert = (table: keyof Tables, rows: readonly object[]) => insertRows(database, table, rows);
  const keyed = (kind: keyof SeededKeys, id: string) => {
    const key = newId();
    keys[kind].set(id, key);
    return { id: key, tenant_id: tenant };
  };
  const key = (kind: keyof SeededKeys, id: string | undefined) => (id === undefined ? null : keyOf(keys, kind, id));
  await insert(
    'promotions',
    (seed.promotions ?? []).map(({ name = 'Promotion', ...row }) => ({
      ...keyed('promo', row.promo_id),
      name,
      sort_key: sortKeyOf(name),
      ...row,
    })),
  );
  await insert(
    'teachers',
    (seed.teachers ?? []).map((row) => ({
      ...keyed('teacher', row.teacher_id),
      sort_key: sortKeyOf(row.lastname, row.firstname),
      ...row,
    })),
  );
  await insert(
    'classes',
    (seed.classes ?? []).map(({ promo, teacher, name = 'Classe', ...row }) => ({
      ...keyed('class', row.class_id),
      name,
      sort_key: sortKeyOf(name),
      promo_pk: key('promo', promo),
      teacher_pk: key('teacher', teacher),
      ...row,
    })),
  );
  await insert(
    'students',
    (seed.students ?? []).map(({ class: inClass, promo, classes: _, ...row }) => ({
      ...keyed('student', row.student_id),
      sort_key: sortKeyOf(row.lastname, row.firstname),
      class_pk: key('class', inClass),
      promo_pk: key('promo', promo),
      ...row,
    })),
  );
  await insert(
    'enrolments',
    (seed.students ?? []).flatMap(({ student_id, classes = [] }) =>
      classes.map((id) => ({
        id: newId(),
        tenant_id: tenant,
        student_pk: keyOf(keys, 'student', student_id),
        class_pk: keyOf(keys, 'class', id),
      })),
    ),
  );
  await insert(
    'themes',
    (seed.themes ?? []).map(({ title = 'Thème', ...row }) => ({
      ...keyed('theme', row.theme_id),
      title,
      sort_key: sortKeyOf(title),
      ...row,
    })),
  );
  await insert(
    'assignments',
    (seed.assignments ?? []).map(({ theme, teacher, targets: _, type = 'quiz', title = 'Devoir', ...row }) => ({
      ...keyed('assignment', row.assignment_id),
      type,
      title,
      theme_pk: key('theme', theme),
      teacher_pk: key('teacher', teacher),
      ...row,
    })),
  );
  await insert(
    'assignment_targets',
    (seed.assignments ?? []).flatMap(({ assignment_id, targets = [] }) =>
      targets.map((target) => ({
        id: newId(),
        tenant_id: tenant,
        assignment_pk: keyOf(keys, 'assignment', assignment_id),
        target_type: target.student !== undefined ? 'student' : target.class !== undefined ? 'class' : 'promo',
        student_pk: key('student', target.student),
        class_pk: key('class', target.class),
        promo_pk: key('promo', target.promo),
      })),
    ),
  );
  if (seed.sessions !== undefined) await seedSessions(database, tenant, keys, seed.sessions);
  return keys;
}

async function seedSessions(
  database: Database,
  tenant: string,
  keys: SeededKeys,
  sessions: readonly SeededSession[],
): Promise<void> {
  const platform = newId();
  await insertRows(database, 'platforms', [
    {
      id: platform,
      tenant_id: tenant,
      name: 'register',
      issuer: `urn:register:${platform}`,
      client_id: 'register',
      auth_url: 'urn:x',
      token_url: 'urn:x',
      jwks_url: 'urn:x',
    },
  ]);
  const learners = new Map([...new Set(sessions.map(({ student }) => student))].map((id) => [id, newId()]));
  await insertRows(
    database,
    'users',
    [...learners].map(([student, id]) => ({
      id,
      tenant_id: tenant,
      platform_id: platform,
      moodle_user_id: student,
      student_id: student,
    })),
  );
  await insertRows(
    database,
    'study_sessions',
    sessions.map((session) => {
      const startedAt = session.started_at ?? new Date(`${session.day}T10:00:00Z`);
      const { seconds = 600, score = null } = session;
      return {
        id: newId(),
        tenant_id: tenant,
        user_id: learners.get(session.student) ?? '',
        module_id: session.theme ?? 'module1',
        started_at: startedAt,
        last_activity_at: new Date(startedAt.getTime() + seconds * 1000),
        day: session.day,
        grains_completed: session.grains ?? 1,
        score_sum: score ?? 0,
        score_count: score === null ? 0 : 1,
        time_spent_seconds: seconds,
        mastery: session.mastery ?? null,
        student_pk: keyOf(keys, 'student', session.student),
        class_pk: session.class === undefined ? null : keyOf(keys, 'class', session.class),
        theme_pk: session.theme === undefined ? null : keyOf(keys, 'theme', session.theme),
      };
    }),
  );
}

/** Some hundred rows a statement, which every engine takes. */
async function insertRows(database: Database, table: keyof Tables, rows: readonly object[]): Promise<void> {
  // Rows of other columns go by themselves: SQLite knows no default inside a list of rows.
  const alike = Map.groupBy(rows, (row) => Object.keys(row).join());
  for (const group of alike.values()) {
    for (let from = 0; from < group.length; from += 500) {
      await database.query
        .insertInto(table)
        .values(group.slice(from, from + 500) as never)
        .execute();
    }
  }
}

function keyOf(keys: SeededKeys, kind: keyof SeededKeys, id: string): string {
  const key = keys[kind].get(id);
  if (key === undefined) throw new Error(`the seed has no ${kind} ${id}`);
  return key;
}

import pg from 'pg';

/** How large an institution is. The same size gives the same rows, on any day of the calendar. */
export interface LargeRegister {
  tenant: string;
  students: number;
  /** Of a main class; each student is in one. */
  classSize: number;
  sessionsPerStudent: number;
  /** The last day on which anybody studies, YYYY-MM-DD; the first lies {@link SCHOOL_DAYS} days before it. */
  lastDay: string;
  /** Keeps the keys of two institutions apart: 0..15. */
  number: number;
}

/** The study sessions of a student lie within so many days, two of the same theme and day beside each other. */
const SCHOOL_DAYS = 200;
const PROMOTIONS = 8;
const THEMES = 40;
const STUDENTS_AT_ONCE = 20_000;

/**
 * Fills a migrated PostgreSQL with an institution, in SQL: millions of rows in minutes. Study sessions are over and stamped,
 * as the roll-up leaves them; the days of study are for `register rebuild-stats` to sum. Needs a superuser (no foreign key
 * is checked and no trigger runs meanwhile).
 * @param onStudents students whose study sessions are written so far
 */
export async function fillLargeRegister(
  url: string,
  register: LargeRegister,
  onStudents: (done: number, of: number) => void = () => undefined,
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('set session_replication_role = replica; set synchronous_commit = off; set timezone = UTC');
    for (const statement of registerStatements(register)) await client.query(statement);
    for (let from = 1; from <= register.students; from += STUDENTS_AT_ONCE) {
      const to = Math.min(register.students, from + STUDENTS_AT_ONCE - 1);
      await client.query(sessionsStatement(register, from, to));
      onStudents(to, register.students);
    }
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

/** Keys that rise with the row's number, as those of rows made one after the other do. */
function keyOf({ number }: LargeRegister, kind: number, row: string): string {
  const head = `0190000${number.toString(16)}-0000-7${kind.toString(16).padStart(3, '0')}-8000-`;
  return `('${head}' || lpad(to_hex(${row}), 12, '0'))::uuid`;
}

const KIND = { promotion: 1, teacher: 2, class: 3, student: 4, enrolment: 5, theme: 6, assignment: 7, target: 8 };
const WORK = { platform: 9, user: 10, session: 11 };

/** A number that looks like chance, 0..below-1, the same for the same row and salt. */
function chance(row: string, salt: number, below: number): string {
  return `(((${row})::bigint * 2654435761 + ${salt * 40503}) % 4294967291 * 48271 % 2147483647 % ${below})`;
}

function classOf({ classSize }: LargeRegister, student: string): string {
  return `((${student} - 1) / ${classSize} + 1)`;
}

function registerStatements(register: LargeRegister): string[] {
  const { tenant, students, classSize } = register;
  const classes = Math.ceil(students / classSize);
  const teachers = Math.max(1, Math.floor(classes / 3));
  const key = (kind: number, row: string) => keyOf(register, kind, row);
  const of = (table: string, columns: string, rows: number, select: string) =>
    `insert into ${table} (${columns}) select ${select} from generate_series(1, ${rows}) i`;
  const promo = key(KIND.promotion, `(${'i'} % ${PROMOTIONS} + 1)::bigint`);
  const promoOfClass = (row: string) => key(KIND.promotion, `((${row}) % ${PROMOTIONS} + 1)::bigint`);
  const made = `timestamptz '${register.lastDay} 08:00Z' - interval '300 days'`;
  const name = (salt: number) => `'Nom' || lpad(to_hex(${chance('i', salt, 65_536)}), 4, '0')`;
  const first = `'Prenom' || lpad(to_hex(${chance('i', 7, 4096)}), 3, '0')`;
  const status = `case when ${chance('i', 3, 100)} < 2 then 'withdrawn' when ${chance('i', 3, 100)} < 5 then 'graduated' else 'active' end`;
  return [
    `insert into tenants (id, name) values ('${tenant}', 'Large') on conflict do nothing`,
    of(
      'promotions',
      'id, tenant_id, promo_id, sort_key, name',
      PROMOTIONS,
      `${key(KIND.promotion, 'i')}, '${tenant}', 'PROMO_' || i, 'promotion ' || i, 'Promotion ' || i`,
    ),
    of(
      'teachers',
      'id, tenant_id, teacher_id, sort_key, firstname, lastname, email',
      teachers,
      `${key(KIND.teacher, 'i')}, '${tenant}', 'TEACHER_' || i, lower(${name(1)}), 'Prof', ${name(1)}, 'prof' || i || '@ecole.example'`,
    ),
    of(
      'classes',
      'id, tenant_id, class_id, sort_key, name, promo_pk, teacher_pk',
      classes,
      `${key(KIND.class, 'i')}, '${tenant}', 'CLASS_' || i, 'classe ' || lpad(i::text, 6, '0'), 'Classe ' || i, ${promo}, ${key(KIND.teacher, `(i % ${teachers} + 1)::bigint`)}`,
    ),
    of(
      'students',
      `id, tenant_id, student_id, sort_key, uuid_scolaire, email_scolaire, firstname, lastname, class_pk, promo_pk,
        consent_sharing_at, status, created_at, updated_at`,
      students,
      `${key(KIND.student, 'i')}, '${tenant}', 'STU_' || i, lower(${name(2)} || ' ' || ${first}), 'u-' || md5(i::text),
        'eleve' || i || '@ecole.example', ${first}, ${name(2)}, ${key(KIND.class, classOf(register, 'i'))},
        ${promoOfClass(classOf(register, 'i'))}, case when i % 3 = 0 then ${made} end, ${status},
        ${made}, ${made} + ${chance('i', 4, 25_000_000)} * interval '1 second'`,
    ),
    // Everybody in the main class; every tenth in a course of all classes beside it, three hundred in each.
    of(
      'enrolments',
      'id, tenant_id, student_pk, class_pk',
      students,
      `${key(KIND.enrolment, 'i')}, '${tenant}', ${key(KIND.student, 'i')}, ${key(KIND.class, classOf(register, 'i'))}`,
    ),
    `${of(
      'enrolments',
      'id, tenant_id, student_pk, class_pk',
      students,
      `${key(KIND.enrolment, `(i + ${students})::bigint`)}, '${tenant}', ${key(KIND.student, 'i')}, ${key(KIND.class, `(i / 3000 + 1)::bigint`)}`,
    )} where i % 10 = 0 on conflict do nothing`,
    of(
      'themes',
      'id, tenant_id, theme_id, sort_key, title, difficulty, module_id, source',
      THEMES,
      `${key(KIND.theme, 'i')}, '${tenant}', 'THEME_' || i, 'theme ' || lpad(i::text, 3, '0'), 'Thème ' || i,
        (array['beginner', 'intermediate', 'advanced'])[i % 3 + 1], 'module' || i, 'module'`,
    ),
    of(
      'assignments',
      'id, tenant_id, assignment_id, type, title, theme_pk, teacher_pk, status, due_at, created_at',
      classes * 5,
      `${key(KIND.assignment, 'i')}, '${tenant}', 'ASG_' || i, 'quiz', 'Devoir ' || i, ${key(KIND.theme, `(i % ${THEMES} + 1)::bigint`)},
        ${key(KIND.teacher, `(i % ${teachers} + 1)::bigint`)}, (array['draft', 'queued', 'pushed', 'ack'])[i % 4 + 1],
        case when i % 5 > 0 then timestamptz '${register.lastDay} 08:00Z' - ${chance('i', 5, 200)} * interval '1 day' end,
        ${made} + ${chance('i', 6, 20_000_000)} * interval '1 second'`,
    ),
    of(
      'assignment_targets',
      'id, tenant_id, assignment_pk, target_type, class_pk',
      classes * 5,
      `${key(KIND.target, 'i')}, '${tenant}', ${key(KIND.assignment, 'i')}, 'class', ${key(KIND.class, `(i % ${classes} + 1)::bigint`)}`,
    ),
    `insert into platforms (id, tenant_id, name, issuer, client_id, auth_url, token_url, jwks_url)
      values (${key(WORK.platform, '1')}, '${tenant}', 'Large', 'urn:large:${tenant}', 'large', 'urn:x', 'urn:x', 'urn:x')`,
    of(
      'users',
      'id, tenant_id, platform_id, moodle_user_id, student_id',
      students,
      `${key(WORK.user, 'i')}, '${tenant}', ${key(WORK.platform, '1')}, i::text, 'STU_' || i`,
    ),
  ];
}

/** Two sessions of the same student, theme and day follow each other, so that days of study have something to add up. */
function sessionsStatement(register: LargeRegister, from: number, to: number): string {
  const { tenant, sessionsPerStudent, lastDay } = register;
  const key = (kind: number, row: string) => keyOf(register, kind, row);
  const row = `((i - 1)::bigint * ${sessionsPerStudent} + j)`;
  const pair = `((i - 1)::bigint * ${sessionsPerStudent} + j / 2)`;
  const theme = `${chance(pair, 1, THEMES)} + 1`;
  return `insert into study_sessions (id, tenant_id, user_id, module_id, started_at, last_activity_at, day, grains_completed,
      score_sum, score_count, time_spent_seconds, mastery, student_pk, class_pk, theme_pk, rolled_at)
    select ${key(WORK.session, row)}, '${tenant}', ${key(WORK.user, 'i')}, 'module' || theme, at,
      at + seconds * interval '1 second', to_char(at, 'YYYY-MM-DD'), seconds / 120, scored * (seconds % 101) / 100.0, scored, seconds,
      (seconds % 101) / 100.0, ${key(KIND.student, 'i')}, ${key(KIND.class, classOf(register, 'i'))}, ${key(KIND.theme, 'theme')},
      at + interval '1 day'
    from generate_series(${from}, ${to}) i
    cross join generate_series(0, ${sessionsPerStudent - 1}) j
    cross join lateral (select ${theme} as theme, ${chance(row, 3, 5)} / 2 % 2 as scored, 120 + ${chance(row, 4, 3000)} as seconds,
      timestamptz '${lastDay} 07:00Z' - ${chance(pair, 2, SCHOOL_DAYS)} * interval '1 day' + (j % 2) * interval '2 hours' as at) s`;
}

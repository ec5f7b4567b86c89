import { type Kysely, sql } from 'kysely';
import type { MigrationTools } from './columns.ts';

/** Indexes by which the lists and statistics of a large institution read what they answer and little else. */
export async function up(tools: MigrationTools): Promise<void> {
  const { engine } = tools.traits;
  // What a foreign key stands on must be there before the longer one goes.
  await index(tools, 'students', 'promo_pk', 'students_promo_pk_idx');
  await drop(tools, 'students', 'students_promo_pk_sort_key_student_id_idx');
  // The institution first, although its promotion would do: PostgreSQL judges an index by how its first column lies.
  await index(tools, 'students', 'tenant_id, promo_pk, sort_key, student_id', 'students_promo_order_idx');
  await index(
    tools,
    'students',
    'tenant_id, promo_pk, status, sort_key, student_id',
    'students_promo_status_order_idx',
  );
  await index(tools, 'students', 'tenant_id, status, sort_key, student_id', 'students_status_order_idx');
  await index(tools, 'enrolments', 'tenant_id, class_pk, status, student_pk', 'enrolments_class_status_idx');
  // Of the three engines only this one puts nulls first when it counts down.
  const latest = engine === 'postgres' ? 'due_at desc nulls last' : 'due_at desc';
  const order = `${latest}, created_at desc, assignment_id`;
  await index(tools, 'assignments', `tenant_id, ${order}`, 'assignments_order_idx');
  await index(tools, 'assignments', `tenant_id, status, ${order}`, 'assignments_status_order_idx');
  await index(tools, 'assignments', `tenant_id, teacher_pk, ${order}`, 'assignments_teacher_order_idx');
  await drop(tools, 'assignments', 'assignments_tenant_id_due_at_idx');
  // With the institution in them, so that no planner takes all days of the institution for as good.
  await index(tools, 'study_days', 'tenant_id, theme_pk, day', 'study_days_theme_idx');
  await index(tools, 'study_days', 'tenant_id, class_pk, day', 'study_days_class_idx');
  await drop(tools, 'study_days', 'study_days_class_pk_day_idx');
  if (engine === 'postgres') await sumsOfEverybody(tools);
}

/** A month of everybody lies all over the table: the sums are read from the index alone. */
async function sumsOfEverybody(tools: MigrationTools): Promise<void> {
  await run(
    tools,
    `create index study_days_sums_idx on study_days (tenant_id, day) include (student_pk, theme_pk, sessions,
      scored_sessions, score_sum, mastery_sessions, mastery_sum, time_spent_seconds)`,
  );
  await drop(tools, 'study_days', 'study_days_tenant_id_day_idx');
}

async function index(tools: MigrationTools, table: string, columns: string, name: string): Promise<void> {
  await run(tools, `create index ${name} on ${table} (${columns})`);
}

async function drop(tools: MigrationTools, table: string, name: string): Promise<void> {
  await run(tools, tools.traits.engine === 'mysql' ? `drop index ${name} on ${table}` : `drop index ${name}`);
}

async function run({ db }: MigrationTools, statement: string): Promise<void> {
  await sql.raw(statement).execute(db as Kysely<unknown>);
}

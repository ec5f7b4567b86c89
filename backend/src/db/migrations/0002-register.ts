import { type Kysely, sql } from 'kysely';
import { registerTriggers } from './0002-register-triggers.ts';
import { type MigrationTools, TableWriter } from './columns.ts';

/** The academic register, and what each day of study adds up to. */
export async function up(tools: MigrationTools): Promise<void> {
  await people(tools);
  await work(tools);
  await roundAbout(tools);
  for (const statement of registerTriggers(tools.traits.engine)) await run(tools, statement);
}

/** A row of the register: its own key, the institution's id, the order of lists. */
function listed(tools: MigrationTools, table: Listed, id: string): TableWriter {
  return new TableWriter(tools, table)
    .key()
    .tenant()
    .sortable(id, { length: 64 })
    .sortable('sort_key', { length: 255, fallback: '' })
    .unique('tenant_id', id);
}

type Listed = 'promotions' | 'teachers' | 'classes' | 'students' | 'themes';

const NULLED = { optional: true, onDelete: 'set null' } as const;

async function people(tools: MigrationTools): Promise<void> {
  await listed(tools, 'promotions', 'promo_id')
    .text('name')
    .optionalText('description')
    .identifier('level', { length: 64, optional: true })
    .optionalInteger('year_start')
    .optionalInteger('year_end')
    .word('status', 'active')
    .word('source', 'manual')
    .timestamps()
    .create({ touch: true, indexes: [['tenant_id', 'sort_key', 'promo_id']] });
  await listed(tools, 'teachers', 'teacher_id')
    .optionalText('firstname')
    .optionalText('lastname')
    .identifier('email', { optional: true })
    .word('status', 'active')
    .word('source', 'manual')
    .timestamps()
    .create({
      touch: true,
      indexes: [
        ['tenant_id', 'sort_key', 'teacher_id'],
        ['tenant_id', 'email'],
      ],
    });
  await listed(tools, 'classes', 'class_id')
    .text('name')
    .optionalText('description')
    .reference('promo_pk', 'promotions', NULLED)
    .reference('teacher_pk', 'teachers', NULLED)
    .reference('context_id', 'contexts', NULLED)
    .word('status', 'active')
    .word('source', 'manual')
    .timestamps()
    .unique('context_id')
    .create({ touch: true, indexes: [['tenant_id', 'sort_key', 'class_id'], ['promo_pk'], ['teacher_pk']] });
  await listed(tools, 'students', 'student_id')
    .identifier('uuid_scolaire', { optional: true })
    .identifier('email_scolaire', { optional: true })
    .optionalText('firstname')
    .optionalText('lastname')
    .reference('class_pk', 'classes', NULLED)
    .reference('promo_pk', 'promotions', NULLED)
    .optionalInstant('consent_sharing_at')
    .word('status', 'active')
    .word('source', 'manual')
    .timestamps()
    .create({
      touch: true,
      indexes: [
        ['tenant_id', 'sort_key', 'student_id'],
        ['class_pk', 'sort_key', 'student_id'],
        ['promo_pk', 'sort_key', 'student_id'],
        ['tenant_id', 'uuid_scolaire'],
        ['tenant_id', 'email_scolaire'],
        ['tenant_id', 'updated_at'],
      ],
    });
  await new TableWriter(tools, 'enrolments')
    .key()
    .tenant()
    .reference('student_pk', 'students')
    .reference('class_pk', 'classes')
    .word('status', 'active')
    .word('source', 'manual')
    .timestamps()
    .unique('class_pk', 'student_pk')
    .create({ touch: true, indexes: [['student_pk']] });
}

async function work(tools: MigrationTools): Promise<void> {
  await listed(tools, 'themes', 'theme_id')
    .text('title')
    .optionalText('description')
    .optionalText('tags')
    .optionalWord('difficulty')
    .word('source', 'manual')
    .identifier('module_id', { optional: true })
    .word('status', 'active')
    .timestamps()
    .unique('tenant_id', 'module_id')
    .create({ touch: true, indexes: [['tenant_id', 'sort_key', 'theme_id']] });
  await new TableWriter(tools, 'assignments')
    .key()
    .tenant()
    .sortable('assignment_id', { length: 64 })
    .word('type')
    .text('title')
    .optionalWord('mode')
    .reference('theme_pk', 'themes', NULLED)
    .reference('teacher_pk', 'teachers', NULLED)
    .reference('resource_link_id', 'resource_links', NULLED)
    .word('status', 'draft')
    .optionalInstant('due_at')
    .optionalText('instructions')
    .word('source', 'manual')
    .timestamps()
    .unique('tenant_id', 'assignment_id')
    .unique('resource_link_id')
    .create({ touch: true, indexes: [['tenant_id', 'due_at'], ['theme_pk'], ['teacher_pk']] });
  await new TableWriter(tools, 'assignment_targets')
    .key()
    .tenant()
    .reference('assignment_pk', 'assignments')
    .word('target_type')
    .reference('student_pk', 'students', { optional: true })
    .reference('class_pk', 'classes', { optional: true })
    .reference('promo_pk', 'promotions', { optional: true })
    .instant('created_at', { now: true })
    .create({ indexes: [['assignment_pk'], ['student_pk'], ['class_pk'], ['promo_pk']] });
}

async function roundAbout(tools: MigrationTools): Promise<void> {
  await new TableWriter(tools, 'study_days')
    .key()
    .tenant()
    .reference('student_pk', 'students')
    .looseReference('class_pk')
    .looseReference('theme_pk')
    .identifier('day', { length: 10 })
    .integer('sessions')
    .integer('scored_sessions')
    .real('score_sum', 0)
    .integer('mastery_sessions')
    .real('mastery_sum', 0)
    .integer('grains_completed')
    .integer('time_spent_seconds')
    .instant('last_activity_at')
    .create({
      indexes: [
        ['tenant_id', 'day'],
        ['student_pk', 'day'],
        ['class_pk', 'day'],
      ],
    });
  await new TableWriter(tools, 'deleted_records')
    .key()
    .tenant()
    .word('resource')
    .identifier('record_id', { length: 64 })
    .instant('deleted_at', { now: true })
    .create({ indexes: [['tenant_id', 'deleted_at']] });
  await tenantsAndLearners(tools);
  await studySessions(tools);
}

async function tenantsAndLearners({ db, traits }: MigrationTools): Promise<void> {
  await db.schema
    .alterTable('tenants')
    .addColumn('consent_required_for_stats', traits.types.word, (c) => c.notNull().defaultTo('no'))
    .execute();
  await db.schema.alterTable('users').addColumn('teacher_id', traits.types.identifier(64)).execute();
  await db.schema
    .createIndex('users_tenant_id_student_id_idx')
    .on('users')
    .columns(['tenant_id', 'student_id'])
    .execute();
}

/** Columns that recording progress leaves null, so that it costs no more than before; the roll-up fills them. */
async function studySessions(tools: MigrationTools): Promise<void> {
  const { types, engine } = tools.traits;
  for (const [column, type] of [
    ['mastery', types.real],
    ['student_pk', types.uuid],
    ['class_pk', types.uuid],
    ['theme_pk', types.uuid],
    ['rolled_at', types.instant],
  ] as const) {
    await tools.db.schema.alterTable('study_sessions').addColumn(column, type).execute();
  }
  // No column that changes while a session goes on: PostgreSQL then updates the row without touching an index.
  const [tail, known] = engine === 'mysql' ? ['', ''] : ['where rolled_at is null', 'where student_pk is not null'];
  const columns = engine === 'mysql' ? 'rolled_at, tenant_id' : 'tenant_id';
  await run(tools, `create index study_sessions_tail_idx on study_sessions (${columns}) ${tail}`);
  await run(tools, `create index study_sessions_student_pk_day_idx on study_sessions (student_pk, day) ${known}`);
}

async function run({ db }: MigrationTools, statement: string): Promise<void> {
  await sql.raw(statement).execute(db as Kysely<unknown>);
}

import { type Kysely, type RawBuilder, sql } from 'kysely';
import { type Database, sqlOf } from '../db/connection.ts';
import type { Tables } from '../db/tables/tables.ts';
import type { GradeCatchUp } from '../lti/enrolment.ts';
import type { ResultCatchUp } from '../lti/lti1p1-launch.ts';
import type { Clock } from '../time/clock.ts';
import { targetOf } from './score.ts';

/**
 * Whether the scope of an activity (`r`) covers a finished grain (`p`) where it is now (`g`), or was if it is retired: of the
 * scope's ids the most specific that is set counts.
 */
const COVERS = sql<boolean>`case
  when r.grain_id is not null then r.grain_id = p.grain_id
  when r.sequence_id is not null then r.sequence_id = case when g.id is null then p.sequence_id else g.sequence_id end
  when r.module_id is not null then r.module_id = coalesce(g.module_id, p.module_id)
  else 1 = 1 end`;

/**
 * Progress that was made before the person joined a course, or before an activity existed there, becomes grades: rows that
 * are missing are made, those of the person that rest are raised, and those that stand for another column or scope too.
 */
export function createGradeCatchUp(database: Database, clock: Clock): GradeCatchUp & ResultCatchUp {
  return {
    async afterLaunch(transaction, launch) {
      const trx = sqlOf(transaction);
      const now = clock.now();
      const { contextId, resourceLinkId, userId } = launch;
      const only = sql`r.context_id = ${contextId} and (m.user_id = ${userId} or r.id = ${resourceLinkId})`;
      await addMissingGrades(database, trx, { only, now });
      await raisePerson(trx, launch, now);
      await raiseStale(trx, launch.resourceLinkId, now);
    },
    async resultNamed(transaction, { resourceLinkId, userId }) {
      await sqlOf(transaction)
        .updateTable('grade_outbox')
        .set((eb) => ({ ...FRESH_START, seq: eb('seq', '+', 1), due_at: clock.now() }))
        .where('resource_link_id', '=', resourceLinkId)
        .where('user_id', '=', userId)
        .where('state', '=', 'dead')
        .execute();
    },
  };
}

type Launch = Parameters<GradeCatchUp['afterLaunch']>[1];

/**
 * Makes the rows of the outbox that active learners are owed for what they have finished and do not have. Answers how many.
 * @param which.only condition on activity (`r`) and membership (`m`)
 */
export async function addMissingGrades(
  { engine }: Database,
  trx: Kysely<Tables>,
  which: { only: RawBuilder<unknown>; now: Date },
): Promise<number> {
  const { only, now } = which;
  const id = engine === 'mysql' ? sql`concat(r.id, ':', m.user_id)` : sql`r.id || ':' || m.user_id`;
  const at = engine === 'postgres' ? sql`${now}::timestamptz` : sql`${now}`;
  const owed = sql`select ${id}, r.tenant_id, r.platform_id, r.id, m.user_id, ${at}, ${at}, ${at}
    from resource_links r join context_memberships m on m.context_id = r.context_id
    where r.passback <> 'none' and m.role = 'learner' and m.status = 'active' and ${only}
      and not exists (select 1 from grade_outbox o where o.resource_link_id = r.id and o.user_id = m.user_id)
      and exists (select 1 from progress p
        left join grains g on g.tenant_id = r.tenant_id and g.grain_id = p.grain_id and g.retired_at is null
        where p.user_id = m.user_id and ${COVERS})
    order by 1`;
  const into = sql`(id, tenant_id, platform_id, resource_link_id, user_id, due_at, created_at, updated_at)`;
  // A commit group may add the same row at the same moment.
  const { numAffectedRows } = await (engine === 'mysql'
    ? sql`insert ignore into grade_outbox ${into} ${owed}`
    : sql`insert into grade_outbox ${into} ${owed} on conflict (id) do nothing`
  ).execute(trx);
  return Number(numAffectedRows ?? 0);
}

const FRESH_START = { state: 'due' as const, attempts: 0, reason: null, reason_text: null, failing_since_at: null };

/** Also what was given up: a person who launches as a learner is enrolled now. */
async function raisePerson(trx: Kysely<Tables>, { contextId, userId }: Launch, now: Date): Promise<void> {
  await trx
    .updateTable('grade_outbox')
    .set((eb) => ({ ...FRESH_START, seq: eb('seq', '+', 1), due_at: now }))
    .where('user_id', '=', userId)
    .where('state', '<>', 'due')
    .where('resource_link_id', 'in', (eb) =>
      eb.selectFrom('resource_links').select('id').where('context_id', '=', contextId).where('passback', '<>', 'none'),
    )
    .execute();
}

async function raiseStale(trx: Kysely<Tables>, resourceLinkId: string, now: Date): Promise<void> {
  const link = await trx
    .selectFrom('resource_links')
    .select(['lineitem_url', 'module_id as moduleId', 'sequence_id as sequenceId', 'grain_id as grainId'])
    .where('id', '=', resourceLinkId)
    .where('passback', '=', 'ags')
    .executeTakeFirst();
  // Only AGS names its place here; the others find theirs when they send.
  if (link === undefined || link.lineitem_url === null) return;
  const target = targetOf(link.lineitem_url, link);
  await trx
    .updateTable('grade_outbox')
    .set((eb) => ({ ...FRESH_START, seq: eb('seq', '+', 1), due_at: now }))
    .where('resource_link_id', '=', resourceLinkId)
    .where((eb) =>
      eb.or([
        eb.and([eb('state', '=', 'done'), eb('sent_target', '<>', target)]),
        eb.and([eb('state', '=', 'done'), eb('reason', '=', 'no_line_item')]),
        eb.and([eb('state', '=', 'dead'), eb('reason', '=', 'line_item_gone')]),
      ]),
    )
    .execute();
}

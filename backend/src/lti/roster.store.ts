import type { Kysely } from 'kysely';
import { type Database, sqlOf } from '../db/connection.ts';
import type { Tables } from '../db/tables/tables.ts';
import { newId } from '../ids/ids.ts';
import { changesOf, type Learner, type LearnerStore } from '../learners/learner.ts';
import type { Role } from '../sessions/session.ts';
import type { Transaction, TransactionRunner } from '../transaction/transaction.ts';
import { groupNamesOf } from './course-groups.ts';
import type { Identities } from './former-identity.ts';
import type { PersonForRegister, RosterFeed } from './register-feed.ts';
import {
  type RosterChanges,
  type RosterContext,
  type RosterMember,
  type RosterStore,
  settledRoleOf,
} from './roster.ts';

/** Members in one transaction: a large roster must not hold up launches. */
const CHUNK = 100;

export interface RosterStorePorts {
  learners: Pick<LearnerStore, 'findOrCreate'>;
  identities: Pick<Identities, 'current'>;
  register: RosterFeed;
  transactions: TransactionRunner;
}

export function createRosterStore(database: Database, ports: RosterStorePorts): RosterStore {
  const { query } = database;
  return {
    due: (triedBefore, id) => readDue(database, triedBefore, id),
    async claim(contextId, triedBefore, now) {
      const { numUpdatedRows } = await query
        .updateTable('contexts')
        .set({ roster_tried_at: now })
        .where('id', '=', contextId)
        .where((eb) => eb.or([eb('roster_tried_at', 'is', null), eb('roster_tried_at', '<=', triedBefore)]))
        .executeTakeFirst();
      return Number(numUpdatedRows) > 0;
    },
    async apply(context, { members, groupNames }, readAt, now) {
      const changes: RosterChanges = { members: 0, added: 0, changed: 0, removed: 0 };
      const listed = [...new Map(members.map((one) => [one.moodleUserId, one])).values()];
      const present = new Set<string>();
      for (let start = 0; start < listed.length; start += CHUNK) {
        const chunk = listed.slice(start, start + CHUNK);
        const told = await ports.transactions.write((trx) =>
          writeChunk(database, ports, trx, { context, chunk, groupNames, now }),
        );
        for (const userId of told.present) present.add(userId);
        changes.added += told.added;
        changes.changed += told.changed;
      }
      changes.members = present.size;
      changes.removed = await removeAbsent(database, context.id, present, readAt);
      if (changes.removed + changes.changed > 0) await ports.register.left(context.id);
      return changes;
    },
    async note(contextId, reason, now) {
      const done = reason === null ? { roster_synced_at: now } : {};
      await query
        .updateTable('contexts')
        .set({ roster_reason: reason, ...done })
        .where('id', '=', contextId)
        .execute();
    },
  };
}

async function readDue({ query }: Database, triedBefore: Date, id: string | undefined): Promise<RosterContext[]> {
  const rows = await query
    .selectFrom('contexts as c')
    .innerJoin('platforms as p', 'p.id', 'c.platform_id')
    .innerJoin('deployments as d', 'd.id', 'c.deployment_id')
    .innerJoin('tenants as t', 't.id', 'c.tenant_id')
    .select(['c.id', 'c.tenant_id as tenantId', 'c.memberships_url as membershipsUrl', 'p.id as platformId'])
    .select('c.groups_url as groupsUrl')
    .select(['p.client_id as clientId', 'p.token_url as tokenUrl', 'p.token_audience as tokenAudience'])
    .where('c.memberships_url', 'is not', null)
    .where('p.status', '=', 'active')
    .where('d.status', '=', 'active')
    .where('t.status', '=', 'active')
    .where((eb) => eb.or([eb('c.roster_tried_at', 'is', null), eb('c.roster_tried_at', '<=', triedBefore)]))
    .$if(id !== undefined, (q) => q.where('c.id', '=', id ?? ''))
    .orderBy('c.id')
    .execute();
  return rows.map(({ id: contextId, tenantId, membershipsUrl, groupsUrl, platformId, ...platform }) => ({
    id: contextId,
    tenantId,
    membershipsUrl: membershipsUrl ?? '',
    groupsUrl,
    platform: { id: platformId, ...platform },
  }));
}

interface Chunk {
  context: RosterContext;
  chunk: readonly RosterMember[];
  groupNames: ReadonlyMap<string, string>;
  now: Date;
}

interface Told {
  /** Profiles of those who are on the roster and active. */
  present: string[];
  added: number;
  changed: number;
}

async function writeChunk(
  database: Database,
  ports: RosterStorePorts,
  transaction: Transaction,
  work: Chunk,
): Promise<Told> {
  const { context, chunk, groupNames, now } = work;
  const sql = sqlOf(transaction);
  const profiles = await profilesOf(sql, context.platform.id, chunk);
  const known = await membershipsOf(sql, context.id);
  const told: Told = { present: [], added: 0, changed: 0 };
  const joined: PersonForRegister[] = [];
  for (const member of chunk) {
    const profile = await profileOf(ports, transaction, { context, member, now, known: profiles });
    // Somebody who left before ever coming is nobody here.
    if (profile === undefined) continue;
    const { userId } = profile;
    const row = known.get(userId);
    const role = settledRoleOf(member.role, row?.launchRole ?? null);
    const outcome = await settleMember(database, sql, context, {
      ...{ row, userId, role, isActive: member.isActive, now },
      groups: groupNamesOf(member.groupIds, groupNames),
    });
    if (outcome !== 'unchanged') told[outcome]++;
    if (!member.isActive) continue;
    told.present.push(userId);
    if (outcome !== 'unchanged' || !profile.isKnownAs(role)) {
      joined.push({ userId, role, personSourcedId: member.personSourcedId });
    }
  }
  const { tenantId, platform, id: contextId } = context;
  await ports.register.joined(
    transaction,
    { tenantId, platformId: platform.id, contextId, courseSourcedId: null },
    joined,
  );
  return told;
}

interface Membership {
  row: KnownMember | undefined;
  userId: string;
  role: Role;
  isActive: boolean;
  /** Names; null = none. */
  groups: string | null;
  now: Date;
}

async function settleMember(
  database: Database,
  sql: Kysely<Tables>,
  context: RosterContext,
  { row, ...said }: Membership,
): Promise<'added' | 'changed' | 'unchanged'> {
  if (row === undefined) {
    return (await addMember(database, sql, context, said)) ? 'added' : 'unchanged';
  }
  const { role, isActive, groups } = said;
  const now = { role, status: isActive ? ('active' as const) : ('removed' as const), group_names: groups };
  if (now.role === row.role && now.status === row.status && groups === row.groups) return 'unchanged';
  await sql.updateTable('context_memberships').set(now).where('id', '=', row.id).execute();
  return 'changed';
}

/** A profile, and who it is in the register. */
interface KnownProfile extends Learner {
  studentId: string | null;
  teacherId: string | null;
}

/** The profiles that the platform's ids of these people lead to at once. */
async function profilesOf(
  sql: Kysely<Tables>,
  platformId: string,
  chunk: readonly RosterMember[],
): Promise<Map<string, KnownProfile>> {
  const rows = await sql
    .selectFrom('users')
    .select(['id', 'tenant_id as tenantId', 'platform_id as platformId', 'moodle_user_id as moodleUserId'])
    .select(['email', 'firstname', 'lastname', 'full_name as fullName', 'locale'])
    .select([
      'created_at as createdAt',
      'updated_at as updatedAt',
      'student_id as studentId',
      'teacher_id as teacherId',
    ])
    .where('platform_id', '=', platformId)
    .where(
      'moodle_user_id',
      'in',
      chunk.map((one) => one.moodleUserId),
    )
    .execute();
  return new Map(rows.map((row) => [row.moodleUserId, row]));
}

interface Person {
  context: RosterContext;
  member: RosterMember;
  now: Date;
  known: ReadonlyMap<string, KnownProfile>;
}

/** The profile of a member, made or corrected where that is needed. `isKnownAs`: the register has all of it in that role. */
async function profileOf(
  { learners, identities }: RosterStorePorts,
  transaction: Transaction,
  { context, member, now, known }: Person,
): Promise<{ userId: string; isKnownAs(role: Role): boolean } | undefined> {
  const { tenantId, platform } = context;
  const { moodleUserId, email, firstname, lastname, fullName } = member;
  const said = { tenantId, email, firstname, lastname, fullName, locale: null };
  const named = { platformId: platform.id, moodleUserId };
  const found = known.get(moodleUserId);
  if (found !== undefined && changesOf(found, { ...said, ...named }) === undefined) {
    const { id: userId, studentId, teacherId } = found;
    const ids = { learner: studentId, instructor: teacherId, other: '' };
    return { userId, isKnownAs: (role) => ids[role] !== null };
  }
  const identity = found === undefined ? await identities.current(transaction, named) : named;
  if (found === undefined && !member.isActive && identity === named) return undefined;
  const { learner } = await learners.findOrCreate(transaction, { ...said, ...identity }, now);
  return { userId: learner.id, isKnownAs: () => false };
}

interface KnownMember {
  id: string;
  role: Role;
  launchRole: Role | null;
  status: 'active' | 'removed';
  groups: string | null;
}

async function membershipsOf(sql: Kysely<Tables>, contextId: string): Promise<Map<string, KnownMember>> {
  const rows = await sql
    .selectFrom('context_memberships')
    .select(['id', 'user_id', 'role', 'launch_role as launchRole', 'status', 'group_names as groups'])
    .where('context_id', '=', contextId)
    .execute();
  return new Map(rows.map(({ user_id, ...row }) => [user_id, row]));
}

/** @returns false when a launch of the same moment brought the person first */
async function addMember(
  { engine }: Database,
  sql: Kysely<Tables>,
  context: RosterContext,
  { userId, role, isActive, groups, now }: Omit<Membership, 'row'>,
): Promise<boolean> {
  const statement = sql.insertInto('context_memberships').values({
    id: newId(now.getTime()),
    tenant_id: context.tenantId,
    context_id: context.id,
    user_id: userId,
    role,
    status: isActive ? 'active' : 'removed',
    group_names: groups,
    created_at: now,
    updated_at: now,
  });
  const done = await (engine === 'mysql'
    ? statement.ignore()
    : statement.onConflict((conflict) => conflict.doNothing())
  ).executeTakeFirst();
  return Number(done.numInsertedOrUpdatedRows ?? 0) > 0;
}

/** Whom a launch has brought since the list was asked for may not have been on it yet. */
async function removeAbsent(
  { query }: Database,
  contextId: string,
  present: ReadonlySet<string>,
  readAt: Date,
): Promise<number> {
  const rows = await query
    .selectFrom('context_memberships')
    .select(['id', 'user_id as userId'])
    .where('context_id', '=', contextId)
    .where('status', '=', 'active')
    .where('updated_at', '<', readAt)
    .execute();
  const absent = rows.filter(({ userId }) => !present.has(userId)).map(({ id }) => id);
  for (let start = 0; start < absent.length; start += CHUNK) {
    await query
      .updateTable('context_memberships')
      .set({ status: 'removed' })
      .where('id', 'in', absent.slice(start, start + CHUNK))
      .where('updated_at', '<', readAt)
      .execute();
  }
  return absent.length;
}

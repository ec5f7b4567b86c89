import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { sqlOf } from '../../src/db/connection.ts';
import { newId } from '../../src/ids/ids.ts';
import { createLearnerStore } from '../../src/learners/learner.store.ts';
import { retryingTransactions } from '../../src/lti/launch.store.ts';
import { createIdentities } from '../../src/lti/lti1p1-migration.store.ts';
import { createRosterStore } from '../../src/lti/roster.store.ts';
import { createRosterSync, type RosterAnswer, type RosterMember } from '../../src/lti/roster.ts';
import { addMissingGrades } from '../../src/passback/catch-up.store.ts';
import { createRosterFeed } from '../../src/register/roster-feed.store.ts';
import { databaseOf, plantTenantAndPlatform, TENANT } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';

const START = new Date('2026-11-20T10:00:00Z');

forEachEngine((engine) => {
  const database = databaseOf(engine);
  let now = START;
  let roster: RosterAnswer = { kind: 'members', members: [], groupNames: new Map() };
  let reads = 0;
  const platformId = newId();
  const contextId = newId();

  const sync = () =>
    createRosterSync({
      store: createRosterStore(database.current, {
        learners: createLearnerStore(database.current),
        identities: createIdentities(database.current),
        register: createRosterFeed(database.current),
        transactions: retryingTransactions(database.current),
      }),
      client: {
        async read() {
          reads++;
          return roster;
        },
      },
      clock: { now: () => now },
    });
  const member = (id: string, changes: Partial<RosterMember> = {}): RosterMember => ({
    moodleUserId: id,
    role: 'learner',
    isActive: true,
    email: `u${id}@example.test`,
    firstname: 'Prénom',
    lastname: `Nom${id}`,
    fullName: null,
    personSourcedId: null,
    groupIds: [],
    ...changes,
  });
  const read = async (members: RosterMember[], groups: Record<string, string> = {}) => {
    now = new Date(now.getTime() + 60_000);
    roster = { kind: 'members', members, groupNames: new Map(Object.entries(groups)) };
    return (await sync().syncOlderThan(0, contextId))[0];
  };
  const membership = (moodleUserId: string) =>
    database.current.query
      .selectFrom('context_memberships as m')
      .innerJoin('users as u', 'u.id', 'm.user_id')
      .select(['m.id', 'u.id as userId', 'm.role', 'm.status', 'm.launch_role', 'u.lastname', 'u.email'])
      .where('m.context_id', '=', contextId)
      .where('u.moodle_user_id', '=', moodleUserId)
      .executeTakeFirst();

  test('250 people become profiles and members, none of them having opened anything; again changes nothing', async () => {
    await plantTenantAndPlatform(database.current, platformId);
    const deploymentId = newId();
    const ours = { tenant_id: TENANT, platform_id: platformId };
    await database.current.query
      .insertInto('deployments')
      .values({ id: deploymentId, ...ours, deployment_id: '1', status: 'active' })
      .execute();
    await database.current.query
      .insertInto('contexts')
      .values({
        id: contextId,
        ...ours,
        deployment_id: deploymentId,
        lti_context_id: '2',
        memberships_url: 'https://moodle.example/members',
      })
      .execute();
    const people = Array.from({ length: 250 }, (_, i) => member(String(i + 1)));
    const first = await read([...people, member('1')]);
    assert.deepEqual(first, {
      context_id: contextId,
      outcome: 'synced',
      ...{ members: 250, added: 250, changed: 0, removed: 0 },
    });
    const again = await read(people);
    assert.deepEqual(again, { ...first, added: 0 });
    const found = await membership('7');
    assert.deepEqual(
      [found?.role, found?.status, found?.launch_role, found?.lastname],
      ['learner', 'active', null, 'Nom7'],
    );
  });

  /** The register's students of the course, by enrolment. */
  const enrolled = async () => {
    const rows = await database.current.query
      .selectFrom('enrolments as e')
      .innerJoin('classes as c', 'c.id', 'e.class_pk')
      .innerJoin('students as s', 's.id', 'e.student_pk')
      .select(['s.student_id', 's.lastname', 'e.status'])
      .where('c.context_id', '=', contextId)
      .execute();
    return new Map(rows.map((row) => [row.lastname, row]));
  };

  test('those who never opened anything stand in the register as students of the class, recognised by id or address', async () => {
    assert.equal((await enrolled()).size, 250);
    const { query } = database.current;
    const known = (student_id: string, email_scolaire: string | null) => ({
      ...{ id: newId(), tenant_id: TENANT, student_id, lastname: student_id, email_scolaire },
      ...{ sort_key: student_id, source: 'import' as const },
    });
    await query
      .insertInto('students')
      .values([known('INE-1', null), known('INE-2', 'ici@example.test')])
      .execute();
    const people = Array.from({ length: 250 }, (_, i) => member(String(i + 1)));
    await read([
      ...people,
      member('1001', { personSourcedId: 'INE-1' }),
      member('1002', { email: 'ici@example.test' }),
      member('1003', { role: 'instructor', lastname: 'Prof' }),
      member('1004'),
    ]);
    const all = await enrolled();
    assert.deepEqual([all.size, all.get('INE-1')?.status, all.get('INE-2')?.status], [253, 'active', 'active']);
    const teachers = await query.selectFrom('teachers').select('lastname').where('tenant_id', '=', TENANT).execute();
    assert.deepEqual(teachers, [{ lastname: 'Prof' }]);
    await read(people);
    const left = await enrolled();
    assert.deepEqual([left.get('Nom1004')?.status, left.get('Nom7')?.status], ['removed', 'active']);
    assert.equal(left.get('INE-1')?.status, 'active', 'whom an import knows stays in the class that it has');
    await read([...people, member('1004')]);
    assert.equal((await enrolled()).get('Nom1004')?.status, 'active');
  });

  test('who is absent from the list is removed and owed no grade; who is back is active again, and owed', async () => {
    const { query } = database.current;
    const grade = async () => {
      const only = sql`r.context_id = ${contextId}`;
      await database.current.write(async (trx) => addMissingGrades(database.current, sqlOf(trx), { only, now }));
      const rows = await query.selectFrom('grade_outbox').select('user_id').where('tenant_id', '=', TENANT).execute();
      return rows.map((row) => row.user_id);
    };
    const seven = (await membership('7'))?.userId ?? '';
    const module = { tenant_id: TENANT, module_id: 'm1' };
    await query
      .insertInto('progress')
      .values({ id: newId(), ...module, user_id: seven, grain_id: 'g1', completed_at: now })
      .execute();
    const context = await query
      .selectFrom('contexts')
      .select('deployment_id')
      .where('id', '=', contextId)
      .executeTakeFirstOrThrow();
    await query
      .insertInto('resource_links')
      .values({
        id: newId(),
        tenant_id: TENANT,
        platform_id: platformId,
        deployment_id: context.deployment_id,
        context_id: contextId,
        lti_resource_link_id: '4',
        passback: 'ags',
      })
      .execute();
    const others = Array.from({ length: 250 }, (_, i) => member(String(i + 1))).filter(
      (one) => one.moodleUserId !== '7',
    );
    assert.deepEqual((await read(others)) as unknown, {
      context_id: contextId,
      outcome: 'synced',
      ...{ members: 249, added: 0, changed: 0, removed: 1 },
    });
    assert.equal((await membership('7'))?.status, 'removed');
    assert.deepEqual(await grade(), []);
    await read([...others, member('7', { isActive: false })]);
    assert.equal((await membership('7'))?.status, 'removed');
    await read([...others, member('7')]);
    assert.equal((await membership('7'))?.status, 'active');
    assert.deepEqual(await grade(), [seven]);
  });

  test('S9 groups of the course are kept with its members, and follow the roster', async () => {
    const groupsOf = async (id: string) =>
      (
        await database.current.query
          .selectFrom('context_memberships')
          .select('group_names')
          .where('id', '=', (await membership(id))?.id ?? '')
          .executeTakeFirstOrThrow()
      ).group_names;
    const groups = { g1: 'TD 2', g2: 'Anglais', g3: 'Personne' };
    await read([member('7', { groupIds: ['g1', 'g2', 'gone'] }), member('8'), member('9')], groups);
    assert.deepEqual([await groupsOf('7'), await groupsOf('8')], ['Anglais, TD 2', null]);
    await read([member('7', { groupIds: ['g2'] }), member('8'), member('9')], groups);
    assert.equal(await groupsOf('7'), 'Anglais');
    await read([member('7'), member('8'), member('9')]);
    assert.equal(await groupsOf('7'), null);
  });

  test('names follow the roster; what it does not say stays', async () => {
    await read([member('7', { lastname: 'Nouveau', email: null })]);
    const found = await membership('7');
    assert.deepEqual([found?.lastname, found?.email], ['Nouveau', 'u7@example.test']);
  });

  test('who taught at a launch stays an instructor although the roster says Learner; known from the roster alone, it tells', async () => {
    const launched = await membership('7');
    await database.current.query
      .updateTable('context_memberships')
      .set({ role: 'instructor', launch_role: 'instructor' })
      .where('id', '=', launched?.id ?? '')
      .execute();
    await read([member('7'), member('8', { role: 'instructor' })]);
    assert.equal((await membership('7'))?.role, 'instructor');
    assert.equal((await membership('8'))?.role, 'instructor');
    await read([member('7'), member('8')]);
    assert.equal((await membership('8'))?.role, 'learner');
  });

  test('whom a launch brought while the list was on its way is not taken for absent', async () => {
    const { query } = database.current;
    await read([member('7'), member('9')]);
    const late = await membership('9');
    await query
      .updateTable('context_memberships')
      .set({ status: 'active', updated_at: new Date(now.getTime() + 3600_000) })
      .where('id', '=', late?.id ?? '')
      .execute();
    await read([member('7')]);
    assert.equal((await membership('9'))?.status, 'active');
  });

  test('who is inactive and never came gets no profile; without names they get one all the same', async () => {
    await read([
      member('7'),
      member('901', { isActive: false }),
      member('902', { email: null, firstname: null, lastname: null }),
    ]);
    assert.equal(await membership('901'), undefined);
    assert.deepEqual((await membership('902'))?.lastname, null);
  });

  test('a roster that could not be read whole changes nobody and leaves its reason; the next one clears it', async () => {
    const state = () =>
      database.current.query
        .selectFrom('contexts')
        .select(['roster_reason', 'roster_synced_at', 'roster_tried_at'])
        .where('id', '=', contextId)
        .executeTakeFirstOrThrow();
    const before = await state();
    roster = { kind: 'gave_up', code: 'roster_scope_missing' };
    now = new Date(now.getTime() + 60_000);
    assert.deepEqual(await sync().syncOlderThan(0, contextId), [
      { context_id: contextId, outcome: 'failed', reason: 'roster_scope_missing' },
    ]);
    const failed = await state();
    assert.deepEqual([failed.roster_reason, failed.roster_tried_at], ['roster_scope_missing', now]);
    assert.deepEqual(failed.roster_synced_at, before.roster_synced_at);
    assert.equal((await membership('7'))?.status, 'active');
    await read([member('7')]);
    assert.deepEqual((await state()).roster_reason, null);
  });

  test('two processes at once read a roster once, and not again before its time', async () => {
    now = new Date(now.getTime() + 24 * 3600_000);
    reads = 0;
    await Promise.all([sync().syncOlderThan(3600_000), sync().syncOlderThan(3600_000)]);
    assert.equal(reads, 1);
    await sync().syncOlderThan(3600_000);
    assert.equal(reads, 1);
  });

  test('no roster is read for a platform that is switched off', async () => {
    await database.current.query
      .updateTable('platforms')
      .set({ status: 'disabled' })
      .where('id', '=', platformId)
      .execute();
    now = new Date(now.getTime() + 24 * 3600_000);
    assert.deepEqual(await sync().syncOlderThan(0), []);
  });
});

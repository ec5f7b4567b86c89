import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { newId } from '../../src/ids/ids.ts';
import { createSessionStore, SESSION_MS } from '../../src/sessions/session.store.ts';
import type { LaunchGrant } from '../../src/sessions/session.ts';
import { requireSession } from '../../src/sessions/session.ts';
import { createSessionReader } from '../../src/sessions/session.view.ts';
import { databaseOf, plantTenantAndPlatform, TENANT } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';

forEachEngine((engine) => {
  const database = databaseOf(engine);
  const platformId = newId();
  const userId = newId();
  const start = new Date('2026-01-05T08:00:00.000Z');
  const grant: LaunchGrant = {
    tenantId: TENANT,
    platformId,
    userId,
    resourceLinkId: null,
    role: 'learner',
    targetUrl: '',
    launchedAt: start,
  };
  const later = (ms: number) => new Date(start.getTime() + ms);

  before(async () => {
    await plantTenantAndPlatform(database.current, platformId);
    await database.current.query
      .insertInto('users')
      .values({ id: userId, tenant_id: TENANT, platform_id: platformId, moodle_user_id: '5' })
      .execute();
  });

  test('a session is found by its bearer and by nothing that is stored', async () => {
    const { bearer } = await createSessionStore(database.current).open(grant, 'https://site.example', start);
    const reader = createSessionReader(database.current, () => start.getTime());
    const session = await reader.find(bearer);
    assert.equal(session?.userId, userId);
    assert.equal(session?.siteOrigin, 'https://site.example');
    const stored = await database.current.query.selectFrom('sessions').select('id').execute();
    for (const { id } of stored) assert.equal(await reader.find(id), undefined);
  });

  test('a session ends after eight hours without use', async () => {
    const { bearer } = await createSessionStore(database.current).open(grant, null, start);
    const at = (ms: number) => createSessionReader(database.current, () => start.getTime() + ms).find(bearer);
    assert.notEqual(await at(SESSION_MS - 1), undefined);
    assert.equal(await at(SESSION_MS), undefined);
  });

  test('use extends a session, but a dead one stays dead', async () => {
    const store = createSessionStore(database.current);
    const { bearer } = await store.open(grant, null, start);
    await store.extend(bearer, later(SESSION_MS / 2), 30);
    const read = (ms: number) => createSessionReader(database.current, () => start.getTime() + ms).find(bearer);
    assert.notEqual(await read(SESSION_MS * 1.4), undefined);
    await store.extend(bearer, later(SESSION_MS * 2), 30);
    assert.equal(await read(SESSION_MS * 2), undefined);
  });

  test('sessions end within five seconds when their institution or their platform is switched off', async () => {
    const { query } = database.current;
    const { bearer } = await createSessionStore(database.current).open(grant, null, start);
    let now = start.getTime();
    const reader = createSessionReader(database.current, () => now);
    const find = () => {
      now += 5001;
      return requireSession(reader, bearer, undefined);
    };
    const platform = query.updateTable('platforms').where('id', '=', grant.platformId);
    const tenant = query.updateTable('tenants').where('id', '=', grant.tenantId);
    assert.equal((await find()).userId, userId);
    await platform.set({ status: 'disabled' }).execute();
    await assert.rejects(find(), { code: 'sessions.session_expired' });
    await platform.set({ status: 'active' }).execute();
    await tenant.set({ status: 'inactive' }).execute();
    await assert.rejects(find(), { code: 'sessions.session_expired' });
    await tenant.set({ status: 'active' }).execute();
    assert.equal((await find()).userId, userId);
  });

  test('a session works from the site it was opened for, and where the browser does not say which', async () => {
    const { bearer } = await createSessionStore(database.current).open(grant, 'https://site.exemple', start);
    const reader = createSessionReader(database.current, () => start.getTime());
    for (const origin of [undefined, 'https://site.exemple'])
      assert.equal((await requireSession(reader, bearer, origin)).userId, userId);
    for (const origin of ['https://autre.exemple', 'null', ''])
      await assert.rejects(requireSession(reader, bearer, origin), { code: 'sessions.session_expired' });
  });

  test('a bearer is known to be used while its session is kept', async () => {
    const store = createSessionStore(database.current);
    const { bearer } = await store.open(grant, null, start);
    assert.equal(await store.isBearerUsed(bearer), true);
    assert.equal(await store.isBearerUsed(`${bearer}x`), false);
  });

  test('bearers asked for at once are each answered with their own session, an unknown one with none', async () => {
    const store = createSessionStore(database.current);
    const userIds = [newId(), newId(), newId()];
    await database.current.query
      .insertInto('users')
      .values(
        userIds.map((id) => ({ id, tenant_id: TENANT, platform_id: platformId, moodle_user_id: `at-once-${id}` })),
      )
      .execute();
    const opened = await Promise.all(userIds.map((id) => store.open({ ...grant, userId: id }, null, start)));
    const reader = createSessionReader(database.current, () => start.getTime());
    const bearers = [...opened.map(({ bearer }) => bearer), opened[0]?.bearer ?? '', 'nobody'];
    const found = await Promise.all(bearers.map((bearer) => reader.find(bearer)));
    assert.deepEqual(
      found.map((session) => session?.userId),
      [...userIds, userIds[0], undefined],
    );
  });

  test('a session that is used all the time ends all the same, within the days that the configuration gives it', async () => {
    const store = createSessionStore(database.current);
    const { bearer } = await store.open(grant, null, start);
    const isLive = async (ms: number) =>
      (await createSessionReader(database.current, () => start.getTime() + ms).find(bearer)) !== undefined;
    const hour = 3600_000;
    let endedAt = 0;
    for (let ms = hour; endedAt === 0 && ms < 72 * hour; ms += hour)
      if (await isLive(ms)) await store.extend(bearer, later(ms), 2);
      else endedAt = ms;
    assert.ok(endedAt > 40 * hour && endedAt <= 48 * hour, `ended after ${endedAt / hour} hours`);
    const { last_seen_at } = await database.current.query
      .selectFrom('sessions')
      .select('last_seen_at')
      .orderBy('last_seen_at', 'desc')
      .executeTakeFirstOrThrow();
    assert.deepEqual(last_seen_at, later(endedAt - hour), 'when its learner was here last is known to the end');
  });

  test('an erased learner has no session left', async () => {
    const id = newId();
    await database.current.query
      .insertInto('users')
      .values({ id, tenant_id: TENANT, platform_id: platformId, moodle_user_id: 'erased' })
      .execute();
    const { bearer } = await createSessionStore(database.current).open({ ...grant, userId: id }, null, start);
    await database.current.query.deleteFrom('users').where('id', '=', id).execute();
    assert.equal(await createSessionReader(database.current, () => start.getTime()).find(bearer), undefined);
  });
});

test('no bearer, an empty one and an unknown one get the same answer', async () => {
  const nobody = { find: async () => undefined };
  for (const bearer of [undefined, '', 'x'.repeat(43)]) {
    await assert.rejects(requireSession(nobody, bearer, undefined), { code: 'sessions.session_expired' });
  }
});

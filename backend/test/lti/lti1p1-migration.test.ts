import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { newId } from '../../src/ids/ids.ts';
import { LTI_1P1_ISSUER, ONLY_DEPLOYMENT } from '../../src/lti/direct-platforms.ts';
import { createLaunchStore } from '../../src/lti/launch.store.ts';
import { migrationSignature } from '../../src/lti/lti1p1-migration.ts';
import type { Platform } from '../../src/lti/platform.ts';
import { createPlatformSecrets } from '../../src/lti/platform-secrets.store.ts';
import { databaseOf, TENANT } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { createLaunchWorld, handOverCodeOf, type LaunchWorld, NOW } from '../support/launches.ts';
import { signed } from '../support/moodle-platform.ts';

const SECRET = 'former secret';
const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';

forEachEngine((engine) => {
  const database = databaseOf(engine);
  let world: LaunchWorld;
  let consumer: Platform;
  before(async () => {
    world = await createLaunchWorld(database.current);
    consumer = await world.addPlatform({
      issuer: LTI_1P1_ISSUER,
      clientId: 'old-key',
      deploymentIds: [ONLY_DEPLOYMENT],
    });
    await createPlatformSecrets(database.current, 'a secret key that is only for tests').save(consumer, 'lti1p1', {
      secret: SECRET,
      url: null,
    });
  });

  /** A learner of the LTI 1.1 days. */
  async function formerLearner(moodleUserId: string, grains: Record<string, Date>): Promise<string> {
    const id = newId();
    const { query } = database.current;
    const user = { id, tenant_id: TENANT, platform_id: consumer.id, moodle_user_id: moodleUserId };
    await query.insertInto('users').values(user).execute();
    await addProgress(id, grains);
    return id;
  }

  async function addProgress(userId: string, grains: Record<string, Date>): Promise<void> {
    const rows = Object.entries(grains).map(([grain_id, completed_at]) => ({
      id: newId(),
      tenant_id: TENANT,
      user_id: userId,
      grain_id,
      module_id: 'module1',
      completed_at,
    }));
    await database.current.query.insertInto('progress').values(rows).execute();
  }

  /** An LTI 1.3 launch with a migration claim, signed with `secret`. Answers whose session it opens. */
  async function launch(sub: string, claim: Record<string, unknown>, secret = SECRET): Promise<string> {
    const login = await world.login();
    const claims: Record<string, unknown> = { ...world.claimsFor(login), sub };
    const sign = migrationSignature('old-key', claims, secret);
    const lti1p1 = { oauth_consumer_key: 'old-key', oauth_consumer_key_sign: sign, ...claim };
    const idToken = await signed(world.key, { ...claims, [`${LTI}lti1p1`]: lti1p1 });
    const answer = await world.post({ state: login.state, id_token: idToken }, { cookie: login.cookie });
    const grant = await createLaunchStore(database.current).redeem(handOverCodeOf(answer), NOW);
    assert.ok(grant);
    return grant.userId;
  }

  const grainsOf = async (userId: string) => {
    const rows = await database.current.query
      .selectFrom('progress')
      .select(['grain_id', 'completed_at'])
      .where('user_id', '=', userId)
      .orderBy('grain_id')
      .execute();
    return rows.map((row) => [row.grain_id, row.completed_at.toISOString()]);
  };
  const DAY1 = new Date('2026-10-01T08:00:00.000Z');
  const DAY2 = new Date('2026-10-02T08:00:00.000Z');

  test('S9: a signed lti1p1 claim makes the learner of LTI 1.1 the one of LTI 1.3, with the same progress', async () => {
    const former = await formerLearner('5', { g1: DAY1 });
    assert.equal(await launch('5', {}), former);
    assert.equal(await launch('5', {}), former, 'and so it stays');
    assert.deepEqual(await grainsOf(former), [['g1', DAY1.toISOString()]]);
    const user = await database.current.query
      .selectFrom('users')
      .selectAll()
      .where('id', '=', former)
      .executeTakeFirstOrThrow();
    assert.deepEqual([user.platform_id, user.moodle_user_id], [world.platform.id, '5']);
  });

  test('the former id of the person may differ from the present one', async () => {
    const former = await formerLearner('old-7', { g1: DAY1 });
    assert.equal(await launch('seven', { user_id: 'old-7' }), former);
  });

  test('a claim that is not signed with the former secret, or not at all, merges nothing', async () => {
    const former = await formerLearner('8', { g1: DAY1 });
    const forged = await launch('8', {}, 'a guess');
    assert.notEqual(forged, former);
    assert.equal(await launch('8', { oauth_consumer_key_sign: undefined }), forged);
    assert.equal(await launch('8', { oauth_consumer_key_sign: '' }), forged);
    assert.equal(await launch('8', { oauth_consumer_key: 'other-key' }), forged);
    assert.deepEqual(await grainsOf(former), [['g1', DAY1.toISOString()]]);
    assert.deepEqual(await grainsOf(forged), []);
  });

  test('who came by LTI 1.3 before the claim was signed keeps both progresses; the first completion wins', async () => {
    const present = await launch('9', {}, 'a guess');
    await addProgress(present, { g1: DAY2, g2: DAY2 });
    const former = await formerLearner('9', { g1: DAY1, g3: DAY1 });
    assert.equal(await launch('9', {}), present);
    assert.deepEqual(await grainsOf(present), [
      ['g1', DAY1.toISOString()],
      ['g2', DAY2.toISOString()],
      ['g3', DAY1.toISOString()],
    ]);
    assert.deepEqual(await grainsOf(former), []);
  });
});

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { newId } from '../../src/ids/ids.ts';
import { createLearnerStore } from '../../src/learners/learner.store.ts';
import { createLaunchStore } from '../../src/lti/launch.store.ts';
import type { LaunchGrant } from '../../src/sessions/session.ts';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import {
  codeOf,
  createLaunchWorld,
  handOverCodeOf,
  type LaunchChanges,
  type LaunchWorld,
  NOW,
} from '../support/launches.ts';
import { claim, signed } from '../support/moodle-platform.ts';

describe('what launches leave in the database', () => {
  forEachEngine((engine) => {
    const database = databaseOf(engine);
    let world: LaunchWorld;
    const caughtUp: { resourceLinkId: string; contextId: string; userId: string }[] = [];
    before(async () => {
      const catchUp = {
        afterLaunch: async (_: unknown, launch: (typeof caughtUp)[number]) => void caughtUp.push(launch),
      };
      world = await createLaunchWorld(database.current, { catchUp });
      const other = { tenant_id: world.platform.tenantId, module_id: 'module2', title: 'M2', url: 'pages/m2.html' };
      await database.current.query
        .insertInto('modules')
        .values({ id: newId(), ...other })
        .execute();
    });

    const redeem = async (answer: Parameters<typeof handOverCodeOf>[0]): Promise<LaunchGrant> => {
      const grant = await createLaunchStore(database.current).redeem(handOverCodeOf(answer), world.clock.now());
      assert.ok(grant);
      return grant;
    };
    const grantOf = async (changes: LaunchChanges): Promise<LaunchGrant> => redeem(await world.launch(changes));
    const learnerOf = async (grant: LaunchGrant) => createLearnerStore(database.current).find(grant.userId);

    test('N33 a launch is used once, by an unknown person and by a known one', async () => {
      for (let round = 0; round < 2; round++) {
        const begun = await world.login();
        const form = { state: begun.state, id_token: await signed(world.key, world.claimsFor(begun)) };
        handOverCodeOf(await world.post(form, { cookie: begun.cookie }));
        assert.equal(codeOf(await world.post(form, { cookie: begun.cookie })), 'launch_replayed');
      }
    });

    test('what no text may hold finds nothing, on every engine', async () => {
      const codes = createLaunchStore(database.current);
      for (const code of ['\0abcdefghij', '\ud800bcdefghij', '0000000\0']) {
        assert.equal(await codes.redeem(code, NOW), undefined);
        assert.equal(await codes.confirm(code, NOW), undefined);
      }
      for (const iss of ['%00', 'https://x%00', '%20']) {
        const url = `/lti/login?iss=${iss}&login_hint=1&target_link_uri=x`;
        const answer = await world.server.inject({ url, headers: { accept: 'application/json' } });
        assert.equal(codeOf(answer), 'platform_unknown');
      }
    });

    for (const [who, sub] of [
      ['a new person', 'replayed'],
      ['a known person', '5'],
    ] as const) {
      test(`N40 of 30 concurrent replays by ${who} one opens the page`, async () => {
        const begun = await world.login();
        const claims = { ...world.claimsFor(begun), sub };
        const form = { state: begun.state, id_token: await signed(world.key, claims) };
        const answers = await Promise.all(Array.from({ length: 30 }, () => world.post(form, { cookie: begun.cookie })));
        assert.equal(answers.filter((answer) => answer.statusCode === 303).length, 1);
        for (const answer of answers) if (answer.statusCode !== 303) assert.equal(codeOf(answer), 'launch_replayed');
      });
    }

    test('of 10 concurrent uses of a hand-over code one gets the session', async () => {
      const code = handOverCodeOf(await world.launch());
      const launches = createLaunchStore(database.current);
      const grants = await Promise.all(Array.from({ length: 10 }, () => launches.redeem(code, NOW)));
      assert.equal(grants.filter((grant) => grant !== undefined).length, 1);
    });

    test('50 parallel first launches make one profile, one membership and one course', async () => {
      const claims = { sub: 'crowd', [claim.context]: { id: 'crowd' }, [claim.resourceLink]: { id: 'crowd' } };
      const answers = await Promise.all(Array.from({ length: 50 }, () => world.launch({ claims })));
      const users = new Set((await Promise.all(answers.map(redeem))).map((grant) => grant.userId));
      assert.equal(users.size, 1);
      const { query } = database.current;
      const profiles = await query.selectFrom('users').select('id').where('moodle_user_id', '=', 'crowd').execute();
      assert.equal(profiles.length, 1);
      const contexts = await query.selectFrom('contexts').select('id').where('lti_context_id', '=', 'crowd').execute();
      assert.equal(contexts.length, 1);
      const [userId = ''] = users;
      const members = await query
        .selectFrom('context_memberships')
        .select('id')
        .where('user_id', '=', userId)
        .execute();
      assert.equal(members.length, 1);
    });

    test('50 parallel first launches of 50 people in one activity all open', async () => {
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          world.launch({ claims: { sub: `class-${i}`, [claim.resourceLink]: { id: 'class' } } }),
        ),
      );
      const users = new Set((await Promise.all(answers.map(redeem))).map((grant) => grant.userId));
      assert.equal(users.size, 50);
    });

    test('a new name or e-mail replaces the old one, an absent one erases nothing', async () => {
      const sub = 'renamed';
      const first = await grantOf({ claims: { sub } });
      const second = await grantOf({ claims: { sub, family_name: 'Martin', email: 'zoe.martin@exemple.test' } });
      assert.equal(second.userId, first.userId);
      const renamed = await learnerOf(second);
      assert.deepEqual(
        [renamed?.firstname, renamed?.lastname, renamed?.email],
        ['Zoé', 'Martin', 'zoe.martin@exemple.test'],
      );
      const silent = await grantOf({
        claims: { sub, name: undefined, given_name: undefined, family_name: undefined, email: undefined },
      });
      assert.deepEqual(await learnerOf(silent), renamed);
    });

    test('a known launch sees at once what somebody changed in the database', async () => {
      const sub = 'edited';
      const { userId } = await grantOf({ claims: { sub } });
      await grantOf({ claims: { sub } });
      await database.current.query.updateTable('users').set({ lastname: 'Corrigé' }).where('id', '=', userId).execute();
      await grantOf({ claims: { sub } });
      assert.equal((await learnerOf(await grantOf({ claims: { sub } })))?.lastname, 'Lefèvre');
      await database.current.query.deleteFrom('users').where('id', '=', userId).execute();
      const again = await grantOf({ claims: { sub } });
      assert.notEqual(again.userId, userId);
    });

    test('a learner who becomes a teacher is one from the next launch on', async () => {
      const sub = 'promoted';
      const { userId } = await grantOf({ claims: { sub } });
      const now = await grantOf({ claims: { sub, [claim.roles]: [claim.instructor] } });
      assert.deepEqual([now.userId, now.role], [userId, 'instructor']);
      const rows = await database.current.query
        .selectFrom('context_memberships')
        .select('role')
        .where('user_id', '=', userId)
        .execute();
      assert.deepEqual(rows, [{ role: 'instructor' }]);
    });

    test('grades catch up when a launch is new to the course or its activity changed, and only then', async () => {
      const sub = 'catch-up';
      const launch = { claims: { sub, [claim.resourceLink]: { id: 'catch-up', title: 'A' } } };
      caughtUp.length = 0;
      const { userId, resourceLinkId } = await grantOf(launch);
      await grantOf(launch);
      assert.equal(caughtUp.length, 1);
      assert.deepEqual([caughtUp[0]?.userId, caughtUp[0]?.resourceLinkId], [userId, resourceLinkId]);
      const issuer = world.platform.issuer;
      const ags = {
        scope: ['https://purl.imsglobal.org/spec/lti-ags/scope/score'],
        lineitem: `${issuer}/new/lineitem`,
      };
      await grantOf({ claims: { ...launch.claims, [claim.ags]: ags } });
      assert.equal(caughtUp.length, 2);
    });

    test('an activity keeps the column that we made, and follows the platform’s own', async () => {
      const { query } = database.current;
      const scope = ['lineitem', 'score'].map((name) => `https://purl.imsglobal.org/spec/lti-ags/scope/${name}`);
      const lineitems = 'https://moodle.exemple/lineitems';
      const launch = (lineitem?: string) =>
        grantOf({
          claims: {
            [claim.resourceLink]: { id: 'column' },
            [claim.ags]: { scope, lineitems, ...(lineitem && { lineitem }) },
          },
        });
      const read = (id: string | null) =>
        query
          .selectFrom('resource_links')
          .select(['lineitem_url', 'lineitem_origin', 'passback'])
          .where('id', '=', id)
          .executeTakeFirstOrThrow();
      const { resourceLinkId } = await launch();
      assert.deepEqual(await read(resourceLinkId), { lineitem_url: null, lineitem_origin: null, passback: 'ags' });
      const ours = { lineitem_url: `${lineitems}/1`, lineitem_origin: 'passerelle' as const };
      await query.updateTable('resource_links').set(ours).where('id', '=', resourceLinkId).execute();
      await launch();
      assert.deepEqual(await read(resourceLinkId), { ...ours, passback: 'ags' });
      await launch(`${lineitems}/1`);
      assert.deepEqual(await read(resourceLinkId), { ...ours, passback: 'ags' });
      await launch(`${lineitems}/2`);
      assert.equal((await read(resourceLinkId)).lineitem_origin, 'platform');
    });

    test('a scope that somebody changed in the database stays, and so do its grades, until the platform says another', async () => {
      const { query } = database.current;
      const launch = (custom: Record<string, string>) =>
        grantOf({ claims: { [claim.resourceLink]: { id: 'rescoped' }, [claim.custom]: custom } });
      const { resourceLinkId } = await launch({ module: 'module1' });
      const ofLink = () => query.selectFrom('resource_links').where('id', '=', resourceLinkId);
      const scope = () => ofLink().select(['module_id', 'sequence_id']).executeTakeFirstOrThrow();
      const narrowed = { module_id: 'module1', sequence_id: 'sequence2' };
      await query.updateTable('resource_links').set(narrowed).where('id', '=', resourceLinkId).execute();
      caughtUp.length = 0;
      await launch({ module: 'module1' });
      assert.deepEqual(await scope(), narrowed);
      await launch({ module: 'module2' });
      assert.deepEqual(await scope(), { module_id: 'module2', sequence_id: null });
      assert.equal(caughtUp.at(-1)?.resourceLinkId, resourceLinkId, 'then it is new');
      await launch({ module: 'module1' });
      assert.deepEqual(await scope(), { module_id: 'module1', sequence_id: null });
    });

    test('S2.6 deployments: refused, noted for approval, or added, as the registration says', async () => {
      const { query } = database.current;
      const statusOf = async (platformId: string) =>
        query
          .selectFrom('deployments')
          .select('status')
          .where('platform_id', '=', platformId)
          .where('deployment_id', '=', '7')
          .execute();
      const claims = { [claim.deploymentId]: '7' };
      const rejecting = await world.addPlatform({ clientId: 'rejecting' });
      assert.equal(codeOf(await world.launch({ claims }, rejecting)), 'deployment_unknown');
      assert.deepEqual(await statusOf(rejecting.id), []);
      const pending = await world.addPlatform({ clientId: 'pending', deploymentPolicy: 'pending' });
      for (let i = 0; i < 2; i++) assert.equal(codeOf(await world.launch({ claims }, pending)), 'deployment_pending');
      assert.deepEqual(await statusOf(pending.id), [{ status: 'pending' }]);
      await query.updateTable('deployments').set({ status: 'active' }).where('platform_id', '=', pending.id).execute();
      await redeem(await world.launch({ claims }, pending));
      const open = await world.addPlatform({ clientId: 'open', deploymentPolicy: 'auto-add' });
      const answers = await Promise.all(Array.from({ length: 10 }, () => world.launch({ claims }, open)));
      for (const answer of answers) await redeem(answer);
      assert.deepEqual(await statusOf(open.id), [{ status: 'active' }]);
      await query.updateTable('deployments').set({ status: 'refused' }).where('platform_id', '=', open.id).execute();
      assert.equal(codeOf(await world.launch({ claims }, open)), 'deployment_refused');
    });

    test('old launches are forgotten, those whose state could come back are not', async () => {
      const launches = createLaunchStore(database.current);
      const { length } = await database.current.query.selectFrom('launches').select('id').execute();
      assert.equal(await launches.purge(new Date(NOW.getTime() + 20 * 60_000)), 0);
      assert.equal(await launches.purge(new Date(NOW.getTime() + 25 * 3600_000)), length);
    });
  });
});

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { LightMyRequestResponse } from 'fastify';
import { personalTables } from '../../src/db/tables/personal-data.ts';
import { reviewPage } from '../../src/lti/submission-review-page.ts';
import { databaseOf, sqliteEngine } from '../support/database.ts';
import { API_URL } from '../support/launch-server.ts';
import { codeOf, createLaunchWorld, type LaunchChanges, type LaunchWorld, NOW } from '../support/launches.ts';
import { claim } from '../support/moodle-platform.ts';
import { recordedJson } from '../support/registering-platforms.ts';

const MEMBERSHIP = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
const INSTITUTION = 'http://purl.imsglobal.org/vocab/lis/v2/institution/person';

describe('S9 messages other than launches', () => {
  const database = databaseOf(sqliteEngine());
  let world: LaunchWorld;
  before(async () => {
    world = await createLaunchWorld(database.current);
    const { query } = database.current;
    const tenant_id = world.platform.tenantId;
    for (const [position, grain_id] of ['g1', 'g2'].entries()) {
      const grain = {
        tenant_id,
        module_id: 'module1',
        grain_id,
        title: `Grain <${grain_id}>`,
        url: `${grain_id}.html`,
      };
      await query
        .insertInto('grains')
        .values({ id: grain_id, ...grain, position })
        .execute();
    }
    await world.launch({ claims: { sub: '5', [claim.custom]: { module: 'module1' } } });
    await query
      .insertInto('progress')
      .values({
        id: '01930000-0000-7000-8000-00000000000a',
        tenant_id,
        user_id: await userId('5'),
        grain_id: 'g1',
        module_id: 'module1',
        completed_at: new Date('2026-11-19T23:30:00Z'),
        score: 0.756,
      })
      .execute();
  });

  async function userId(moodleUserId: string): Promise<string> {
    const found = database.current.query.selectFrom('users').select('id').where('moodle_user_id', '=', moodleUserId);
    return (await found.executeTakeFirstOrThrow()).id;
  }

  function review(changes: Record<string, unknown> = {}): LaunchChanges {
    return {
      claims: {
        sub: '3',
        [claim.messageType]: 'LtiSubmissionReviewRequest',
        [claim.forUser]: { user_id: '5' },
        [claim.roles]: [claim.instructor],
        ...changes,
      },
    };
  }

  describe('submission review', () => {
    test('shows an instructor the learner’s path in the activity, with dates in the institution’s time zone', async () => {
      const page = await world.launch(review());
      assert.equal(page.statusCode, 200);
      assert.match(page.body, /<h1>Le travail de Zoé Lefèvre<\/h1>/);
      assert.match(page.body, /1 grain terminé sur 2/);
      // 23:30 UTC is half past midnight in Paris.
      assert.match(page.body, /Grain &lt;g1&gt;<\/span>[\s\S]*20 novembre 2026 à 00:30<\/time>, score 76/);
      assert.match(page.body, /Grain &lt;g2&gt;<\/span> <small>pas encore/);
      assert.doesNotMatch(page.body, /<form/);
      assert.match(
        String(page.headers['content-security-policy']),
        /form-action 'none'.*frame-ancestors 'self' https:\/\/moodle\.exemple/,
      );
    });

    test('Moodle’s recorded request opens it', async () => {
      const { claims } = recordedJson<{ claims: Record<string, unknown> }>('submission-review');
      const { aud, iss, nonce, iat, exp, ...recorded } = claims;
      const target = { [claim.target]: `${API_URL}/lti/launch`, [claim.presentation]: { locale: 'en' } };
      const page = await world.launch({ claims: { ...recorded, ...target } });
      assert.equal(page.statusCode, 200, page.body);
      assert.match(page.body, /The work of|Le travail de/);
    });

    test('in French the learner’s name is elided', () => {
      const shown = {
        language: 'fr',
        frameOrigins: [],
        activity: null,
        modules: [],
        timezone: 'UTC',
        back: null,
      } as const;
      const title = (name: string) => reviewPage({ ...shown, learner: { name } }).title;
      assert.deepEqual(
        [title('Anaïs'), title('Élodie'), title('Zoé')],
        ['Le travail d’Anaïs', 'Le travail d’Élodie', 'Le travail de Zoé'],
      );
    });

    test('writes nothing, and makes no session for anybody', async () => {
      const count = async () => {
        const { query } = database.current;
        const tables = ['users', 'context_memberships', 'resource_links', 'sessions', 'progress'] as const;
        return Promise.all(tables.map(async (table) => (await query.selectFrom(table).select('id').execute()).length));
      };
      const before = await count();
      await world.launch(review());
      assert.deepEqual(await count(), before);
    });

    test('a person of another course of the same platform is not shown', async () => {
      const page = await world.launch(review({ [claim.context]: { id: 'another-course' } }));
      assert.match(page.body, /n’a encore ouvert aucune activité/);
      assert.doesNotMatch(page.body, /Zoé/);
    });

    test('learners are refused, also for their own work, and so is a message that names nobody', async () => {
      const own = await world.launch(review({ sub: '5', [claim.roles]: [claim.learner] }));
      assert.equal(own.statusCode, 403);
      assert.equal(codeOf(own), 'review_forbidden');
      assert.equal(
        codeOf(await world.launch(review({ [claim.roles]: [`${INSTITUTION}#Administrator`] }))),
        'review_forbidden',
      );
      assert.equal(codeOf(await world.launch(review({ [claim.forUser]: undefined }))), 'submission_review_invalid');
    });
  });

  describe('data privacy launch', () => {
    const ask = (changes: Record<string, unknown>): LaunchChanges => ({
      claims: {
        [claim.messageType]: 'DataPrivacyLaunchRequest',
        [claim.resourceLink]: undefined,
        [claim.context]: undefined,
        ...changes,
      },
    });

    function download(
      page: LightMyRequestResponse,
      headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' },
    ) {
      const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
      return world.server.inject({
        method: 'POST',
        url: '/lti/data-privacy',
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json', ...headers },
        payload: new URLSearchParams({ token }).toString(),
      });
    }

    test('a person gets their own data as a file, without secrets, and reads how to have it erased', async () => {
      const page = await world.launch(ask({ sub: '5', [claim.forUser]: { user_id: '5' } }));
      assert.equal(page.statusCode, 200, page.body);
      assert.match(page.body, /Pour tout effacer, écrivez à Institut d’essai/);
      assert.ok(page.body.includes(await userId('5')));
      const file = await download(page);
      assert.match(String(file.headers['content-disposition']), /attachment/);
      assert.equal(file.headers['cache-control'], 'no-store');
      const data = file.json<Record<string, Record<string, unknown>[]>>();
      assert.equal(data.users?.[0]?.email, 'zoe@exemple.test');
      assert.equal(data.progress?.[0]?.grain_id, 'g1');
      assert.equal(data.context_memberships?.[0]?.role, 'learner');
      assert.equal(data.launches?.length, 1);
      const kept = personalTables().filter(({ fate }) => fate === 'deleted');
      assert.deepEqual(Object.keys(data).sort(), kept.map(({ table }) => table).sort());
      assert.doesNotMatch(file.body, /hash|bearer|sourced_id/);
    });

    test('an administrator gets the data of the person named', async () => {
      const roles = { [claim.roles]: [`${INSTITUTION}#Administrator`] };
      const page = await world.launch(ask({ sub: '2', [claim.forUser]: { user_id: '5' }, ...roles }));
      assert.equal(
        (await download(page)).json<{ users: { moodle_user_id: string }[] }>().users[0]?.moodle_user_id,
        '5',
      );
      const nobody = await world.launch(ask({ sub: '2', [claim.forUser]: { user_id: '404' }, ...roles }));
      assert.match(nobody.body, /Aucune donnée n’est gardée/);
    });

    test('nobody else does: not a teacher, not another learner, not somebody anonymous', async () => {
      for (const claims of [
        { sub: '3', [claim.roles]: [claim.instructor], [claim.forUser]: { user_id: '5' } },
        { sub: '6', [claim.roles]: [`${MEMBERSHIP}#Administrator`], [claim.forUser]: { user_id: '5' } },
        { sub: '6', [claim.forUser]: { user_id: '5' } },
        { sub: undefined, [claim.forUser]: { user_id: '5' } },
      ]) {
        const answer = await world.launch(ask(claims));
        assert.equal(answer.statusCode, 403);
        assert.equal(codeOf(answer), 'data_privacy_forbidden');
      }
    });

    test('the file is given to our own page only, for a quarter of an hour', async () => {
      const page = await world.launch(ask({ sub: '5', [claim.forUser]: { user_id: '5' } }));
      assert.equal(codeOf(await download(page, { 'sec-fetch-site': 'cross-site' })), 'cross_site_repost');
      assert.equal(codeOf(await download(page, {})), 'cross_site_repost');
      world.clock.set(new Date(NOW.getTime() + 16 * 60_000));
      assert.equal(codeOf(await download(page)), 'picker_invalid');
      world.clock.set(NOW);
    });
  });
});

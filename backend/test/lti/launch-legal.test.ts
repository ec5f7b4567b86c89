import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { newId } from '../../src/ids/ids.ts';
import { createLearnerStore } from '../../src/learners/learner.store.ts';
import { createLaunchStore } from '../../src/lti/launch.store.ts';
import type { Platform } from '../../src/lti/platform.ts';
import type { LaunchGrant } from '../../src/sessions/session.ts';
import { databaseOf, sqliteEngine } from '../support/database.ts';
import {
  codeOf,
  createLaunchWorld,
  formText,
  handOverCodeOf,
  type LaunchChanges,
  type LaunchWorld,
  loginParameters,
  NOW,
} from '../support/launches.ts';
import { claim, signed } from '../support/moodle-platform.ts';

const PERSON = 'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator';
const SYSTEM = 'http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator';
const SUB_ROLE = 'http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant';

const NAMELESS = { name: undefined, given_name: undefined, family_name: undefined };
const iat = Math.floor(NOW.getTime() / 1000);

describe('legal launches', () => {
  const database = databaseOf(sqliteEngine());
  let world: LaunchWorld;
  before(async () => {
    world = await createLaunchWorld(database.current);
  });

  test('pages open whatever characters their names have, escaped or not', async () => {
    const { tenantId: tenant_id } = world.platform;
    const names = {
      'pages/œuvre n° 2 – l’été.html': 'pages/%C5%93uvre%20n%C2%B0%202%20%E2%80%93%20l%E2%80%99%C3%A9t%C3%A9.html',
      'pages/c#.html': 'pages/c%23.html',
      'pages/d%C3%A9j%C3%A0%20vu.html': 'pages/d%C3%A9j%C3%A0%20vu.html',
      'pages/100%.html': 'pages/100%25.html',
    };
    const rows = Object.keys(names).map((url) => ({ id: newId(), tenant_id, module_id: url, title: 'Odd', url }));
    await database.current.query.insertInto('modules').values(rows).execute();
    for (const [module_id, address] of Object.entries(names)) {
      const answer = await world.launch({ claims: { sub: '5', [claim.custom]: { module: module_id } } });
      assert.equal(answer.statusCode, 303, answer.body);
      assert.match(String(answer.headers.location), /#lti=[\w-]+$/);
      assert.equal(String(answer.headers.location).split(/\/(?=pages)|#lti/)[1], address);
    }
  });

  async function grantOf(changes: LaunchChanges, platform?: Platform): Promise<LaunchGrant> {
    const answer = await world.launch(changes, platform);
    const grant = await createLaunchStore(database.current).redeem(handOverCodeOf(answer), NOW);
    assert.ok(grant);
    return grant;
  }

  for (const [who, uri] of [
    ['student', claim.learner],
    ['teacher', claim.instructor],
  ] as const) {
    const role = who === 'student' ? 'learner' : 'instructor';
    const sub = `cert-${who}`;
    const opens = (id: string, what: string, claims: Record<string, unknown>, expected: string = role): void => {
      test(`${id} ${who}: ${what}`, async () => {
        const grant = await grantOf({ claims: { sub, [claim.roles]: [uri], ...claims } });
        assert.equal(grant.role, expected);
      });
    };
    opens('V01', 'a plain launch', {});
    opens('V02', 'several roles', {
      [claim.roles]: [PERSON, uri, SYSTEM, SUB_ROLE.replace('Instructor#TeachingAssistant', 'Mentor#Advisor')],
    });
    opens('V03', 'a short role', { [claim.roles]: [who === 'student' ? 'Learner' : 'Instructor'] });
    opens('V04', 'an unknown role counts for nothing', { [claim.roles]: ['http://example.org/role#Wizard'] }, 'other');
    opens('V05', 'an empty list of roles', { [claim.roles]: [] }, 'other');
    opens('V06', 'only an e-mail', NAMELESS);
    opens('V07', 'only names', { email: undefined });
    opens('V08', 'nothing personal', { ...NAMELESS, email: undefined });
    opens('V09', 'an e-mail and no course', { ...NAMELESS, [claim.context]: undefined });
  }

  test('P01 a plain launch opens the page of its module with a code that gives the session once', async () => {
    const answer = await world.launch();
    assert.match(
      String(answer.headers.location),
      /^https:\/\/passerelle\.exemple\/pages\/module1\/sommaire\.html#lti=/,
    );
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['referrer-policy'], 'no-referrer');
    const launches = createLaunchStore(database.current);
    const code = handOverCodeOf(answer);
    assert.equal((await launches.redeem(code, NOW))?.role, 'learner');
    assert.equal(await launches.redeem(code, NOW), undefined);
  });

  test('a hand-over code is worth nothing after 60 seconds', async () => {
    const code = handOverCodeOf(await world.launch());
    assert.equal(await createLaunchStore(database.current).redeem(code, new Date(NOW.getTime() + 60_001)), undefined);
  });

  test('P02 S2.11 a learner without name and e-mail gets a profile', async () => {
    const { userId } = await grantOf({ claims: { sub: 'nameless', ...NAMELESS, email: undefined } });
    const learner = await createLearnerStore(database.current).find(userId);
    assert.deepEqual([learner?.moodleUserId, learner?.email, learner?.fullName], ['nameless', null, null]);
  });

  test('P03 S2.9 a launch that names nobody is refused, or let in as a guest where the registration says so', async () => {
    const refused = await world.launch({ claims: { sub: undefined } });
    assert.equal(codeOf(refused), 'user_anonymous');
    const open = await world.addPlatform({ clientId: 'guests', anonymousPolicy: 'guest' });
    const answer = await world.launch({ claims: { sub: '' } }, open);
    assert.equal(answer.statusCode, 303);
    assert.equal(answer.headers.location, 'https://passerelle.exemple/pages/module1/sommaire.html');
  });

  test('P04 roles of the institution and the system give no power in the course', async () => {
    const { role } = await grantOf({ claims: { sub: 'p04', [claim.roles]: [PERSON, SYSTEM, claim.learner] } });
    assert.equal(role, 'learner');
    const teaching = await grantOf({ claims: { sub: 'p04', [claim.roles]: [SUB_ROLE] } });
    assert.equal(teaching.role, 'instructor');
  });

  test('P05 aud may be a list of one', async () => {
    await grantOf({ claims: { aud: [world.platform.clientId] } });
  });

  test('optional claims that are null are as good as absent', async () => {
    await grantOf({ claims: { azp: null, nbf: null, [claim.context]: null } });
  });

  test('P06 the platform’s clock may be 30 s ahead', async () => {
    await grantOf({ claims: { iat: iat + 30, nbf: iat + 30, exp: iat + 90 } });
  });

  test('P07 S2.4b a token of 60 s that arrives after 60 s is still good', async () => {
    await grantOf({ claims: { iat: iat - 60, exp: iat } });
  });

  test('P08 S2.12 a launch without course gets a course of its own', async () => {
    await grantOf({ claims: { sub: 'p08', [claim.context]: undefined } });
    const rows = await database.current.query.selectFrom('contexts').select('lti_context_id').execute();
    assert.ok(rows.some((row) => row.lti_context_id === 'resource_link:4'));
  });

  test('S2.12 the same context.id in two deployments is two courses', async () => {
    const platform = await world.addPlatform({ clientId: 'two-deployments', deploymentIds: ['1', '2'] });
    const at = (deployment: string) => ({
      claims: { [claim.deploymentId]: deployment, [claim.context]: { id: 'same', title: `Course of ${deployment}` } },
    });
    for (const deployment of ['1', '2', '1']) handOverCodeOf(await world.launch(at(deployment), platform));
    const rows = await database.current.query
      .selectFrom('contexts')
      .select('title')
      .where('lti_context_id', '=', 'same')
      .orderBy('title')
      .execute();
    assert.deepEqual(rows, [{ title: 'Course of 1' }, { title: 'Course of 2' }]);
  });

  test('P09 S2.13 custom values that are no text are borne', async () => {
    await grantOf({ claims: { [claim.custom]: { module: 'module1', a: 1, b: true, c: null, d: { e: [] } } } });
  });

  test('S2.13 a custom variable that Moodle left as it is counts as absent', async () => {
    const answer = await world.launch({ claims: { [claim.custom]: { module: '$Nothing.here' } } });
    assert.match(String(answer.headers.location), /^https:\/\/passerelle\.exemple\/#lti=/);
  });

  test('P10 unknown claims are ignored', async () => {
    await grantOf({
      claims: { 'https://example.org/claim': { x: [1, 2] }, 'https://purl.imsglobal.org/spec/lti/claim/new': 1 },
    });
  });

  test('P11 S1.1 the login may come by POST or GET', async () => {
    const query = formText(loginParameters(world.platform));
    const answer = await world.server.inject({ method: 'GET', url: `/lti/login?${query}` });
    assert.equal(answer.statusCode, 303);
    const byPost = await world.login();
    assert.equal(byPost.request.get('client_id'), world.platform.clientId);
  });

  test('P12 a login without client_id finds the only registration of its issuer', async () => {
    const only = await world.addPlatform({ issuer: 'https://only.exemple', clientId: 'only' });
    const begun = await world.login({ client_id: undefined }, only);
    assert.equal(begun.request.get('client_id'), 'only');
  });

  test('P13 a login without lti_deployment_id is enough', async () => {
    await grantOf({ login: { lti_deployment_id: undefined } });
  });

  test('P14 a deep linking request is verified and answered with a page', async () => {
    const settings = { deep_link_return_url: 'https://moodle.exemple/return', accept_types: ['ltiResourceLink'] };
    const answer = await world.launch({
      claims: {
        [claim.messageType]: 'LtiDeepLinkingRequest',
        [claim.deepLinking]: settings,
        [claim.resourceLink]: undefined,
        [claim.roles]: [claim.instructor],
      },
    });
    assert.equal(answer.statusCode, 200);
    assert.match(answer.body, /<title>Choisir l’activité à ajouter<\/title>/);
  });

  test('P15 a submission review request is verified and answered with a page', async () => {
    const answer = await world.launch({
      claims: {
        [claim.messageType]: 'LtiSubmissionReviewRequest',
        [claim.forUser]: { user_id: '5' },
        [claim.roles]: [claim.instructor],
      },
    });
    assert.equal(answer.statusCode, 200);
    assert.match(answer.body, /Page à lire seulement/);
  });

  test('a target that is a page is opened as it is, its own fragment gives way to the code', async () => {
    const target = 'https://passerelle.exemple/pages/module2/grain9.html?a=1';
    const answer = await world.launch({
      login: { target_link_uri: `${target}#x` },
      claims: { [claim.target]: `${target}#x` },
    });
    assert.ok(String(answer.headers.location).startsWith(`${target}#lti=`));
  });

  test('the institution’s own site is a legal target, and its sommaires open there', async () => {
    const { query } = database.current;
    const site = 'https://cours.exemple.fr/securite';
    await query.insertInto('tenants').values({ id: 'SITE', name: 'Site', site_url: site }).execute();
    const platform = await world.addPlatform({ issuer: 'https://site.exemple', tenantId: 'SITE' });
    const whole = await world.launch({ claims: { [claim.custom]: {} } }, platform);
    assert.ok(String(whole.headers.location).startsWith(`${site}/#lti=`));
    const target = `${site}/pages/a.html`;
    const page = await world.launch(
      { login: { target_link_uri: target }, claims: { [claim.target]: target } },
      platform,
    );
    assert.ok(String(page.headers.location).startsWith(`${target}#lti=`));
  });

  test('S1.6 the answer of another tab’s login is not disturbed: each state has its own cookie', async () => {
    const [first, second] = [await world.login(), await world.login()];
    assert.notEqual(first.cookie.split('=')[0], second.cookie.split('=')[0]);
    const idToken = await signed(world.key, world.claimsFor(first));
    const answer = await world.post(
      { state: first.state, id_token: idToken },
      { cookie: `${second.cookie}; ${first.cookie}` },
    );
    handOverCodeOf(answer);
  });

  test('S2.14 the launch is kept with its course, activity, grade column and membership', async () => {
    const grant = await grantOf({ claims: { sub: 'kept', [claim.resourceLink]: { id: '77', title: 'Activité' } } });
    const link = await database.current.query
      .selectFrom('resource_links')
      .selectAll()
      .where('id', '=', grant.resourceLinkId)
      .executeTakeFirstOrThrow();
    assert.deepEqual(
      [link.lti_resource_link_id, link.title, link.module_id, link.passback, link.lineitem_origin],
      ['77', 'Activité', 'module1', 'ags', 'platform'],
    );
    assert.match(link.lineitem_url ?? '', /lineitems\/17/);
    const member = await database.current.query
      .selectFrom('context_memberships')
      .selectAll()
      .where('user_id', '=', grant.userId)
      .executeTakeFirstOrThrow();
    assert.deepEqual([member.context_id, member.role, member.status], [link.context_id, 'learner', 'active']);
  });

  test('the return address of Moodle, which holds a sesskey, is stored nowhere', async () => {
    await grantOf({});
    for (const table of [
      'launches',
      'resource_links',
      'contexts',
      'users',
      'context_memberships',
      'sessions',
    ] as const) {
      const rows = await database.current.query.selectFrom(table).selectAll().execute();
      assert.ok(!JSON.stringify(rows).includes('SESSKEY'), table);
    }
  });
});

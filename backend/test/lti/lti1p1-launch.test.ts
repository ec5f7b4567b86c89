import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import type { LightMyRequestResponse } from 'fastify';
import { databaseOf, sqliteEngine, TENANT } from '../support/database.ts';
import {
  API_URL,
  createDirectWorld,
  type DirectWorld,
  NOW,
  postForm,
  SECRET_KEY,
  signedForm,
} from '../support/direct-launches.ts';
import { forEachEngine } from '../support/engines.ts';

const SECRET = 'un secret & deux';
const codeOf = (answer: LightMyRequestResponse) => (answer.json() as { error: string }).error;
const secondsLater = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

forEachEngine((engine) => {
  const database = databaseOf(engine);
  let world: DirectWorld;
  before(async () => {
    world = await createDirectWorld(database.current);
    await world.addConsumer('cle', SECRET);
  });
  const launch = (fields: Record<string, string | undefined> = {}) =>
    postForm(world, signedForm(fields, { secret: SECRET }));

  test('S10: an LTI 1.1 launch makes the learner, the course, the activity and the way for its grade', async () => {
    const outcome = {
      lis_result_sourcedid: '{"data":1,"é":"<&>"}',
      lis_outcome_service_url: 'https://ancien.exemple/mod/lti/service.php',
    };
    const answer = await launch({ custom_module: 'module1', ...outcome });
    assert.equal(answer.statusCode, 303, answer.body);
    assert.match(
      String(answer.headers.location),
      /^https:\/\/passerelle\.exemple\/pages\/module1\/sommaire\.html#lti=/,
    );
    const grant = await world.grantOf(answer);
    assert.equal(grant.role, 'learner');
    const { query } = database.current;
    const user = await query.selectFrom('users').selectAll().where('id', '=', grant.userId).executeTakeFirstOrThrow();
    assert.deepEqual([user.moodle_user_id, user.firstname, user.lastname], ['5', 'Zoé', 'Lefèvre']);
    const link = await query.selectFrom('resource_links').selectAll().executeTakeFirstOrThrow();
    assert.deepEqual(
      [link.lti_resource_link_id, link.module_id, link.passback, link.grade_policy],
      ['12', 'module1', 'outcomes', 'progressive'],
    );
    const target = await query.selectFrom('outcome_results').selectAll().executeTakeFirstOrThrow();
    assert.deepEqual(
      [target.user_id, target.resource_link_id, target.sourced_id, target.service_url],
      [grant.userId, link.id, outcome.lis_result_sourcedid, outcome.lis_outcome_service_url],
    );
  });

  test('the name of the result is refreshed at each launch; a launch without one keeps it', async () => {
    const outcome = { lis_outcome_service_url: 'https://ancien.exemple/service.php' };
    await launch({ user_id: '6', lis_result_sourcedid: 'first', ...outcome });
    await launch({ user_id: '6', lis_result_sourcedid: 'second', ...outcome });
    await launch({ user_id: '6' });
    const rows = await database.current.query
      .selectFrom('outcome_results as o')
      .innerJoin('users as u', 'u.id', 'o.user_id')
      .innerJoin('resource_links as r', 'r.id', 'o.resource_link_id')
      .select(['o.sourced_id', 'r.passback'])
      .where('u.moodle_user_id', '=', '6')
      .execute();
    assert.deepEqual(rows, [{ sourced_id: 'second', passback: 'outcomes' }]);
  });

  test('of 20 concurrent replays of one launch exactly one opens', async () => {
    const form = signedForm({ user_id: '7' }, { secret: SECRET });
    const answers = await Promise.all(Array.from({ length: 20 }, () => postForm(world, form)));
    assert.equal(answers.filter((answer) => answer.statusCode === 303).length, 1);
    assert.deepEqual(
      [...new Set(answers.filter((answer) => answer.statusCode !== 303).map(codeOf))],
      ['launch_replayed'],
    );
  });

  test('the secret lies encrypted in the database', async () => {
    const row = await database.current.query.selectFrom('platform_secrets').selectAll().executeTakeFirstOrThrow();
    assert.equal(row.tenant_id, TENANT);
    assert.match(row.secret, /^v1\./);
    assert.equal(row.secret.includes('secret'), false);
    assert.notEqual(row.secret, SECRET_KEY);
  });
});

describe('LTI 1.1', () => {
  const database = databaseOf(sqliteEngine());
  let world: DirectWorld;
  before(async () => {
    world = await createDirectWorld(database.current);
    await world.addConsumer('cle', SECRET);
    await world.addConsumer('lab-key', 'lab-secret-é&1');
    await world.addConsumer('fermee', SECRET, { status: 'disabled' });
  });
  const launch = (
    fields: Record<string, string | undefined> = {},
    how: Partial<Parameters<typeof signedForm>[1]> = {},
    options: { query?: string; accept?: string } = {},
  ) => postForm(world, signedForm(fields, { secret: SECRET, ...how }), options);
  const page = { accept: 'text/html' };

  test('the launches recorded from a real Moodle open at their own time', async () => {
    for (const [who, role] of [
      ['student', 'learner'],
      ['teacher', 'instructor'],
    ]) {
      const file = path.join(import.meta.dirname, `../../../practice-lms/test/recorded/lti1p1-launch-${who}.json`);
      const { request } = JSON.parse(readFileSync(file, 'utf8')) as { request: { url: string; body: string } };
      const at = new Date(Number(new URLSearchParams(request.body).get('oauth_timestamp')) * 1000);
      world.setNow(at);
      const location = await world.openAt(request.url, request.body, at);
      assert.match(location, /pages\/phishing\/sommaire\.html#lti=/);
      world.setNow(NOW);
      const launches = database.current.query.selectFrom('launches').select('role').where('created_at', '=', at);
      assert.equal((await launches.executeTakeFirst())?.role, role);
    }
  });

  test('a launch signed with HMAC-SHA256 opens', async () => {
    assert.equal((await launch({}, { method: 'HMAC-SHA256' })).statusCode, 303);
  });

  test('the query of the tool address is signed, and may say what the activity covers', async () => {
    const query = '?module=phishing&note=a%20b';
    const answer = await launch({}, { url: `${API_URL}/lti/1.1/launch${query}` }, { query });
    assert.match(String(answer.headers.location), /pages\/phishing\/sommaire\.html/);
    const moved = await launch({}, { url: `${API_URL}/lti/1.1/launch${query}` }, { query: '?module=module1' });
    assert.equal(codeOf(moved), 'oauth_signature_invalid');
  });

  test('what proxies changed on the way does not matter: the address is API_URL’s', async () => {
    const form = signedForm({}, { secret: SECRET });
    const answer = await world.server.inject({
      method: 'POST',
      url: '/lti/1.1/launch',
      headers: { host: '10.0.0.7:3000', 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(form).toString(),
    });
    assert.equal(answer.statusCode, 303);
  });

  test('roles: full names, sub-roles and institution roles are read as LTI 1.3 reads them', async () => {
    const roleOf = async (roles: string) => (await world.grantOf(await launch({ roles }))).role;
    assert.equal(await roleOf('urn:lti:role:ims/lis/Instructor'), 'instructor');
    assert.equal(await roleOf('urn:lti:role:ims/lis/Learner/GuestLearner'), 'learner');
    assert.equal(await roleOf('urn:lti:role:ims/lis/TeachingAssistant'), 'instructor');
    assert.equal(await roleOf('urn:lti:instrole:ims/lis/Administrator'), 'other');
    assert.equal(await roleOf('Learner,urn:lti:sysrole:ims/lis/User'), 'learner');
  });

  test('O01: without resource_link_id, back to the platform with a message', async () => {
    const answer = await launch({ resource_link_id: undefined }, {}, page);
    assert.equal(answer.statusCode, 303);
    const back = new URL(String(answer.headers.location));
    assert.equal(back.origin + back.pathname, 'https://ancien.exemple/mod/lti/return.php');
    assert.equal(back.searchParams.get('course'), '2');
    assert.match(back.searchParams.get('lti_errormsg') ?? '', /resource_link_missing/);
  });

  test('O02: the same without an address to go back to: a page', async () => {
    const fields = { resource_link_id: undefined, launch_presentation_return_url: undefined };
    const answer = await launch(fields, {}, page);
    assert.equal(answer.statusCode, 400);
    assert.match(answer.body, /data-error="resource_link_missing"/);
  });

  for (const [id, what, fields, code] of [
    ['O03', 'an unknown consumer key', { oauth_consumer_key: 'autre' }, 'consumer_key_unknown'],
    ['O05', 'version LTI-1', { lti_version: 'LTI-1' }, 'lti1p1_version_invalid'],
    ['O06', 'version LTI-2p0', { lti_version: 'LTI-2p0' }, 'lti1p1_version_invalid'],
    ['O07', 'no version', { lti_version: undefined }, 'lti1p1_version_invalid'],
    ['O08', 'another message type', { lti_message_type: 'basic-lti-launch' }, 'lti1p1_message_type_invalid'],
    ['O09', 'no message type', { lti_message_type: undefined }, 'lti1p1_message_type_invalid'],
    ['', 'no key', { oauth_consumer_key: undefined }, 'oauth_parameter_missing'],
    ['', 'no nonce', { oauth_nonce: undefined }, 'oauth_parameter_missing'],
    ['', 'no timestamp', { oauth_timestamp: undefined }, 'oauth_parameter_missing'],
    ['', 'a timestamp in words', { oauth_timestamp: 'now' }, 'oauth_timestamp_refused'],
    ['', 'PLAINTEXT', { oauth_signature_method: 'PLAINTEXT' }, 'oauth_method_refused'],
    ['', 'OAuth 2', { oauth_version: '2.0' }, 'oauth_method_refused'],
    ['', 'a closed registration', { oauth_consumer_key: 'fermee' }, 'platform_disabled'],
    ['', 'nobody in particular', { user_id: undefined }, 'user_anonymous'],
    ['', 'a module that does not exist', { custom_module: 'nulle-part' }, 'activity_page_unknown'],
  ] as const) {
    test(`${id === '' ? '' : `${id}: `}${what} is refused`, async () => {
      const answer = await launch(fields);
      assert.ok(answer.statusCode >= 400 && answer.statusCode < 500, String(answer.statusCode));
      assert.equal(codeOf(answer), code);
    });
  }

  test('O04: a wrong signature is refused, and never leads to an address that nobody signed', async () => {
    const answer = await launch({}, { secret: 'a guess' }, page);
    assert.equal(answer.statusCode, 400);
    assert.match(answer.body, /data-error="oauth_signature_invalid"/);
    assert.doesNotMatch(answer.body, /ancien\.exemple/);
  });

  test('five minutes of difference between the clocks pass, more do not', async () => {
    for (const [seconds, isIn] of [
      [299, true],
      [-299, true],
      [302, false],
      [-302, false],
    ] as const) {
      const answer = await launch({}, { at: secondsLater(seconds) });
      assert.equal(answer.statusCode === 303, isIn, `${seconds} s`);
      if (!isIn) assert.equal(codeOf(answer), 'oauth_timestamp_refused');
    }
  });

  test('a nonce works once per key, whatever else the launch says; another key may use it', async () => {
    assert.equal((await launch({}, { nonce: 'same' })).statusCode, 303);
    assert.equal(codeOf(await launch({ user_id: '9' }, { nonce: 'same' })), 'launch_replayed');
    const other = await launch({ oauth_consumer_key: 'lab-key' }, { nonce: 'same', secret: 'lab-secret-é&1' });
    assert.equal(other.statusCode, 303);
    assert.equal((await launch({}, { nonce: 'x'.repeat(500) })).statusCode, 303, 'long ones are legal');
  });

  test('a parameter that comes twice is refused although it is signed', async () => {
    const twice = signedForm({}, { secret: SECRET });
    const answer = await postForm(world, [...twice, ['user_id', '1']]);
    assert.equal(codeOf(answer), 'duplicate_parameter');
  });

  test('a body that is no form is refused', async () => {
    const answer = await world.server.inject({
      method: 'POST',
      url: '/lti/1.1/launch',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      payload: '{}',
    });
    assert.equal(answer.statusCode, 415);
  });

  test('the address of the LMS is learnt at its first launch, so that it may show our pages', async () => {
    const { query } = database.current;
    const before = await query
      .selectFrom('platforms')
      .select('auth_url')
      .where('client_id', '=', 'cle')
      .executeTakeFirst();
    assert.equal(before?.auth_url, 'https://ancien.exemple');
  });
});

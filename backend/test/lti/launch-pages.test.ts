import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { databaseOf, sqliteEngine } from '../support/database.ts';
import { createLaunchWorld, formText, type LaunchWorld, loginParameters } from '../support/launches.ts';
import { claim } from '../support/moodle-platform.ts';

const recorded = path.resolve(import.meta.dirname, '../../../practice-lms/test/recorded');
const containers = path.join(recorded, 'launch-containers-and-cookies.json');

const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';

describe('pages around a launch', () => {
  const database = databaseOf(sqliteEngine());
  let world: LaunchWorld;
  before(async () => {
    world = await createLaunchWorld(database.current);
  });
  const html = { accept: 'text/html', cookie: undefined };

  test('S1.4 a login sets one __Host- cookie and leads on, telling nobody where from', async () => {
    const answer = await world.server.inject({ url: `/lti/login?${formText(loginParameters(world.platform))}` });
    assert.equal(answer.statusCode, 303);
    const cookie = String(answer.headers['set-cookie']);
    assert.match(
      cookie,
      /^__Host-lti_\w+_[\w-]{8}=[\w-]{22}; Path=\/; Secure; HttpOnly; SameSite=None; Partitioned; Max-Age=600$/,
    );
    assert.equal(answer.headers['referrer-policy'], 'no-referrer');
    const { searchParams } = new URL(String(answer.headers.location));
    assert.deepEqual(
      [
        'scope',
        'response_type',
        'response_mode',
        'prompt',
        'client_id',
        'redirect_uri',
        'login_hint',
        'lti_message_hint',
      ].map((name) => searchParams.get(name)),
      [
        'openid',
        'id_token',
        'form_post',
        'none',
        'client-1',
        'https://passerelle.exemple/lti/launch',
        '5',
        '{"cmid":5,"launchid":"ltilaunch4_421142004"}',
      ],
    );
  });

  test('its cookie is of the one kind that came back in every launch container of a recorded Moodle', async () => {
    const answer = await world.server.inject({ url: `/lti/login?${formText(loginParameters(world.platform))}` });
    const isChips = /Secure;.*SameSite=None;.*Partitioned/.test(String(answer.headers['set-cookie']));
    // The recorded tool led on by a redirect, by a script and by a form; set a plain cookie, SameSite=None, and Partitioned.
    const { rows } = JSON.parse(readFileSync(containers, 'utf8')) as { rows: { cookiesThatCameBack: string }[] };
    assert.ok(isChips && rows.length === 20);
    for (const { cookiesThatCameBack } of rows) assert.match(cookiesThatCameBack, /lab_state_chips/);
  });

  test('S1.4 a login without lti_message_hint sends none', async () => {
    const { request } = await world.login({ lti_message_hint: undefined });
    assert.ok(!request.has('lti_message_hint'));
  });

  test('S1.5 an authentication address with a query of its own keeps it', async () => {
    const platform = await world.addPlatform({ clientId: 'query', authUrl: 'https://moodle.exemple/auth.php?site=2' });
    const { request } = await world.login({}, platform);
    assert.deepEqual([request.get('site'), request.get('client_id')], ['2', 'query']);
    const query = formText({ ...loginParameters(platform), client_id: 'query' });
    const answer = await world.server.inject({ url: `/lti/login?${query}` });
    assert.deepEqual(
      [answer.statusCode, answer.headers['cache-control'], answer.headers['referrer-policy']],
      [303, 'no-store', 'no-referrer'],
    );
  });

  test('an old Safari, and a platform that offers storage, get the page that leaves a recovery token', async () => {
    const query = formText(loginParameters(world.platform));
    const safari = await world.server.inject({ url: `/lti/login?${query}`, headers: { 'user-agent': SAFARI } });
    const storing = await world.server.inject({ url: `/lti/login?${query}&lti_storage_target=_parent` });
    for (const answer of [safari, storing]) {
      assert.equal(answer.statusCode, 200);
      assert.match(answer.body, /localStorage\.setItem/);
      assert.match(answer.body, /<noscript>/);
      assert.equal(answer.headers['cache-control'], 'no-store');
    }
    assert.match(storing.body, /"frame":"_parent"/);
  });

  test('the confirmation page can be framed by the platform alone and run nothing but itself', async () => {
    const answer = await world.launch({ headers: html });
    const policy = String(answer.headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'self' https:\/\/moodle\.exemple$/);
    assert.match(policy, /form-action 'self' https:\/\/passerelle\.exemple/);
    assert.ok(!policy.includes('script-src'));
    assert.equal(answer.headers['referrer-policy'], 'same-origin');
    assert.match(
      answer.body,
      /Vous ouvrez <strong>Phishing : repérer un message piégé<\/strong> en tant que <strong>Zoé L\.<\/strong>/,
    );
    assert.match(
      answer.body,
      /href="https:\/\/moodle\.exemple\/mod\/lti\/return\.php\?course=2&amp;instanceid=4&amp;sesskey=SESSKEY"/,
    );
  });

  test('nobody’s name is invented, and whatever Moodle sends is text', async () => {
    const claims = {
      given_name: undefined,
      family_name: undefined,
      name: undefined,
      [claim.resourceLink]: { id: '4', title: '<img src=x>"' },
    };
    const answer = await world.launch({ claims, headers: html });
    assert.match(answer.body, /<strong>&lt;img src=x&gt;&quot;<\/strong> avec un compte de Moodle d’essai/);
    assert.match(answer.body, /<button type="submit">Continuer<\/button>/);
  });

  test('pages speak the language of the person in Moodle, else the browser’s', async () => {
    const english = { [claim.presentation]: { locale: 'en', return_url: 'https://moodle.exemple/back' } };
    const answer = await world.launch({ claims: english, headers: { ...html, 'accept-language': 'fr' } });
    assert.match(answer.body, /<html lang="en">[\s\S]*Continue as Zoé L\./);
    const refused = await world.post({ state: 'x' }, { accept: 'text/html', 'accept-language': 'en-GB,fr;q=0.5' });
    assert.match(refused.body, /This launch is no longer valid/);
  });

  test('S2.15 a refusal of a genuine token leads back to Moodle with a message; the page names code and request', async () => {
    const answer = await world.launch({ claims: { [claim.deploymentId]: '99' }, headers: { accept: 'text/html' } });
    assert.equal(answer.statusCode, 403);
    assert.match(answer.body, /data-error="deployment_unknown"/);
    assert.match(answer.body, /href="https:\/\/moodle\.exemple\/mod\/lti\/return\.php[^"]*lti_errormsg=/);
    assert.ok(answer.body.includes(String(answer.headers['x-request-id'])));
  });

  test('a refusal of a token that is not genuine leads nowhere that the token says', async () => {
    const claims = { iss: 'https://evil.example', [claim.presentation]: { return_url: 'https://evil.example/' } };
    const answer = await world.launch({ claims, header: { kid: 'nobody' }, headers: { accept: 'text/html' } });
    assert.ok(!answer.body.includes('evil.example'));
  });

  test('a return address that is no web address is not offered', async () => {
    const claims = { [claim.deploymentId]: '99', [claim.presentation]: { return_url: 'javascript:alert(1)' } };
    const answer = await world.launch({ claims, headers: { accept: 'text/html' } });
    assert.ok(!answer.body.includes('javascript:'));
  });
});

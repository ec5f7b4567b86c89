import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { LightMyRequestResponse } from 'fastify';
import { createLocalJWKSet, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { createSigningKeyStore } from '../../src/lti/signing-keys.store.ts';
import { createSigningKeys } from '../../src/lti/signing-keys.ts';
import { databaseOf, sqliteEngine } from '../support/database.ts';
import { API_URL, SECRET } from '../support/launch-server.ts';
import { codeOf, createLaunchWorld, type LaunchChanges, type LaunchWorld, NOW } from '../support/launches.ts';
import { claim } from '../support/moodle-platform.ts';
import { recordedJson } from '../support/registering-platforms.ts';

const RETURN = 'https://moodle.exemple/mod/lti/contentitem_return.php?course=2&id=1&sesskey=LABSESSKEY';
const ITEMS = 'https://purl.imsglobal.org/spec/lti-dl/claim/content_items';
const DATA = 'https://purl.imsglobal.org/spec/lti-dl/claim/data';
const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';
const MEMBERSHIP = 'http://purl.imsglobal.org/vocab/lis/v2/membership';

const OUR_PAGE = { 'sec-fetch-site': 'same-origin', origin: API_URL };
const MANY = { accept_multiple: true };

describe('S3 deep linking', () => {
  const database = databaseOf(sqliteEngine());
  let world: LaunchWorld;
  before(async () => {
    world = await createLaunchWorld(database.current);
    const tenant_id = world.platform.tenantId;
    const { query } = database.current;
    const sequence = { tenant_id, module_id: 'module1', sequence_id: 'sequence1', title: 'Mots de passe & co' };
    await query
      .insertInto('sequences')
      .values({ id: 'dl-sequence', ...sequence })
      .execute();
    for (const [position, grain_id] of ['dl1', 'dl2', 'dl3'].entries()) {
      const url = grain_id === 'dl3' ? null : `pages/${grain_id}.html`;
      const grain = { tenant_id, module_id: 'module1', sequence_id: 'sequence1', grain_id, title: `Grain ${grain_id}` };
      await query
        .insertInto('grains')
        .values({ id: grain_id, ...grain, url, minutes: 35, position })
        .execute();
    }
  });

  function request(settings: Record<string, unknown> = {}, changes: Record<string, unknown> = {}): LaunchChanges {
    return {
      claims: {
        [claim.messageType]: 'LtiDeepLinkingRequest',
        [claim.deepLinking]: { deep_link_return_url: RETURN, accept_types: ['ltiResourceLink'], ...settings },
        [claim.resourceLink]: undefined,
        [claim.roles]: [claim.instructor],
        ...changes,
      },
      headers: { accept: 'text/html' },
    };
  }

  const asJson = (changes: LaunchChanges): LaunchChanges => ({ ...changes, headers: {} });
  const tokenOf = (page: LightMyRequestResponse): string => field(page.body, 'token');

  function choose(token: string, fields: [string, string][], headers: Record<string, string> = OUR_PAGE) {
    return world.server.inject({
      method: 'POST',
      url: '/lti/deep-linking',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', ...headers },
      payload: new URLSearchParams([['token', token], ...fields]).toString(),
    });
  }

  async function verified(page: LightMyRequestResponse): Promise<JWTPayload> {
    const keys = await createSigningKeys(createSigningKeyStore(database.current), SECRET).publicSet();
    const set = createLocalJWKSet(keys as unknown as JSONWebKeySet);
    const options = { issuer: 'client-1', audience: 'https://moodle.exemple', currentDate: NOW };
    return (await jwtVerify(field(page.body, 'JWT'), set, { ...options, algorithms: ['RS256'] })).payload;
  }

  test('the picker shows the course, modules, sequences and grains that can be opened, with counts and minutes', async () => {
    const page = await world.launch(request(MANY));
    assert.equal(page.statusCode, 200);
    for (const key of ['course', 'module:module1', 'sequence:sequence1', 'grain:dl1', 'grain:dl2']) {
      assert.ok(page.body.includes(`type="checkbox" name="choice" value="${key}"`), key);
    }
    assert.ok(!page.body.includes('grain:dl3'));
    assert.match(page.body, /Mots de passe &amp; co<\/b> <small>2 grains, environ 1\u00a0h\u00a010</);
    assert.match(
      String(page.headers['content-security-policy']),
      /form-action 'self'; .*frame-ancestors 'self' https:\/\/moodle\.exemple/,
    );
    assert.equal(page.headers['referrer-policy'], 'same-origin');
    assert.ok(!page.body.includes('LABSESSKEY'));
  });

  test('several choices come back signed as activities with scope, column and the words for them', async () => {
    const page = await world.launch(request({ ...MANY, data: 'opaque ✓' }));
    const answer = await choose(tokenOf(page), [
      ['choice', 'grain:dl1'],
      ['choice', 'sequence:sequence1'],
      ['choice', 'module:module1'],
      ['choice', 'grain:unknown'],
      ['graded', 'yes'],
      ['action', 'add'],
    ]);
    assert.equal(answer.statusCode, 200);
    assert.ok(answer.body.includes(`action="${RETURN.replaceAll('&', '&amp;')}"`));
    assert.match(String(answer.headers['content-security-policy']), /form-action 'self' https:\/\/moodle\.exemple/);
    assert.equal(answer.headers['cache-control'], 'no-store');
    const claims = await verified(answer);
    assert.equal(claims[`${LTI}message_type`], 'LtiDeepLinkingResponse');
    assert.equal(claims[`${LTI}version`], '1.3.0');
    assert.equal(claims[`${LTI}deployment_id`], '1');
    assert.equal(claims[DATA], 'opaque ✓');
    assert.ok(typeof claims.nonce === 'string' && claims.nonce.length > 20);
    assert.ok((claims.exp ?? 0) - (claims.iat ?? 0) <= 600);
    assert.deepEqual(claims[ITEMS], [
      item('Module 1', 'module:module1', { module: 'module1' }, '1 séquence, 2 grains, environ 1\u00a0h\u00a010'),
      item(
        'Mots de passe & co',
        'sequence:sequence1',
        { module: 'module1', sequence: 'sequence1' },
        '2 grains, environ 1\u00a0h\u00a010',
      ),
      item('Grain dl1', 'grain:dl1', { module: 'module1', sequence: 'sequence1', grain: 'dl1' }, 'environ 35\u00a0min'),
    ]);
  });

  function item(title: string, resourceId: string, custom: Record<string, string>, text: string) {
    const url = `${API_URL}/lti/launch?${new URLSearchParams(custom)}`;
    const lineItem = { scoreMaximum: 100, label: title, resourceId, tag: 'passerelle' };
    return { type: 'ltiResourceLink', title, text, url, custom, lineItem };
  }

  test('Moodle’s recorded request opens the picker', async () => {
    const recorded =
      recordedJson<Record<string, { id_token?: { claims: Record<string, unknown> } }>>('deeplink-request');
    const claims = recorded['3 authentication response (Moodle -> tool, through the browser)']?.id_token?.claims ?? {};
    const settings = claims[claim.deepLinking] as Record<string, unknown>;
    const page = await world.launch(request({ ...settings, deep_link_return_url: RETURN }));
    assert.match(page.body, /type="checkbox" name="choice"/);
    const answer = await choose(tokenOf(page), [
      ['choice', 'course'],
      ['graded', 'yes'],
    ]);
    const signed = await verified(answer);
    assert.equal(DATA in signed, false);
    const [only] = signed[ITEMS] as Record<string, unknown>[];
    assert.ok(only && !('custom' in only), 'Moodle fails on an empty object');
    assert.deepEqual([only?.title, only?.custom, only?.url], ['Le cours entier', undefined, `${API_URL}/lti/launch`]);
  });

  for (const [what, settings] of [
    ['nothing is said', {}],
    ['it says false', { accept_multiple: false }],
    ['it says "false" as text', { accept_multiple: 'false' }],
  ] as const) {
    test(`one activity alone can be chosen where ${what} of several`, async () => {
      const page = await world.launch(request(settings));
      assert.match(page.body, /type="radio" name="choice"/);
      const answer = await choose(tokenOf(page), [
        ['choice', 'grain:dl1'],
        ['choice', 'grain:dl2'],
      ]);
      assert.equal(((await verified(answer))[ITEMS] as unknown[]).length, 1);
    });
  }

  test('no column is asked for where the platform takes none, or the teacher wants none', async () => {
    for (const [settings, graded] of [
      [{ accept_lineitem: false }, 'yes'],
      [{ accept_lineitem: 'false' }, 'yes'],
      [{ accept_lineitem: true }, 'no'],
    ] as const) {
      const page = await world.launch(request(settings));
      assert.equal(page.body.includes('name="graded"'), settings.accept_lineitem === true);
      const answer = await choose(tokenOf(page), [
        ['choice', 'grain:dl1'],
        ['graded', graded],
      ]);
      const [only] = (await verified(answer))[ITEMS] as Record<string, unknown>[];
      assert.equal(only && 'lineItem' in only, false);
    }
  });

  test('cancelling answers an empty list', async () => {
    const page = await world.launch(request(MANY));
    const answer = await choose(tokenOf(page), [
      ['choice', 'grain:dl1'],
      ['action', 'cancel'],
    ]);
    assert.deepEqual((await verified(answer))[ITEMS], []);
  });

  test('adding nothing shows the list again and says so', async () => {
    const page = await world.launch(request(MANY));
    const again = await choose(tokenOf(page), [['action', 'add']]);
    assert.equal(again.statusCode, 400);
    assert.match(again.body, /role="alert"/);
    assert.equal((await choose(tokenOf(again), [['choice', 'grain:dl1']])).statusCode, 200);
  });

  test('a platform that wants files or texts gets a clear page and an empty answer', async () => {
    for (const accept_types of [['link', 'file'], undefined, 'ltiResourceLink']) {
      const page = await world.launch(request({ accept_types }));
      assert.match(page.body, /Ce n’est pas le bon endroit/);
      const answer = await choose(tokenOf(page), [['action', 'cancel']]);
      assert.deepEqual((await verified(answer))[ITEMS], []);
    }
  });

  test('learners and strangers choose nothing; teachers, assistants and content developers do', async () => {
    const roles = (uri: string) => world.launch(asJson(request({}, { [claim.roles]: [uri] })));
    const person = 'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor';
    for (const uri of [claim.learner, person, `${MEMBERSHIP}#Mentor`]) {
      const refused = await roles(uri);
      assert.equal(refused.statusCode, 403);
      assert.equal(codeOf(refused), 'choosing_forbidden');
    }
    for (const uri of [`${MEMBERSHIP}#ContentDeveloper`, `${MEMBERSHIP}/Instructor#TeachingAssistant`]) {
      assert.equal((await roles(uri)).statusCode, 200);
    }
  });

  test('an answer goes to the platform’s own hosts only', async () => {
    for (const url of [
      'https://evil.example/return',
      'http://moodle.exemple/return',
      'https://moodle.exemple:8443/r',
    ]) {
      assert.equal(
        codeOf(await world.launch(asJson(request({ deep_link_return_url: url })))),
        'deep_linking_return_refused',
      );
    }
    for (const url of ['javascript:alert(1)', 'ftp://moodle.exemple/', '', undefined]) {
      assert.equal(codeOf(await world.launch(asJson(request({ deep_link_return_url: url })))), 'deep_linking_invalid');
    }
  });

  test('N55 the picker’s form is taken from our own page only', async () => {
    const token = tokenOf(await world.launch(request(MANY)));
    for (const headers of [
      { 'sec-fetch-site': 'cross-site', origin: API_URL },
      { 'sec-fetch-site': 'same-site', origin: API_URL },
      { origin: 'https://moodle.exemple' },
      {},
    ] as Record<string, string>[]) {
      const answer = await choose(token, [['choice', 'grain:dl1']], { ...headers, accept: 'application/json' });
      assert.equal(codeOf(answer), 'cross_site_repost');
    }
    assert.equal((await choose(token, [['choice', 'grain:dl1']], { origin: API_URL })).statusCode, 200);
  });

  test('a changed, foreign or old token is refused, and so is one of a platform that was closed', async () => {
    const token = tokenOf(await world.launch(request(MANY)));
    const json = { ...OUR_PAGE, accept: 'application/json' };
    const changed = `${token.slice(0, 30)}${token[30] === 'A' ? 'B' : 'A'}${token.slice(31)}`;
    for (const bad of [changed, token.slice(4), '', 'x']) {
      assert.equal(codeOf(await choose(bad, [['choice', 'course']], json)), 'picker_invalid');
    }
    world.clock.set(new Date(NOW.getTime() + 2 * 3600_000));
    assert.equal(codeOf(await choose(token, [['choice', 'course']], json)), 'picker_invalid');
    world.clock.set(NOW);
    const other = await world.addPlatform({ clientId: 'client-closed' });
    const page = await world.launch(request(MANY), other);
    await database.current.query
      .updateTable('platforms')
      .set({ status: 'disabled' })
      .where('id', '=', other.id)
      .execute();
    assert.equal(codeOf(await choose(tokenOf(page), [['choice', 'course']], json)), 'platform_disabled');
  });
});

/** The value of a hidden field of a page. */
function field(body: string, name: string): string {
  const found = new RegExp(`name="${name}" value="([^"]+)"`).exec(body);
  assert.ok(found?.[1], `the page has a field ${name}`);
  return found[1];
}

import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import type { AccessTokens, ServicePlatform } from '../../src/lti/access-token.ts';
import { createAgsClient } from '../../src/lti/ags.remote.ts';
import { AGS_SCOPES, type GradedActivity, lineItemsOfLinkUrl, scoreBody, scoresUrl } from '../../src/lti/ags.ts';
import { createGuardedFetch } from '../../src/lti/outbound.remote.ts';
import { exchangeOf, type RecordedExchange, recordingOf, startReplay, targetOf } from './recorded-moodle.ts';

const NOW = Date.parse('2026-11-20T22:44:28.670Z');
const replay = await startReplay();
const remote = createGuardedFetch({ allowPrivateNetworks: true, userAgent: 'Passerelle/test' });
after(async () => {
  replay.close();
  await remote.close();
});

const platform: ServicePlatform = { id: 'p1', clientId: 'c', tokenUrl: `${replay.url}/token`, tokenAudience: null };
const lineItemUrl = `${replay.url}/mod/lti/services.php/2/lineitems/17/lineitem?type_id=1`;
const activity: GradedActivity = {
  resourceLinkId: 'r1',
  ltiResourceLinkId: '4',
  title: 'Module 1',
  scope: { moduleId: 'module1', sequenceId: null, grainId: null },
  lineItemUrl: null,
  lineItemsUrl: `${replay.url}/mod/lti/services.php/2/lineitems?type_id=1`,
  lineItemOrigin: null,
  scopes: [AGS_SCOPES.lineItem, AGS_SCOPES.lineItemReadonly, AGS_SCOPES.score],
};

let asked: string[][] = [];
let dropped: string[] = [];
const tokens: AccessTokens = {
  get: async (_platform, scopes) => {
    asked.push([...scopes]);
    return { kind: 'granted', token: dropped.length === 0 ? 'LAB-ACCESS-TOKEN' : 'NEW-TOKEN' };
  },
  drop: (_platform, _scopes, token) => {
    dropped.push(token);
  },
};
const client = () => createAgsClient(remote.fetch, tokens, () => NOW);
const post = (score = 0.8) => client().postScore(platform, lineItemUrl, { moodleUserId: '5', score });

beforeEach(() => {
  asked = [];
  dropped = [];
  replay.seen.length = 0;
  replay.answers.length = 0;
});

/** An answer whose addresses point to the replaying server. */
function here({ response }: RecordedExchange): RecordedExchange['response'] {
  const body = response.body
    .replaceAll('http:\\/\\/localhost:8081', replay.url)
    .replaceAll('http://localhost:8081', replay.url);
  return { ...response, body };
}

describe('addresses', () => {
  test('put /scores into the path, before the query', () => {
    assert.equal(scoresUrl('https://m.fr/l/17/lineitem?type_id=1'), 'https://m.fr/l/17/lineitem/scores?type_id=1');
    assert.equal(scoresUrl('https://m.fr/l/17/lineitem'), 'https://m.fr/l/17/lineitem/scores');
    assert.equal(scoresUrl('https://m.fr/l/17/'), 'https://m.fr/l/17/scores');
  });

  test('keep the query of the line items, ask for no pages', () => {
    const url = lineItemsOfLinkUrl('https://m.fr/l?type_id=1', 'a b&c');
    assert.equal(url, 'https://m.fr/l?type_id=1&resource_link_id=a+b%26c');
  });
});

describe('a posted score', () => {
  const success = exchangeOf('scores', 'Success');

  test('has the method, path, query, headers and form that Moodle took', async () => {
    replay.answers.push(success.response);
    assert.deepEqual(await post(), { kind: 'delivered' });
    const [seen] = replay.seen;
    assert.equal(seen?.method, 'POST');
    assert.equal(seen?.target, targetOf(success));
    assert.deepEqual(seen?.headers, success.request.headers);
    const recorded = JSON.parse(success.request.body ?? '') as Record<string, unknown>;
    const { comment: _, ...form } = recorded;
    assert.deepEqual(JSON.parse(seen?.body ?? ''), { ...form, scoreGiven: 80, scoreMaximum: 100 });
    assert.deepEqual(asked, [[AGS_SCOPES.score]]);
  });

  test('S5.2 is always final, in range and stamped with the time of sending, to the millisecond and in UTC', () => {
    for (const [score, points] of [
      [1, 100],
      [0, 0],
      [1 / 3, 33.33333],
      [2 / 3, 66.66667],
      [0.7, 70],
    ] as const) {
      const body = JSON.parse(scoreBody({ moodleUserId: '5', score }, new Date(NOW))) as Record<string, unknown>;
      assert.equal(body.scoreGiven, points);
      assert.equal(body.scoreMaximum, 100);
      assert.equal(body.gradingProgress, 'FullyGraded');
      assert.equal(body.activityProgress, 'Completed');
      assert.equal(body.timestamp, '2026-11-20T22:44:28.670Z');
    }
  });

  test('S5.1 409: an earlier timestamp', async () => {
    replay.answers.push(exchangeOf('scores', 'Timestamp one hour ago').response);
    assert.deepEqual(await post(), { kind: 'conflict' });
  });

  test('409 from a platform whose clock is ahead: the next one is stamped by its clock', async () => {
    const refused = exchangeOf('scores', 'Timestamp one hour ago').response;
    const date = new Date(NOW + 300_000).toUTCString();
    replay.answers.push({ ...refused, headers: { ...refused.headers, date } }, success.response);
    const same = client();
    await same.postScore(platform, lineItemUrl, { moodleUserId: '5', score: 1 });
    await same.postScore(platform, lineItemUrl, { moodleUserId: '5', score: 1 });
    const { timestamp } = JSON.parse(replay.seen[1]?.body ?? '') as { timestamp: string };
    assert.ok(Date.parse(timestamp) >= NOW + 299_000);
  });

  test('S5.2 400: not enrolled, unknown, or the teacher', async () => {
    for (const what of ['User who is not enrolled', 'User who does not exist', 'The teacher']) {
      replay.answers.push(exchangeOf('scores', what).response);
      assert.deepEqual(await post(), { kind: 'gave_up', code: 'not_a_student' }, what);
    }
  });

  test('400 about the form of the call is told apart from one about the person', async () => {
    replay.answers.push(exchangeOf('scores', 'Content-Type: application/json').response);
    assert.deepEqual(await post(), { kind: 'gave_up', code: 'score_refused' });
  });

  test('404: the column is gone; a page with 404 says nothing of the kind', async () => {
    replay.answers.push(exchangeOf('scores', 'Line item that does not exist').response);
    assert.deepEqual(await post(), { kind: 'line_item_gone' });
    replay.answers.push({ status: 404, reason: 'x', headers: { 'content-type': 'text/html' }, body: '<p>moved' });
    assert.deepEqual(await post(), { kind: 'failing' });
  });

  test('500: locked by the teacher, or broken', async () => {
    for (const what of [
      'A student whose grade the teacher has locked',
      'The whole grade item is locked',
      'userId not',
    ]) {
      replay.answers.push(exchangeOf('scores', what).response);
      assert.deepEqual(await post(), { kind: 'failing' }, what);
    }
  });

  test('401: the token is dropped and a new one gets one more try', async () => {
    const refused = exchangeOf('scores', 'Token with only lineitem.readonly').response;
    replay.answers.push(refused, success.response);
    assert.deepEqual(await post(), { kind: 'delivered' });
    assert.deepEqual(dropped, ['LAB-ACCESS-TOKEN']);
    assert.equal(replay.seen[1]?.headers.authorization, 'Bearer NEW-TOKEN');
    replay.answers.push(refused, refused);
    assert.deepEqual(await post(), { kind: 'unauthorised' });
    assert.equal(replay.seen.length, 4, 'not a third time');
  });

  test('S5.4 429, 503 and Canvas’ 403 are waited out, as long as the platform asks', async () => {
    const answer = (status: number, headers = {}, body = '') => ({ status, reason: 'x', headers, body });
    const retry = (code: string, afterMs?: number) => ({ kind: 'retry', code, isPlatformWide: true, afterMs });
    replay.answers.push(answer(429, { 'retry-after': '7' }));
    assert.deepEqual(await post(), retry('lms_throttled', 7000));
    replay.answers.push(answer(503, { 'retry-after': new Date(NOW + 60_000).toUTCString() }));
    const later = await post();
    assert.ok(later.kind === 'retry' && later.code === 'lms_failing' && Math.abs((later.afterMs ?? 0) - 60_000) < 1000);
    replay.answers.push(answer(403, { 'content-type': 'text/html' }, '403 Forbidden (Rate Limit Exceeded)'));
    assert.deepEqual(await post(), retry('lms_throttled'));
    replay.answers.push(answer(403, {}, 'no'));
    assert.deepEqual(await post(), { kind: 'gave_up', code: 'forbidden' });
  });

  test('silence and a refused connection are troubles of the platform', async () => {
    const nowhere = await client().postScore(platform, 'http://127.0.0.1:9/l', { moodleUserId: '5', score: 1 });
    assert.deepEqual(nowhere, { kind: 'retry', code: 'lms_unreachable', isPlatformWide: true });
  });
});

describe('S5.3 an activity’s column', () => {
  const filtered = exchangeOf('lineitems', 'List, resource_link_id filter');

  test('is looked for by the activity, with the one media type Moodle takes', async () => {
    replay.answers.push(here(filtered));
    const found = await client().findLineItem(platform, activity);
    assert.deepEqual(found, { kind: 'found', url: lineItemUrl, origin: 'platform' });
    assert.equal(replay.seen[0]?.target, targetOf(filtered));
    assert.deepEqual(replay.seen[0]?.headers, filtered.request.headers);
  });

  test('is not made when there is one', async () => {
    replay.answers.push(here(filtered));
    const found = await client().findOrCreateLineItem(platform, activity);
    assert.equal(found.kind, 'found');
    assert.deepEqual(
      replay.seen.map((one) => one.method),
      ['GET'],
    );
  });

  test('is made when there is none, once for callers that come together, and found again', async () => {
    const created = exchangeOf('lineitems', 'Create, bound to a resource link');
    const none = exchangeOf('lineitems', 'List, filter that matches nothing');
    const ours = [{ id: `${replay.url}/l/19`, resourceLinkId: '4', resourceId: 'module:module1', tag: 'passerelle' }];
    const listed = { ...none.response, body: JSON.stringify(ours) };
    const createdHere = { ...here(created), body: JSON.stringify(ours[0]) };
    replay.answers.push(none.response, createdHere, listed, listed);
    const same = client();
    const found = { kind: 'found', url: `${replay.url}/l/19`, origin: 'passerelle' };
    const both = [same.findOrCreateLineItem(platform, activity), same.findOrCreateLineItem(platform, activity)];
    assert.deepEqual(await Promise.all(both), [found, found]);
    assert.deepEqual(
      replay.seen.map((one) => one.method),
      ['GET', 'POST', 'GET'],
    );
    const [, making] = replay.seen;
    assert.equal(making?.target, targetOf(created));
    assert.deepEqual(making?.headers, created.request.headers);
    assert.deepEqual(Object.keys(JSON.parse(making?.body ?? '')), Object.keys(JSON.parse(created.request.body ?? '')));
    assert.deepEqual(await same.findOrCreateLineItem(platform, activity), found);
  });

  test('two senders that made one each choose the same, and the other takes its own away', async () => {
    const item = (n: number) => ({
      id: `${replay.url}/l/${n}`,
      resourceLinkId: '4',
      resourceId: 'module:module1',
      tag: 'passerelle',
    });
    const answer = (status: number, body: unknown) => ({
      status,
      reason: 'x',
      headers: {},
      body: JSON.stringify(body),
    });
    replay.answers.push(answer(200, []), answer(201, item(20)), answer(200, [item(20), item(19)]), answer(204, ''));
    const found = await client().findOrCreateLineItem(platform, activity);
    assert.deepEqual(found, { kind: 'found', url: `${replay.url}/l/19`, origin: 'passerelle' });
    assert.deepEqual([replay.seen[3]?.method, replay.seen[3]?.target], ['DELETE', '/l/20']);
  });

  test('that was made just now is not made again where the platform’s list does not show it', async () => {
    const item = { id: `${replay.url}/l/20`, resourceId: 'module:module1', tag: 'passerelle' };
    const answer = (status: number, body: unknown) => ({
      ...{ status, reason: 'x', headers: {} },
      body: JSON.stringify(body),
    });
    const found = { kind: 'found', url: item.id, origin: 'passerelle' };
    replay.answers.push(answer(200, []), answer(201, item), answer(200, [item]));
    assert.deepEqual(await client().findOrCreateLineItem(platform, activity), found, 'listed without its activity');
    replay.answers.push(answer(200, []), answer(201, item), answer(200, []));
    assert.deepEqual(await client().findOrCreateLineItem(platform, activity), found, 'not listed yet');
    const elsewhere = { ...item, id: 'https://autre.exemple/l/20' };
    replay.answers.push(answer(200, []), answer(201, elsewhere), answer(200, []));
    assert.deepEqual(await client().findOrCreateLineItem(platform, activity), { kind: 'none' }, 'another server');
  });

  test('that was made just now is not taken for a spare one when the list spells its address otherwise', async () => {
    const item = { id: `${replay.url}/l/20`, resourceLinkId: '4', resourceId: 'module:module1', tag: 'passerelle' };
    const created = { ...item, id: `${item.id}?type_id=1` };
    const answer = (status: number, body: unknown) => ({
      ...{ status, reason: 'x', headers: {} },
      body: JSON.stringify(body),
    });
    replay.answers.push(answer(200, []), answer(201, created), answer(200, [item]), answer(204, ''));
    const found = await client().findOrCreateLineItem(platform, activity);
    assert.deepEqual(found, { kind: 'found', url: item.id, origin: 'passerelle' });
    assert.deepEqual(
      replay.seen.map((one) => one.method),
      ['GET', 'POST', 'GET'],
    );
  });

  test('of another activity, or on another server, is not taken', async () => {
    const all = exchangeOf('lineitems', 'List, proper Accept');
    replay.answers.push(all.response);
    assert.deepEqual(await client().findLineItem(platform, activity), { kind: 'none' }, 'addresses of another origin');
    replay.answers.push(here(all));
    const other = await client().findLineItem(platform, { ...activity, ltiResourceLinkId: '99' });
    assert.deepEqual(other, { kind: 'none' });
  });

  test('is neither looked for nor made without the right to do so', async () => {
    const poor = { ...activity, scopes: [AGS_SCOPES.score] };
    assert.deepEqual(await client().findOrCreateLineItem(platform, poor), { kind: 'none' });
    const reader = { ...activity, scopes: [AGS_SCOPES.lineItemReadonly] };
    replay.answers.push(exchangeOf('lineitems', 'List, filter that matches nothing').response);
    assert.deepEqual(await client().findOrCreateLineItem(platform, reader), { kind: 'none' });
    assert.deepEqual(
      replay.seen.map((one) => one.method),
      ['GET'],
    );
  });

  test('tells a service that works from one that fails on everything', async () => {
    replay.answers.push(here(exchangeOf('lineitems', 'Get one, proper Accept')));
    assert.equal(await client().checkLineItem(platform, activity, lineItemUrl), 'there');
    replay.answers.push({ status: 500, reason: 'x', headers: {}, body: '' });
    assert.equal(await client().checkLineItem(platform, activity, lineItemUrl), 'silent');
    replay.answers.push({
      status: 200,
      reason: 'OK',
      headers: { 'content-type': 'text/html' },
      body: '<p>maintenance',
    });
    assert.equal(await client().checkLineItem(platform, activity, lineItemUrl), 'silent');
    const poor = { ...activity, scopes: [AGS_SCOPES.score] };
    assert.equal(await client().checkLineItem(platform, poor, lineItemUrl), 'unknown');
  });
});

test('every recorded answer to a score has a meaning, and none but success counts as delivered', async () => {
  for (const exchange of recordingOf('scores').filter((one) => one.request.method === 'POST')) {
    replay.answers.push(exchange.response, exchange.response);
    const outcome = await post();
    assert.equal(outcome.kind === 'delivered', exchange.response.status === 200, exchange.what);
    replay.answers.length = 0;
  }
});

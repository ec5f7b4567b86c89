import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { createMoodleServicesClient } from '../../src/lti/moodle-services.remote.ts';
import { type MoodleValue, readMoodleAnswer, servicesForm } from '../../src/lti/moodle-services.ts';
import { createGuardedFetch } from '../../src/lti/outbound.remote.ts';
import { recordingOf, startReplay } from './recorded-moodle.ts';

interface Recorded {
  what: string;
  request: { url: string; body: string; params?: Record<string, unknown> };
  response: { status: number; body: unknown };
}

const replay = await startReplay();
const remote = createGuardedFetch({ allowPrivateNetworks: true, userAgent: 'Passerelle/test' });
after(async () => {
  replay.close();
  await remote.close();
});
beforeEach(() => {
  replay.seen.length = 0;
  replay.answers.length = 0;
});

const services = { platformId: 'p1', url: replay.url, token: 'LAB-WS-TOKEN' };
const client = () => createMoodleServicesClient(remote.fetch);
const recording = recordingOf('webservices') as unknown as Recorded[];
const json = { 'content-type': 'application/json; charset=utf-8' };

function recorded(what: string): Recorded {
  const found = recording.find((one) => one.what.startsWith(what));
  assert.ok(found, what);
  replay.answers.push({ status: 200, reason: 'OK', headers: json, body: JSON.stringify(found.response.body) });
  return found;
}

/** The last call is the recorded one; the token travels in the body, in no address. */
function assertSent({ request }: Recorded, without: RegExp = /$^/): void {
  const seen = replay.seen.at(-1);
  const { pathname, search } = new URL(request.url);
  assert.equal(seen?.target, pathname + search);
  const body = new URLSearchParams(seen?.body);
  assert.equal(body.get('wstoken'), 'LAB-WS-TOKEN');
  body.delete('wstoken');
  const expected = [...new URLSearchParams(request.body)].filter(([name]) => !without.test(name));
  assert.deepEqual([...body], expected);
}

test('a course module is read: its course, its kind, its maximum, and that a pass grade sets its completion', async () => {
  const exchange = recorded('A course module');
  assert.deepEqual(await client().readModule(services, '5'), {
    kind: 'done',
    value: { cmid: '5', courseId: '2', component: 'mod_lti', maximum: 20, isCompletable: false },
  });
  assertSent(exchange);
});

test('the course module of an LTI activity is found by its instance', async () => {
  const exchange = recorded('External tools');
  assert.deepEqual(await client().findLtiModule(services, '2', '4'), { kind: 'done', value: '5' });
  assertSent(exchange);
  recorded('External tools');
  assert.deepEqual(await client().findLtiModule(services, '2', '999'), { kind: 'done', value: undefined });
});

test('a grade is written in points of the column, as the recorded one', async () => {
  const module = { cmid: '5', courseId: '2', component: 'mod_lti', maximum: 20, isCompletable: false };
  const exchange = recorded('Push a grade');
  assert.deepEqual(await client().writeGrade(services, module, { moodleUserId: '12', score: 0.675 }), {
    kind: 'done',
    value: undefined,
  });
  assertSent(exchange, /str_feedback/);
  recorded('…with an activity that does not exist');
  assert.deepEqual(await client().writeGrade(services, module, { moodleUserId: '12', score: 1 }), { kind: 'gone' });
});

test('completion is set for a student, and taken back', async () => {
  const module = { cmid: '14', courseId: '2', component: 'mod_page', maximum: null, isCompletable: true };
  const exchange = recorded('Override the completion of a student, manual');
  const done = await client().writeCompletion(services, module, { moodleUserId: '12', isComplete: true });
  assert.deepEqual(done, { kind: 'done', value: undefined });
  assertSent(exchange);
});

test('refusals come with 200: a wrong token and a missing function concern the whole platform', async () => {
  for (const [what, code] of [
    ['Wrong token', 'services_token_refused'],
    ['A function that the service does not hold', 'services_function_missing'],
  ] as const) {
    recorded(what);
    assert.deepEqual(await client().readModule(services, '5'), { kind: 'retry', code, isPlatformWide: true });
  }
});

test('a service user who may only look is told from an activity without a column; what it may not see, from a deleted one', async () => {
  const rights = { kind: 'retry', code: 'services_rights_missing', isPlatformWide: false };
  const plain = (body: unknown) =>
    replay.answers.push({ status: 200, reason: 'OK', headers: json, body: JSON.stringify(body) });
  // As Moodle 4.4 answers to who sees the activity and may not manage it.
  plain({ cm: { id: 5, course: 2, module: 15, name: 'x', modname: 'lti', instance: 4, completion: 2 }, warnings: [] });
  assert.deepEqual(await client().readModule(services, '5'), rights);
  plain({ exception: 'require_login_exception', errorcode: 'requireloginerror', message: 'x' });
  assert.deepEqual(await client().readModule(services, '5'), rights);
  plain({ ltis: [], warnings: [] });
  assert.deepEqual(await client().findLtiModule(services, '2', '4'), rights);
});

test('what is no answer of the services is no success', async () => {
  const module = { cmid: '5', courseId: '2', component: 'mod_lti', maximum: 20, isCompletable: false };
  const write = () => client().writeGrade(services, module, { moodleUserId: '12', score: 1 });
  const plain = (status: number, body: string) => replay.answers.push({ status, reason: 'x', headers: json, body });
  plain(200, '<html>maintenance</html>');
  assert.deepEqual(await write(), { kind: 'retry', code: 'unexpected_answer', isPlatformWide: true });
  plain(200, '1');
  assert.deepEqual(await write(), { kind: 'failing' });
  plain(200, '4');
  assert.deepEqual(await write(), { kind: 'gave_up', code: 'locked_or_failing' });
  plain(200, '{"exception":"dml_write_exception","errorcode":"dmlwriteexception","message":"x"}');
  assert.deepEqual(await write(), { kind: 'failing' });
  plain(500, '');
  assert.deepEqual(await write(), { kind: 'failing' });
  plain(303, '');
  assert.deepEqual(await write(), { kind: 'retry', code: 'unexpected_answer', isPlatformWide: true });
});

test('lists and objects are written as Moodle reads them', () => {
  assert.equal(decodeURIComponent(servicesForm({ a: [{ b: 'c' }, { b: 1 }], d: 'é' })), 'a[0][b]=c&a[1][b]=1&d=é');
});

/** The recording's client wrote yes as 1; ours has no call that says yes or no. */
function numbered(params: Record<string, unknown>): Record<string, MoodleValue> {
  return JSON.parse(JSON.stringify(params), (_name, value) => (typeof value === 'boolean' ? Number(value) : value));
}

for (const { what, request, response } of recording) {
  test(`recorded: ${what}: the call is spelled as Moodle reads it, and its answer is told from a refusal`, () => {
    if (request.params !== undefined) {
      assert.deepEqual(
        [...new URLSearchParams(servicesForm(numbered(request.params)))],
        [...new URLSearchParams(request.body)],
      );
    }
    const text = JSON.stringify(response.body);
    const answer = readMoodleAnswer({ status: response.status, statusText: 'OK', headers: json, text: () => text }, 0);
    const isRefusal = typeof response.body === 'object' && response.body !== null && 'exception' in response.body;
    assert.equal(answer.kind === 'done', !isRefusal);
    if (answer.kind === 'done') assert.deepEqual(answer.value, response.body);
  });
}

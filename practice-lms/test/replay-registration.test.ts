import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createPracticeLms, type PracticeLms } from '../src/practice-lms.ts';
import { readRecorded } from './recorded.ts';
import { call } from './service-client.ts';
import { startTool, type ThrowAwayTool } from './throw-away-tool.ts';

interface RecordedRegistration {
  what: string;
  request: { method: string; headers: Record<string, string>; body?: string };
  response: { status: number; body: string; headers: Record<string, string> };
}

type Document = Record<string, unknown>;

const TOOL = 'https://purl.imsglobal.org/spec/lti-tool-configuration';

/** The names of the members of a document and of those within. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return typeof value;
  const entries = Object.entries(value).map(([name, member]): [string, unknown] => [name, shapeOf(member)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('dynamic registration as Moodle 4.4 answers it', () => {
  let tool: ThrowAwayTool;
  let lms: PracticeLms;
  let cookie: string;
  before(async () => {
    tool = await startTool(() => lms.registration.authUrl);
    lms = await createPracticeLms({ port: 0, toolUrl: tool.url });
    const entered = await fetch(`${lms.url}/?as=teacher`, { redirect: 'manual' });
    cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  });
  after(async () => {
    await lms.close();
    await tool.close();
  });

  /** What an administrator does: paste an address; answers the token that stands in the frame's address. */
  async function paste(): Promise<string> {
    const query = new URLSearchParams({ url: `${tool.url}/lti/register?invite=abc` });
    const page = await fetch(`${lms.url}/as/3/tools?${query}`, { headers: { cookie } });
    const [, address = ''] = /<iframe[^>]* src="([^"]+)"/.exec(await page.text()) ?? [];
    const url = new URL(address.replaceAll('&amp;', '&'));
    assert.equal(url.searchParams.get('invite'), 'abc');
    assert.equal(url.searchParams.get('openid_configuration'), `${lms.url}/mod/lti/openid-configuration.php`);
    return url.searchParams.get('registration_token') ?? '';
  }

  function register(body: string, authorization: string) {
    const headers = { 'content-type': 'application/json', ...(authorization === '' ? {} : { authorization }) };
    return call('POST', `${lms.url}/mod/lti/openid-registration.php`, headers, body);
  }

  test('the description has the members of the recorded one', async () => {
    const answer = await call('GET', `${lms.url}/mod/lti/openid-configuration.php`, { accept: 'application/json' });
    assert.deepEqual(shapeOf(JSON.parse(answer.body)), shapeOf(readRecorded('openid-configuration')));
  });

  const recorded = readRecorded('dynamic-registration') as Record<
    string,
    { request: { body: Document }; response: { body: Document } }
  >;
  const good = recorded['3 registration (tool -> Moodle)'];

  test('a registration is answered like the recorded one, waits for "Activate", and then takes over', async () => {
    const former = lms.clientId;
    const answer = await register(JSON.stringify(good?.request.body), `Bearer ${await paste()}`);
    assert.equal(answer.status, 200);
    const body = JSON.parse(answer.body) as Document;
    const expected = structuredClone(good?.response.body) as Record<string, Document>;
    const [ours, theirs] = [body, expected].map((one) => {
      const { messages, custom_parameters, ...rest } = one[TOOL] as Document;
      return shapeOf({ ...one, [TOOL]: rest });
    });
    assert.deepEqual(ours, theirs);
    assert.equal(lms.clientId, former);
    const activated = await fetch(`${lms.url}/as/3/tools`, { method: 'POST', headers: { cookie }, redirect: 'manual' });
    assert.equal(activated.status, 303);
    assert.equal(lms.clientId, body.client_id);
    assert.equal(lms.registration.clientId, body.client_id);
    assert.equal(lms.startLogin('5', null).params.client_id, body.client_id);
  });

  for (const { what, request, response } of readRecorded('dynamic-registration-errors') as RecordedRegistration[]) {
    if (request.method !== 'POST') continue;
    test(`recorded: ${what}`, async () => {
      const token = await paste();
      const given = request.headers.authorization ?? '';
      const authorization = given.replace('LAB-REGISTRATION-TOKEN', token);
      if (what === 'Same token a second time') await register(JSON.stringify(good?.request.body), authorization);
      const answer = await register(request.body ?? '', authorization);
      assert.equal(answer.status, response.status);
      if (response.status !== 200 && response.status !== 404) assert.equal(answer.body, response.body);
    });
  }

  test('learners have no page of tools', async () => {
    const entered = await fetch(`${lms.url}/?as=learner`, { redirect: 'manual' });
    const learner = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const page = await fetch(`${lms.url}/as/5/tools`, { headers: { cookie: learner } });
    assert.equal(page.status, 403);
  });
});

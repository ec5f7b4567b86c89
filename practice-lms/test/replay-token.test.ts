import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createPracticeLms, type PracticeLms } from '../src/practice-lms.ts';
import { type Exchange, readRecorded } from './recorded.ts';
import { type Answer, call, tokenForm } from './service-client.ts';
import { startTool, type ThrowAwayTool } from './throw-away-tool.ts';

const RECORDED_CLIENT = '4tBWye0JNBEsZWV';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('the token endpoint', () => {
  const nowMs = 1_795_214_662_500;
  let tool: ThrowAwayTool;
  let lms: PracticeLms;

  before(async () => {
    tool = await startTool(() => lms.registration.authUrl);
    lms = await createPracticeLms({ port: 0, toolUrl: tool.url, now: () => nowMs });
  });
  after(async () => {
    await lms.close();
    await tool.close();
  });

  function withOurNames(record: Record<string, unknown>): Record<string, unknown> {
    const names: Record<string, string> = { [RECORDED_CLIENT]: lms.clientId, 'lab-tool-1': 'tool-1' };
    return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, names[String(value)] ?? value]));
  }

  async function assertionOf(exchange: Exchange): Promise<string> {
    const { header = {}, claims = {} } = exchange.request.clientAssertion ?? {};
    const ours = withOurNames(claims);
    if (exchange.what === 'Signed by another key') return tool.forge({ ...ours, iat: 1_795_214_662 });
    const isLater = ours.iat === 1_795_214_663;
    return tool.sign(isLater ? { ...ours, iat: 1_795_214_662 } : ours, withOurNames(header));
  }

  async function send(exchange: Exchange): Promise<Answer> {
    const body = (exchange.request.body ?? '').replace('LAB-CLIENT-ASSERTION', await assertionOf(exchange));
    return call('POST', lms.registration.tokenUrl, exchange.request.headers, body);
  }

  for (const exchange of readRecorded('token') as Exchange[]) {
    test(`answers as the recorded Moodle did: ${exchange.what}`, async () => {
      const answer = await send(exchange);
      assert.equal(answer.status, exchange.response.status);
      assert.equal(answer.headers['content-type'], exchange.response.headers['content-type']);
      assert.equal(answer.body.replace(/"[0-9a-f]{32}"/, '"LAB-ACCESS-TOKEN"'), exchange.response.body);
    });
  }

  async function ask(): Promise<Answer> {
    const iat = nowMs / 1000 - 5;
    const assertion = await tool.sign({ iss: lms.clientId, sub: lms.clientId, iat, exp: iat + 60 });
    return call(
      'POST',
      lms.registration.tokenUrl,
      FORM,
      tokenForm(assertion, 'https://purl.imsglobal.org/spec/lti-ags/scope/score'),
    );
  }

  test('fetches the key set of the tool anew when the tool has changed its key', async () => {
    assert.equal((await ask()).status, 200);
    await tool.rotate('tool-2');
    assert.equal((await ask()).status, 200);
  });

  test('answers 404 with an HTML page when the key set of the tool cannot be fetched', async () => {
    const lonely = await createPracticeLms({ port: 0, toolUrl: 'http://127.0.0.1:9', now: () => nowMs });
    const assertion = await tool.sign({ iss: lonely.clientId, sub: lonely.clientId, iat: 1, exp: nowMs / 1000 + 60 });
    const answer = await call('POST', lonely.registration.tokenUrl, FORM, tokenForm(assertion, 'x'));
    await lonely.close();
    assert.equal(answer.status, 404);
    assert.match(String(answer.headers['content-type']), /^text\/html/);
  });
});

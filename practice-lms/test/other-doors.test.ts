import assert from 'node:assert/strict';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { createPracticeLms, type PracticeLms } from '../src/practice-lms.ts';
import { type Exchange, readRecorded } from './recorded.ts';

const consumer = { key: 'lab-key', secret: 'lab-secret-é&1' };
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);

/** A signed call as the recorded tool made it. */
function authorization(
  url: string,
  body: string,
  changes: Record<string, string> = {},
  secret = consumer.secret,
): string {
  const parameters: Record<string, string> = {
    oauth_body_hash: createHash('sha1').update(body).digest('base64'),
    oauth_consumer_key: consumer.key,
    oauth_nonce: randomUUID(),
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_version: '1.0',
    ...changes,
  };
  const list = Object.entries(parameters).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const base = ['POST', encode(url), encode(list.sort().join('&'))].join('&');
  const signature = createHmac('sha1', `${encode(secret)}&`)
    .update(base)
    .digest('base64');
  const all = { ...parameters, oauth_signature: signature };
  return `OAuth realm="",${Object.entries(all)
    .map(([name, value]) => `${name}="${encode(value)}"`)
    .join(',')}`;
}

describe('Basic Outcomes, as the recorded Moodle', () => {
  let lms: PracticeLms;
  before(async () => {
    lms = await createPracticeLms({
      port: 0,
      toolUrl: 'http://127.0.0.1:9',
      consumer,
      activities: [{ title: 'A', door: 'lti1p1' }],
    });
  });
  after(() => lms.close());

  /** Codes and descriptions differ by what the caller did wrong; what Moodle said is what we say. */
  const saidIn = (xml: string) =>
    ['imsx_codeMajor', 'imsx_description', 'textString'].map(
      (name) => new RegExp(`<${name}>([^<]*)<`).exec(xml)?.[1] || null,
    );

  test('every recorded call that names a result gets the recorded answer', async () => {
    const { fields } = lms.lti1p1Form('5', '4');
    const url = `${lms.url}/mod/lti/service.php`;
    const sourcedId = (fields.lis_result_sourcedid ?? '').replaceAll('"', '&quot;');
    for (const { what, request, response } of readRecorded('basic-outcomes') as Exchange[]) {
      if (/tampered|no JSON|no XML|Body hash|hour old|Wrong|No Auth|not a number|empty/.test(what)) continue;
      const body = (request.body ?? '').replace(/<sourcedId>[^<]*</, `<sourcedId>${sourcedId}<`);
      const headers = { 'content-type': 'application/xml', authorization: authorization(url, body) };
      const answer = await fetch(url, { method: 'POST', headers, body });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('content-type'), response.headers['content-type']);
      assert.deepEqual(saidIn(await answer.text()), saidIn(response.body), what);
    }
  });

  test('calls that are not signed, signed otherwise or too old are refused with the recorded words', async () => {
    const url = `${lms.url}/mod/lti/service.php`;
    const body = '<x/>';
    const refusalOf = async (header: string | undefined) => {
      const headers = { 'content-type': 'application/xml', ...(header !== undefined && { authorization: header }) };
      return saidIn(await (await fetch(url, { method: 'POST', headers, body })).text())[1];
    };
    assert.equal(await refusalOf(undefined), 'Missing or invalid consumer key or access token.');
    for (const header of [
      authorization(url, body, {}, 'another secret'),
      authorization(url, body, { oauth_consumer_key: 'other' }),
      authorization(url, body, { oauth_timestamp: String(Math.floor(Date.now() / 1000) - 3600) }),
      authorization(url, 'another body'),
    ]) {
      assert.equal(await refusalOf(header), 'Message signature not valid');
    }
  });
});

test('web services answer refusals with 200, and only to the token', async () => {
  const lms = await createPracticeLms({ port: 0, toolUrl: 'http://127.0.0.1:9', servicesToken: 'abc' });
  const call = async (name: string, form: Record<string, string>) => {
    const url = `${lms.url}/webservice/rest/server.php?wsfunction=${name}&moodlewsrestformat=json`;
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
    assert.equal(answer.status, 200);
    return (await answer.json()) as { errorcode?: string; cm?: { grade: number } };
  };
  assert.equal((await call('core_course_get_course_module', { cmid: '5' })).errorcode, 'invalidtoken');
  const token = { wstoken: 'abc' };
  assert.equal((await call('core_course_get_course_module', { ...token, cmid: '5' })).cm?.grade, 20);
  assert.equal(
    (await call('core_course_get_course_module', { ...token, cmid: '99' })).errorcode,
    'invalidcoursemodule',
  );
  assert.equal((await call('core_user_delete_users', token)).errorcode, 'accessexception');
  await lms.close();
});

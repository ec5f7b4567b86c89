import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { createPracticeLms, type PracticeLms, type StartedLogin } from '../src/practice-lms.ts';
import { formIn } from './page-reader.ts';
import { readRecorded } from './recorded.ts';
import { startTool, type ThrowAwayTool } from './throw-away-tool.ts';

interface RecordedAuth {
  what: string;
  request?: { url: string };
  response: { status: number; autoPostedForm?: { fields: Record<string, string> } };
}

type Claims = Record<string, unknown>;

describe('the authorization endpoint', () => {
  let tool: ThrowAwayTool;
  let lms: PracticeLms;

  before(async () => {
    tool = await startTool(() => lms.registration.authUrl);
    lms = await createPracticeLms({ port: 0, toolUrl: tool.url });
  });
  after(async () => {
    await lms.close();
    await tool.close();
  });

  function authUrl(recorded: string, login: StartedLogin): string {
    const query = new URL(recorded).searchParams;
    if (query.get('client_id') !== 'nobody') query.set('client_id', lms.clientId);
    const redirect = query.get('redirect_uri') ?? '';
    query.set('redirect_uri', redirect.replace('http://127.0.0.1:9080/launch', `${tool.url}/lti/launch`));
    if (query.has('lti_message_hint')) query.set('lti_message_hint', login.params.lti_message_hint ?? '');
    return `${lms.registration.authUrl}?${query}`;
  }

  const recorded = (readRecorded('auth-errors') as RecordedAuth[]).filter(
    (one) => one.request?.url.includes('state=st-1') || one.what === 'No state',
  );
  let first: StartedLogin | undefined;
  for (const exchange of recorded) {
    test(`answers as the recorded Moodle did: ${exchange.what}`, async () => {
      const login =
        first !== undefined && exchange.what.startsWith('The same launch id again') ? first : lms.startLogin('5', '4');
      first ??= login;
      const answer = await fetch(authUrl(exchange.request?.url ?? '', login), { headers: { cookie: login.cookie } });
      const form = formIn(await answer.text());
      assert.equal(answer.status, exchange.response.status);
      const expected = exchange.response.autoPostedForm?.fields;
      if (expected === undefined) return;
      assert.equal(form.action, `${tool.url}/lti/launch`);
      if (form.fields.id_token !== undefined) form.fields.id_token = '<compact JWT>';
      assert.deepEqual(form.fields, expected);
    });
  }

  test('posts the same request to itself when the cookie was withheld, once, and then says that it is invalid', async () => {
    const login = lms.startLogin('5', '4');
    const url = authUrl(
      'http://x/?scope=openid&response_type=id_token&response_mode=form_post&client_id=1&redirect_uri=http%3A%2F%2F127.0.0.1%3A9080%2Flaunch&login_hint=5&lti_message_hint=1&state=s&nonce=n',
      login,
    );
    const page = formIn(await (await fetch(url)).text());
    assert.deepEqual(page.fields, { repost: 'true' });
    const body = new URLSearchParams(page.fields);
    assert.equal((await fetch(new URL(page.action, lms.url), { method: 'POST', body })).status, 404);
    const again = await fetch(new URL(page.action, lms.url), {
      method: 'POST',
      body,
      headers: { cookie: login.cookie },
    });
    assert.equal(formIn(await again.text()).fields.state, 's');
  });

  test('refuses a launch that another browser began', async () => {
    const login = lms.startLogin('5', '4');
    const { cookie } = lms.startLogin('5', '4');
    const url = authUrl(recorded[0]?.request?.url ?? '', login);
    assert.equal((await fetch(url, { headers: { cookie } })).status, 404);
  });

  async function tokenOf(login: StartedLogin): Promise<{ claims: Claims; header: Claims }> {
    const query = new URLSearchParams({
      ...login.params,
      scope: 'openid',
      response_type: 'id_token',
      response_mode: 'form_post',
    });
    query.set('redirect_uri', `${tool.url}/lti/launch`);
    query.set('nonce', 'n');
    const answer = lms.authorize(`${lms.registration.authUrl}?${query}`, login.cookie);
    assert.ok(answer.kind === 'post');
    const keys = (await (await fetch(lms.registration.jwksUrl)).json()) as JSONWebKeySet;
    const { payload, protectedHeader } = await jwtVerify(answer.fields.id_token ?? '', createLocalJWKSet(keys));
    return { claims: payload, header: { ...protectedHeader } };
  }

  /** Not sent here: Basic Outcomes, which this platform does not offer. */
  function namesIn(claims: Claims): string[] {
    return Object.keys(claims)
      .filter((name) => !name.includes('lti-bo'))
      .sort();
  }

  test('signs tokens of 60 seconds with the claims that the recorded Moodle sent, for a learner', async () => {
    const { claims, header } = await tokenOf(lms.startLogin('5', '4'));
    const launch = readRecorded('launch-student') as Record<string, { id_token: { claims: Claims; header: Claims } }>;
    const moodle = launch['3 authentication response (Moodle -> tool, through the browser)']?.id_token;
    assert.deepEqual(namesIn(claims), namesIn(moodle?.claims ?? {}));
    for (const [name, value] of Object.entries(moodle?.claims ?? {})) {
      if (name.includes('lti-bo') || name.endsWith('/custom') || typeof value !== 'object' || value === null) continue;
      assert.deepEqual(Object.keys(claims[name] as object).sort(), Object.keys(value).sort(), name);
    }
    assert.equal(Number(claims.exp) - Number(claims.iat), 60);
    assert.deepEqual(Object.keys(header), Object.keys(moodle?.header ?? {}));
    assert.match(String(header.kid), /^[0-9a-f]{20}$/);
    assert.equal(claims.iss, lms.issuer);
    assert.equal(claims.name, 'Zoé Lefèvre');
  });

  test('sends deep linking and submission review requests with the claims that the recorded Moodle sent', async () => {
    const linking = await tokenOf(lms.startLogin('3', null));
    const recordedLinking = readRecorded('deeplink-request') as Record<string, { id_token: { claims: Claims } }>;
    const moodle = recordedLinking['3 authentication response (Moodle -> tool, through the browser)']?.id_token.claims;
    assert.deepEqual(namesIn(linking.claims), namesIn(moodle ?? {}));
    const review = await tokenOf(lms.startLogin('3', '4', { forUserId: '5' }));
    assert.deepEqual(namesIn(review.claims), namesIn((readRecorded('submission-review') as { claims: Claims }).claims));
    assert.deepEqual(review.claims['https://purl.imsglobal.org/spec/lti/claim/for_user'], { user_id: '5' });
  });

  test('with the mood "never a name" launches carry neither name nor e-mail', async () => {
    lms.moods.set({ privacy: 'never' });
    const { claims } = await tokenOf(lms.startLogin('5', '4'));
    lms.moods.calm();
    assert.equal(JSON.stringify(claims).includes('Lef'), false);
    assert.equal('email' in claims || 'name' in claims, false);
  });
});

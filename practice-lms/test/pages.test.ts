import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createPracticeLms, type PracticeLms } from '../src/practice-lms.ts';
import { formIn } from './page-reader.ts';
import { readRecorded } from './recorded.ts';
import { startTool, type ThrowAwayTool } from './throw-away-tool.ts';

const DL = 'https://purl.imsglobal.org/spec/lti-dl/claim/';
const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';

interface RecordedResponse {
  request: { JWT: { claims: Record<string, unknown> } };
  created: {
    name: string;
    toolurl: string;
    custom: string;
    gradeitem: { max: number } | null;
    gradebookservices: { resourceid: string; tag: string }[];
  }[];
}

describe('the pages of the practice LMS', () => {
  let tool: ThrowAwayTool;
  let lms: PracticeLms;
  let learner = '';
  let teacher = '';

  before(async () => {
    tool = await startTool(() => lms.registration.authUrl);
    lms = await createPracticeLms({ port: 0, toolUrl: tool.url });
    learner = await enter('learner');
    teacher = await enter('teacher');
  });
  after(async () => {
    await lms.close();
    await tool.close();
  });

  async function enter(as: string): Promise<string> {
    const answer = await fetch(`${lms.url}/?as=${as}`, { redirect: 'manual' });
    return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  }

  function get(path: string, cookie = '', init: RequestInit = {}): Promise<Response> {
    return fetch(`${lms.url}${path}`, { redirect: 'manual', ...init, headers: { cookie } });
  }

  test('?as=learner leads to the course and ?as=teacher to the gradebook', async () => {
    assert.equal((await get('/?as=learner')).headers.get('location'), '/as/5/course');
    assert.equal((await get('/?as=teacher')).headers.get('location'), '/as/3/gradebook');
    assert.equal((await get('/?as=nobody')).status, 200);
  });

  test('all open, and let nothing from outside in', async () => {
    const pages = ['course', 'gradebook', 'activity/5', 'activity/6', 'activity/7', 'launch/5'].map((page) => [
      '5',
      page,
      learner,
    ]);
    const staff = ['course', 'gradebook', 'content', 'content/launch', 'review/5/7'].map((page) => [
      '3',
      page,
      teacher,
    ]);
    for (const [id, page, cookie] of [...pages, ...staff]) {
      const answer = await get(`/as/${id}/${page}`, cookie);
      const text = await answer.text();
      assert.equal(answer.status, 200, page);
      assert.match(answer.headers.get('content-security-policy') ?? '', /^default-src 'self'/);
      assert.doesNotMatch(
        text,
        /(?:src|href)="https?:|<style|style="|onclick|<script(?! src="\/practice-lms\.js" defer>)/,
        page,
      );
    }
    for (const file of ['practice-lms.css', 'practice-lms.js', 'practice-lms.svg'])
      assert.equal((await get(`/${file}`)).status, 200);
  });

  test('speak French, and English once asked, on every later page', async () => {
    assert.match(await (await get('/')).text(), /<html lang="fr">[\s\S]*Entrer comme apprenant/);
    const switched = await get('/as/3/gradebook?lang=en', teacher);
    assert.equal(switched.headers.get('location'), '/as/3/gradebook');
    const cookie = switched.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    assert.match(
      await (await get('/as/3/gradebook', `${teacher}; ${cookie}`)).text(),
      /<html lang="en">[\s\S]*Moodle’s moods/,
    );
  });

  test('speak English where it is the first language of the browser, until French is chosen', async () => {
    const inBrowserOf = async (language: string, cookie = '') =>
      /<html lang="(..)">/.exec(
        await (await fetch(`${lms.url}/`, { headers: { 'accept-language': language, cookie } })).text(),
      )?.[1];
    assert.equal(await inBrowserOf('en-GB,en;q=0.9,fr;q=0.8'), 'en');
    assert.equal(await inBrowserOf('de,en;q=0.5'), 'fr');
    assert.equal(await inBrowserOf('en', 'practice_lms_lang=fr'), 'fr');
  });

  test('two people can be signed in beside each other in one browser, nobody else can be taken for signed in', async () => {
    const both = (await get('/?as=teacher', learner)).headers.getSetCookie()[0]?.split(';')[0] ?? '';
    assert.equal((await get('/as/5/course', both)).status, 200);
    assert.equal((await get('/as/3/course', both)).status, 200);
    assert.equal((await get('/as/6/course', both)).headers.get('location'), '/');
    assert.equal((await get('/as/6/course', both.replace('5-3', '5-6'))).headers.get('location'), '/');
  });

  test('of teachers are closed to learners, and unknown addresses are 404', async () => {
    for (const page of ['content', 'content/launch', 'review/5/7'])
      assert.equal((await get(`/as/5/${page}`, learner)).status, 403, page);
    assert.equal((await get('/as/5/moods', learner, { method: 'POST' })).status, 403);
    for (const path of ['/as/5/nothing', '/as/5/activity/99', '/as/5/launch/99'])
      assert.equal((await get(path, learner)).status, 404, path);
    assert.equal((await get('/../../etc/passwd')).status, 404);
    assert.equal((await get('//evil.example/')).status, 404);
  });

  test('escape names, titles, parameters and the messages of the tool', async () => {
    const evil = `"><script>alert(1)</script>'&`;
    const activity = lms.site.addActivity({ title: evil, description: evil, custom: { [evil]: evil } });
    lms.site.changePerson('7', { familyName: evil });
    const paths = [
      ['/as/3/gradebook', teacher],
      ['/as/5/course', learner],
      [`/as/5/activity/${activity.courseModuleId}`, learner],
      ['/', ''],
      [`/mod/lti/return.php?lti_errormsg=${encodeURIComponent(evil)}&lti_msg=${encodeURIComponent(evil)}`, learner],
    ];
    for (const [path = '', cookie] of paths) {
      const text = await (await get(path, cookie)).text();
      assert.match(text, /&lt;script&gt;alert/, path);
      assert.doesNotMatch(text, /<script>alert/, path);
    }
    lms.site.removeActivity(activity.id);
    lms.site.changePerson('7', { familyName: 'Kervadec' });
  });

  test('begin a login that posts to the tool what Moodle posts', async () => {
    const { action, fields } = formIn(await (await get('/as/5/launch/6', learner)).text());
    assert.equal(action, `${tool.url}/lti/login`);
    assert.deepEqual(Object.keys(fields), [
      'iss',
      'target_link_uri',
      'login_hint',
      'lti_message_hint',
      'client_id',
      'lti_deployment_id',
    ]);
    assert.equal((JSON.parse(fields.lti_message_hint ?? '') as { cmid: number }).cmid, 6);
  });

  test('show a grade as soon as it arrives: the open gradebook hears of it, and its table holds it', async () => {
    const stream = await get('/as/3/events', teacher);
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    await reader?.read();
    const item = lms.site.lineItems.get('17');
    assert.ok(item);
    lms.site.storeScore(item, '6', { given: 13.5, maximum: 20, comment: null, timestampSeconds: Date.now() / 1000 });
    assert.match((await reader?.read())?.value ?? '', /event: changed/);
    await reader?.cancel();
    const row = /<tr class=""><th scope="row">Anaïs Baudouin[\s\S]*?<\/tr>/.exec(
      await (await get('/as/3/gradebook', teacher)).text(),
    );
    assert.match(row?.[0] ?? '', /<b>13,5<\/b>/);
  });

  test('a pressed mood button changes the mood, and every page says so', async () => {
    const body = new URLSearchParams({ down: '503' });
    assert.equal((await get('/as/3/moods', teacher, { method: 'POST', body })).status, 303);
    assert.equal(lms.moods.current.down, '503');
    assert.match(await (await get('/as/5/course', learner)).text(), /Moodle est de mauvaise humeur/);
    assert.equal((await get('/as/5/launch/5', learner)).status, 503);
    await get('/as/3/moods', teacher, { method: 'POST', body: new URLSearchParams({ calm: '1' }) });
    assert.equal(lms.moods.current.down, 'no');
  });

  async function deepLinkingReturn(claims: Record<string, unknown>, cookie = teacher): Promise<Response> {
    const { fields } = formIn(await (await get('/as/3/content/launch', teacher)).text());
    const query = new URLSearchParams({
      ...fields,
      scope: 'openid',
      response_type: 'id_token',
      response_mode: 'form_post',
      nonce: 'n',
    });
    query.set('redirect_uri', `${tool.url}/lti/launch`);
    const answer = lms.authorize(`${lms.registration.authUrl}?${query}`, teacher);
    assert.ok(answer.kind === 'post');
    const payload = JSON.parse(
      Buffer.from(answer.fields.id_token?.split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, unknown>;
    const settings = payload[`${DL}deep_linking_settings`] as { deep_link_return_url: string };
    const iat = Math.floor(Date.now() / 1000) - 5;
    const usual = {
      iss: lms.clientId,
      aud: [lms.issuer],
      iat,
      exp: iat + 300,
      [`${LTI}deployment_id`]: lms.deploymentId,
      [`${LTI}version`]: '1.3.0',
    };
    const jwt = await tool.sign({ ...usual, [`${LTI}message_type`]: 'LtiDeepLinkingResponse', ...claims });
    const body = new URLSearchParams({ JWT: jwt });
    return fetch(settings.deep_link_return_url, { method: 'POST', headers: { cookie }, body });
  }

  test('deep linking adds the activities that the tool has picked and signed', async () => {
    const item = {
      type: 'ltiResourceLink',
      title: 'Choisi',
      custom: { module: 'module2' },
      lineItem: { scoreMaximum: 100, resourceId: 'm2' },
    };
    const answer = await deepLinkingReturn({ [`${DL}content_items`]: [item] });
    assert.equal(answer.status, 200);
    const added = [...lms.site.activities.values()].find((activity) => activity.title === 'Choisi');
    assert.deepEqual(added?.custom, { module: 'module2' });
    assert.equal(lms.site.lineItems.get(added?.lineItemId ?? '')?.resourceId, 'm2');
    lms.site.removeActivity(added?.id ?? '');
  });

  for (const name of ['deeplink-response-one', 'deeplink-response-many']) {
    test(`${name}: the recorded items become the activities that the recorded Moodle made of them`, async () => {
      const recorded = readRecorded(name) as RecordedResponse;
      const before = new Set(lms.site.activities.keys());
      const items = recorded.request.JWT.claims[`${DL}content_items`];
      assert.equal((await deepLinkingReturn({ [`${DL}content_items`]: items })).status, 200);
      const made = [...lms.site.activities.values()].filter((activity) => !before.has(activity.id));
      const ours = made.map((activity) => {
        const column = lms.site.lineItems.get(activity.lineItemId ?? '');
        return {
          name: activity.title,
          toolurl: activity.url ?? '',
          custom: Object.entries(activity.custom)
            .map((pair) => pair.join('='))
            .join('\n'),
          max: column?.scoreMaximum ?? null,
          tags: column === undefined ? null : [column.resourceId, column.tag],
        };
      });
      const theirs = recorded.created.map((made1) => ({
        name: made1.name,
        toolurl: made1.toolurl,
        custom: made1.custom.replaceAll('\r\n', '\n'),
        max: made1.gradeitem?.max ?? null,
        tags: made1.gradebookservices[0]
          ? [made1.gradebookservices[0].resourceid, made1.gradebookservices[0].tag]
          : null,
      }));
      assert.deepEqual(ours, theirs);
      for (const { id } of made) lms.site.removeActivity(id);
    });
  }

  test('deep linking adds nothing for a response of another client or another session', async () => {
    const items = { [`${DL}content_items`]: [{ type: 'ltiResourceLink', title: 'Volé' }] };
    assert.equal((await deepLinkingReturn({ ...items, iss: 'someone' })).status, 400);
    assert.equal((await deepLinkingReturn(items, learner)).status, 403);
    const repost = formIn(await (await deepLinkingReturn(items, '')).text());
    assert.equal(repost.fields.repost, 'true');
    assert.equal(lms.site.activities.size, 3);
  });
});

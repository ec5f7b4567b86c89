import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { decodeProtectedHeader } from 'jose';
import { createPracticeLms, type PracticeLms, type PracticeLmsOptions } from '../src/practice-lms.ts';
import { ALL_SCOPES } from '../src/protocol/access-tokens.ts';
import { type Answer, call, obtainToken } from './service-client.ts';
import { startTool, type ThrowAwayTool } from './throw-away-tool.ts';

const SCORE = 'application/vnd.ims.lis.v1.score+json';

describe('the practice LMS', () => {
  let tool: ThrowAwayTool;
  let lms: PracticeLms;
  const folder = mkdtempSync(path.join(tmpdir(), 'practice-lms-'));

  before(async () => {
    tool = await startTool(() => lms.registration.authUrl);
  });
  afterEach(() => lms.close());
  after(async () => {
    await tool.close();
    rmSync(folder, { recursive: true });
  });

  async function start(options: Partial<PracticeLmsOptions> = {}): Promise<void> {
    lms = await createPracticeLms({ port: 0, toolUrl: tool.url, ...options });
  }

  async function post(given: number, token?: string): Promise<Answer> {
    const bearer = token ?? (await obtainToken(lms, tool, ALL_SCOPES.join(' '), Date.now()));
    const score = {
      userId: '5',
      scoreGiven: given,
      scoreMaximum: 20,
      activityProgress: 'Completed',
      gradingProgress: 'FullyGraded',
    };
    const timestamp = new Date(Date.now() + 3_600_000).toISOString();
    const url = `${lms.url}/mod/lti/services.php/2/lineitems/17/lineitem/scores?type_id=1`;
    const headers = { authorization: `Bearer ${bearer}`, 'content-type': SCORE };
    return call('POST', url, headers, JSON.stringify({ ...score, timestamp }));
  }

  function gradeOf(userId: string): number | null | undefined {
    return lms.gradebook().find((row) => row.userId === userId && row.itemId === '17')?.finalGrade;
  }

  test('starts with twelve learners, two teachers, one who is not enrolled, and three graded activities', async () => {
    await start();
    assert.equal(lms.gradebook().length, 36);
    assert.deepEqual([...lms.site.people.keys()].sort((a, b) => Number(a) - Number(b)).slice(0, 3), ['3', '4', '5']);
    const customs = [...lms.site.activities.values()].map((activity) => activity.custom);
    assert.deepEqual(customs, [{}, { module: 'module1' }, { module: 'module1', sequence: 'sequence1' }]);
  });

  test('starts with as many learners as wanted, each with an id of their own, and takes more later', async () => {
    await start({ learners: 250 });
    lms.site.addLearners(50);
    assert.equal(lms.site.learners().length, 300);
    assert.equal(lms.site.people.size, 303);
  });

  test('listens on both loopback addresses under one port', async () => {
    await start();
    assert.equal((await call('GET', `http://127.0.0.1:${lms.port}/jwks`, {})).status, 200);
    assert.equal((await call('GET', `http://localhost:${lms.port}/jwks`, {})).status, 200);
  });

  test('keeps keys, people, activities and grades over a restart, and says nothing of them to others', async () => {
    const state = path.join(folder, 'state', 'lms.json');
    await start({ state });
    assert.equal((await post(12)).status, 200);
    const added = lms.site.addActivity({ title: 'Ajoutée' });
    const keys = (await call('GET', lms.registration.jwksUrl, {})).body;
    const { cookie } = lms.startLogin('5', '4');
    await lms.close();
    await start({ state });
    assert.equal(gradeOf('5'), 12);
    assert.equal(lms.site.activities.get(added.id)?.title, 'Ajoutée');
    assert.equal((await call('GET', lms.registration.jwksUrl, {})).body, keys);
    assert.equal(keys.includes('"d"'), false);
    assert.equal(lms.site.addActivity({ title: 'Suivante' }).id, '8');
    const port = cookie.replace(/practice_lms_\d+/, `practice_lms_${lms.port}`);
    assert.equal(
      (await fetch(`${lms.url}/as/5/course`, { headers: { cookie: port }, redirect: 'manual' })).status,
      200,
    );
  });

  test('calls the gate before a score is applied and again after, before it is answered', async () => {
    const seen: [string, number | null | undefined, number][] = [];
    await start({ onScore: (when, score) => void seen.push([when, gradeOf('5'), score.status]) });
    await post(9);
    assert.deepEqual(seen, [
      ['before', null, 0],
      ['after', 9, 200],
    ]);
    assert.equal(lms.scoreLog.length, 1);
    assert.equal(lms.requestCount('scores'), 1);
  });

  test('when down answers 503 or nothing at all, and nothing is stored', async () => {
    await start();
    const token = await obtainToken(lms, tool, ALL_SCOPES.join(' '), Date.now());
    lms.moods.set({ down: '503' });
    assert.equal((await post(5, token)).status, 503);
    lms.moods.set({ down: 'cut' });
    await assert.rejects(post(5, token), { code: 'ECONNRESET' });
    assert.equal(gradeOf('5'), null);
    lms.moods.calm();
    assert.equal((await post(5, token)).status, 200);
  });

  test('refuses connections while it is paused, and comes back on the same port', async () => {
    await start();
    const token = await obtainToken(lms, tool, ALL_SCOPES.join(' '), Date.now());
    await lms.pause();
    await assert.rejects(post(5, token), { code: 'ECONNREFUSED' });
    await lms.resume();
    assert.equal((await post(5, token)).status, 200);
  });

  test('refuses scores with 409 once or always, with 500 when grades are locked or everything fails', async () => {
    await start();
    const token = await obtainToken(lms, tool, ALL_SCOPES.join(' '), Date.now());
    lms.moods.set({ conflict: 'once' });
    assert.deepEqual([(await post(5, token)).status, (await post(5, token)).status], [409, 200]);
    lms.moods.set({ conflict: 'always' });
    assert.deepEqual([(await post(6, token)).status, (await post(6, token)).status], [409, 409]);
    lms.moods.calm();
    lms.moods.set({ lockedGrades: 'yes' });
    assert.equal((await post(6, token)).status, 500);
    lms.moods.calm();
    lms.moods.set({ failing: 'yes' });
    assert.equal((await post(6, token)).status, 500);
    assert.equal(gradeOf('5'), 5);
  });

  test('an expired token is refused with 401, and a new one is good', async () => {
    await start();
    const token = await obtainToken(lms, tool, ALL_SCOPES.join(' '), Date.now());
    lms.moods.set({ expiredToken: 'once' });
    assert.deepEqual([(await post(5, token)).status, (await post(5, token)).status], [401, 401]);
    assert.equal((await post(5)).status, 200);
  });

  test('a mood that does not exist is refused', async () => {
    await start();
    assert.throws(() => lms.moods.set({ down: 'maybe' as never }), RangeError);
  });

  test('gives only the scopes that it allows', async () => {
    await start();
    lms.allowScopes(ALL_SCOPES.filter((scope) => !scope.endsWith('/score')));
    assert.equal((await post(5)).status, 401);
    const claims = lms.launchClaims('5', '4', 'n')['https://purl.imsglobal.org/spec/lti-ags/claim/endpoint'];
    assert.equal(JSON.stringify(claims).includes('scope/score"'), false);
  });

  test('mints whatever is asked for: without kid, with another key, unsigned, signed with the public key as a secret', async () => {
    await start();
    const claims = lms.launchClaims('5', '4', 'n');
    assert.equal('kid' in decodeProtectedHeader(lms.mint(claims, { kid: null })), false);
    assert.match(lms.mint(claims, { alg: 'none' }), /\.$/);
    assert.equal(decodeProtectedHeader(lms.mint(claims, { alg: 'HS256', secret: lms.publicPem() })).alg, 'HS256');
    assert.notEqual(lms.mint(claims, { key: 'other' }), lms.mint(claims));
    assert.deepEqual(decodeProtectedHeader(lms.mint(claims, { header: { crit: ['x'] } })).crit, ['x']);
  });

  test('publishes the old keys beside the new one until told not to', async () => {
    await start();
    const kids = async (): Promise<string[]> => {
      const { keys } = JSON.parse((await call('GET', lms.registration.jwksUrl, {})).body) as {
        keys: { kid: string }[];
      };
      return keys.map((key) => key.kid);
    };
    lms.rotateKeys();
    assert.equal((await kids()).length, 2);
    assert.equal((await kids()).at(-1), decodeProtectedHeader(lms.mint({})).kid);
    lms.rotateKeys(false);
    assert.equal((await kids()).length, 1);
  });
});

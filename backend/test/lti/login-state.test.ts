import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isFromOurPage, losesFrameCookies, readCookie } from '../../src/lti/browser-binding.ts';
import { createLoginStates, surplusCookies } from '../../src/lti/login-state.ts';
import { courseRoleOf } from '../../src/lti/roles.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const platformId = '01930000-0000-7000-8000-0000000000aa';
const target = 'https://passerelle.exemple/lti/launch';

describe('S1.6 login states', () => {
  const states = createLoginStates('a secret key that is only for tests');

  test('say again what was sealed into them, on every replica with the same secret', () => {
    const { state, nonce, cookieValue } = states.issue({ platformId, target, keeper: 'frame' }, NOW);
    const reading = createLoginStates('a secret key that is only for tests').read(state, NOW);
    assert.ok('state' in reading);
    assert.equal(reading.state.platformId, platformId);
    assert.equal(reading.state.keeper, 'frame');
    assert.ok(reading.state.isFor(target));
    assert.ok(!reading.state.isFor(`${target}/`));
    assert.ok(reading.state.isNonce(nonce) && reading.state.isCookie(cookieValue));
    assert.ok(!reading.state.isNonce(cookieValue) && !reading.state.isCookie(nonce));
  });

  test('are all different, with a nonce, a cookie and a recovery token of their own', () => {
    const issued = Array.from({ length: 100 }, () => states.issue({ platformId, target, keeper: 'platform' }, NOW));
    const secrets = issued.flatMap((one) => [one.state, one.nonce, one.cookieValue, one.recoveryToken]);
    assert.equal(new Set(secrets).size, 400);
  });

  test('lead to one hand-over code, which nothing that travels before the launch tells', () => {
    const { state, nonce, cookieValue } = states.issue({ platformId, target, keeper: 'cookie' }, NOW);
    const codeWith = (secret: string) => {
      const reading = createLoginStates(secret).read(state, NOW);
      return 'state' in reading ? reading.state.code : undefined;
    };
    const code = codeWith('a secret key that is only for tests') ?? '';
    assert.match(code, /^[\da-z]{7}[\w-]{22}$/);
    assert.equal(codeWith('another secret key, just as long'), undefined);
    for (const known of [state, nonce, cookieValue]) assert.ok(!known.includes(code.slice(7)));
    const other = states.issue({ platformId, target, keeper: 'cookie' }, NOW);
    const reading = states.read(other.state, NOW);
    assert.ok('state' in reading && reading.state.code !== code);
  });

  test('of ten logins at most keep a cookie: the oldest go', () => {
    const name = (minute: number) =>
      states.issue({ platformId, target, keeper: 'cookie' }, new Date(NOW.getTime() + minute * 60_000)).cookieName;
    const names = Array.from({ length: 12 }, (_, i) => name(i));
    assert.deepEqual(surplusCookies(['other', ...names.toReversed()]), names.slice(0, 3));
    assert.deepEqual(surplusCookies(names.slice(0, 9)), []);
  });
});

describe('what a browser says of itself', () => {
  test('a page of ours is one of the same origin; where the browser does not tell, Origin decides', () => {
    const ours = 'https://passerelle.exemple';
    assert.ok(isFromOurPage({ 'sec-fetch-site': 'same-origin' }, ours));
    assert.ok(isFromOurPage({ origin: ours }, ours));
    assert.ok(!isFromOurPage({ 'sec-fetch-site': 'same-site', origin: ours }, ours));
    assert.ok(!isFromOurPage({ origin: 'null' }, ours));
    assert.ok(!isFromOurPage({}, ours));
  });

  test('a cookie is found by its whole name', () => {
    assert.equal(readCookie('a=1; bb=2=3; b=4', 'b'), '4');
    assert.equal(readCookie('a=1; bb=2=3', 'bb'), '2=3');
    assert.equal(readCookie(undefined, 'a'), undefined);
  });

  test('Safari before 18.4 and from 18.5 to 26.1 loses our cookie in a frame, on every browser of iOS too', () => {
    const mac = (version: string) =>
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${version} Safari/605.1.15`;
    const iphone = (version: string, browser: string) =>
      `Mozilla/5.0 (iPhone; CPU iPhone OS ${version} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ${browser} Mobile/15E148 Safari/604.1`;
    const losing = [
      mac('17.6'),
      mac('18.3'),
      mac('18.5'),
      mac('26.1'),
      iphone('18_6', 'Version/18.6'),
      iphone('18_5', 'CriOS/140.0'),
    ];
    const keeping = [mac('18.4'), mac('26.2'), iphone('26_2', 'Version/26.2'), iphone('27_0', 'FxiOS/150.0')];
    for (const agent of losing) assert.ok(losesFrameCookies(agent), agent);
    for (const agent of keeping) assert.ok(!losesFrameCookies(agent), agent);
    const chrome =
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
    const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
    for (const agent of [chrome, firefox, undefined]) assert.ok(!losesFrameCookies(agent));
  });
});

describe('S2.8 course roles', () => {
  const membership = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
  test('come from course roles alone, the teacher’s before the learner’s', () => {
    assert.equal(courseRoleOf([`${membership}#Learner`, `${membership}#Instructor`]), 'instructor');
    assert.equal(courseRoleOf([`${membership}/Learner#GuestLearner`]), 'learner');
    assert.equal(courseRoleOf([`${membership}#Mentor`]), 'other');
  });
  test('are compared whole: what only looks like a role is none', () => {
    const lookalikes = [
      'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor',
      'http://evil.example/membership#Instructor',
      `${membership}#InstructorX`,
      `${membership}/Instructor`,
      `x${membership}#Instructor`,
      'instructor',
      7,
      null,
    ];
    for (const role of lookalikes) assert.equal(courseRoleOf([role]), 'other', String(role));
  });
});

import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { createGuardedFetch } from '../../src/lti/outbound.remote.ts';
import { createOutcomesClient } from '../../src/lti/outcomes.remote.ts';
import { decimalOf, outcomeBody, readEnvelope, xmlText } from '../../src/lti/outcomes.ts';
import { type RecordedExchange, recordingOf, startReplay } from './recorded-moodle.ts';

const NOW = Date.parse('2026-11-20T22:44:28.670Z');
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

const consumer = { consumerKey: 'lab-key', secret: 'lab-secret-é&1' };
const target = {
  serviceUrl: `${replay.url}/mod/lti/service.php`,
  sourcedId: '{"data":{"instanceid":"12"},"hash":"<&>é"}',
};
const client = () => createOutcomesClient(remote.fetch, () => NOW);
const exchanges = recordingOf('basic-outcomes');
const answerOf = (what: string): RecordedExchange['response'] => {
  const found = exchanges.find((one) => one.what === what);
  assert.ok(found, what);
  return found.response;
};

/** What each recorded answer of Moodle means to us. */
const MEANINGS: [string, unknown][] = [
  ['readResult before any grade', { kind: 'done', score: null }],
  ['replaceResult 0.85', { kind: 'done', score: null }],
  ['readResult', { kind: 'done', score: 0.85 }],
  ['replaceResult 0.3 (a lower score replaces)', { kind: 'done', score: null }],
  ['replaceResult 0', { kind: 'done', score: null }],
  ['replaceResult with a comma (0,9)', { kind: 'gave_up', code: 'score_refused' }],
  ['replaceResult 1.2: out of range', { kind: 'gave_up', code: 'score_refused' }],
  ['replaceResult empty', { kind: 'gave_up', code: 'score_refused' }],
  ['replaceResult not a number', { kind: 'gave_up', code: 'score_refused' }],
  ['deleteResult', { kind: 'done', score: null }],
  ['readResult after the deletion', { kind: 'done', score: null }],
  ['replaceResult with a tampered sourcedid', { kind: 'unknown_target' }],
  ['replaceResult with a sourcedid that is no JSON', { kind: 'unknown_target' }],
  ['Unknown operation', { kind: 'gave_up', code: 'outcomes_unsupported' }],
  ['Wrong secret', { kind: 'retry', code: 'secret_refused', isPlatformWide: true }],
  ['Wrong key', { kind: 'retry', code: 'secret_refused', isPlatformWide: true }],
  ['Body hash of another body', { kind: 'retry', code: 'secret_refused', isPlatformWide: true }],
  ['No Authorization header', { kind: 'retry', code: 'secret_refused', isPlatformWide: true }],
  ['Content-Type text/xml', { kind: 'done', score: null }],
  ['Timestamp one hour old', { kind: 'retry', code: 'secret_refused', isPlatformWide: true }],
  ['A nonce', { kind: 'done', score: null }],
  ['The same nonce again', { kind: 'done', score: null }],
  ['Body that is no XML', { kind: 'gave_up', code: 'score_refused' }],
];

describe('every recorded answer of a Moodle', () => {
  test('has its meaning here', () =>
    assert.deepEqual(
      MEANINGS.map(([what]) => what),
      exchanges.map(({ what }) => what),
    ));
  for (const [what, meaning] of MEANINGS) {
    test(`${what}: ${JSON.stringify(meaning)}`, async () => {
      replay.answers.push(answerOf(what));
      assert.deepEqual(await client().replaceResult(consumer, target, 0.5), meaning);
    });
  }
});

test('a call carries XML, its signature, and nothing of the secret', async () => {
  replay.answers.push(answerOf('replaceResult 0.85'));
  await client().replaceResult(consumer, target, 0.85);
  const [seen] = replay.seen;
  assert.equal(seen?.method, 'POST');
  assert.equal(seen?.headers['content-type'], 'application/xml');
  assert.match(seen?.headers.authorization ?? '', /^OAuth oauth_body_hash="[^"]+",oauth_consumer_key="lab-key"/);
  assert.equal(JSON.stringify(seen).includes('lab-secret'), false);
  assert.match(seen?.body ?? '', /<textString>0\.85<\/textString>/);
  assert.match(seen?.body ?? '', /&quot;hash&quot;:&quot;&lt;&amp;&gt;é&quot;/);
});

test('readResult and deleteResult name only the result', () => {
  for (const operation of ['readResult', 'deleteResult'] as const) {
    const body = outcomeBody(operation, { id: '1', sourcedId: 's' });
    assert.match(
      body,
      new RegExp(
        `<${operation}Request><resultRecord><sourcedGUID><sourcedId>s</sourcedId></sourcedGUID></resultRecord>`,
      ),
    );
  }
});

test('scores are decimals from 0.0 to 1.0 with a point, never an exponent', () => {
  assert.deepEqual([0, 1, 0.5, 1 / 3, 0.1 + 0.2, 1e-9, 2, -1].map(decimalOf), [
    '0.0',
    '1.0',
    '0.5',
    '0.33333',
    '0.3',
    '0.0',
    '1.0',
    '0.0',
  ]);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (score) => /^[01]\.\d{1,5}$/.test(decimalOf(score))),
  );
});

test('whatever a result is called, the XML stays well formed and gives it back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const escaped = xmlText(text);
      return !/[<>"]/.test(escaped) && !/&(?!(amp|lt|gt|quot);)/.test(escaped);
    }),
  );
});

test('answers with declarations of types or entities, too large ones and other documents are no answers', () => {
  const good = answerOf('readResult').body;
  assert.equal(readEnvelope(good)?.score, 0.85);
  assert.equal(readEnvelope(good.replace('<imsx', '<!DOCTYPE x [<!ENTITY a "b">]><imsx')), undefined);
  assert.equal(readEnvelope(good.replace('<imsx', '<!entity a SYSTEM "file:///etc/passwd"><imsx')), undefined);
  assert.equal(readEnvelope(`${good}${' '.repeat(70_000)}`), undefined);
  assert.equal(readEnvelope('<html><body>Bonjour</body></html>'), undefined);
  assert.equal(readEnvelope(''), undefined);
  assert.equal(
    readEnvelope(good.replaceAll('<imsx_', '<ims:imsx_').replaceAll('</imsx_', '</ims:imsx_'))?.codeMajor,
    'success',
  );
  assert.equal(readEnvelope(good.replace('0.85', '0,85'))?.score, null);
});

test('statuses and pages that are no answers are tried again or given up as they mean', async () => {
  const page = (status: number, headers: Record<string, string> = {}) => ({
    status,
    reason: 'x',
    headers: { 'content-type': 'text/html', ...headers },
    body: '<html><body>Maintenance</body></html>',
  });
  for (const [answer, meaning] of [
    [page(200), { kind: 'retry', code: 'unexpected_answer', isPlatformWide: true }],
    [page(302, { location: '/login' }), { kind: 'retry', code: 'unexpected_answer', isPlatformWide: true }],
    [page(404), { kind: 'retry', code: 'unexpected_answer', isPlatformWide: true }],
    [page(401), { kind: 'retry', code: 'secret_refused', isPlatformWide: true }],
    [page(429, { 'retry-after': '7' }), { kind: 'retry', code: 'lms_throttled', isPlatformWide: true, afterMs: 7000 }],
    [page(500), { kind: 'failing' }],
    [page(503), { kind: 'retry', code: 'lms_failing', isPlatformWide: true, afterMs: undefined }],
  ] as const) {
    replay.answers.push(answer);
    assert.deepEqual(await client().replaceResult(consumer, target, 1), meaning);
  }
});

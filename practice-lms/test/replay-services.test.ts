import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { createPracticeLms, type NewActivity, type PracticeLms } from '../src/practice-lms.ts';
import { ALL_SCOPES } from '../src/protocol/access-tokens.ts';
import { assertSameAnswer, type Exchange, readRecorded, replay, scopeOf } from './recorded.ts';
import { obtainToken } from './service-client.ts';
import { startTool, type ThrowAwayTool } from './throw-away-tool.ts';

const ACTIVITIES: readonly NewActivity[] = [
  { title: 'Phishing : repérer un message piégé', scoreMaximum: 20 },
  { title: 'À sacrifier', scoreMaximum: 10 },
];
const COURSE = { label: 'SEC101', title: 'SEC101 – Sensibilisation à la cybersécurité' };

describe('answers the recorded requests as the recorded Moodle did', () => {
  let tool: ThrowAwayTool;
  let lms: PracticeLms;
  let nowMs = 0;

  before(async () => {
    tool = await startTool(() => lms.registration.authUrl);
  });
  afterEach(() => lms.close());
  after(() => tool.close());

  async function start(): Promise<void> {
    nowMs = Date.parse('2026-11-20T22:44:20Z');
    lms = await createPracticeLms({
      port: 0,
      toolUrl: tool.url,
      now: () => nowMs,
      activities: ACTIVITIES,
      course: COURSE,
    });
    lms.site.changePerson('16', { suspended: true });
  }

  async function send(exchange: Exchange): ReturnType<typeof replay> {
    const scope = scopeOf(exchange.what) ?? ALL_SCOPES.join(' ');
    return replay(exchange, lms.url, await obtainToken(lms, tool, scope, nowMs));
  }

  test('line items: lists, filters, paging, media types, creation, replacement, deletion', async () => {
    await start();
    const exchanges = readRecorded('lineitems') as Exchange[];
    for (const exchange of exchanges) {
      if (exchange.what === 'List after tidying')
        for (const id of ['19', '21', '22', '23', '24']) lms.site.removeLineItem(id);
      assertSameAnswer(await send(exchange), exchange, lms.url);
    }
    assert.equal(exchanges.length, 47);
  });

  test('memberships: people, short roles, pages, media types, scopes', async () => {
    await start();
    const exchanges = readRecorded('memberships') as Exchange[];
    const first = JSON.parse(exchanges[0]?.response.body ?? '') as { members: Record<string, string>[] };
    for (const member of first.members) {
      const names = {
        givenName: member.given_name ?? '',
        familyName: member.family_name ?? '',
        email: member.email ?? '',
      };
      const rest = { username: member.ext_user_username ?? '', sourcedId: member.lis_person_sourcedid ?? '' };
      lms.site.changePerson(member.user_id ?? '', { ...names, ...rest });
    }
    for (const exchange of exchanges) {
      const answer = await send(exchange);
      if (exchange.what === 'Another course' || exchange.what.startsWith('rlid (limit=2)')) {
        assert.equal(answer.status, exchange.response.status, exchange.what);
      } else assertSameAnswer(answer, exchange, lms.url);
    }
    assert.equal(exchanges.length, 14);
  });

  test('results: one person, everybody, and the failure of paging', async () => {
    await start();
    const scoreAt = async (userId: string, given: number, at: string): Promise<void> => {
      nowMs = Date.parse(at);
      const item = lms.site.lineItems.get('17');
      assert.ok(item);
      lms.site.storeScore(item, userId, { given, maximum: 20, comment: null, timestampSeconds: nowMs / 1000 });
    };
    await scoreAt('7', 11, '2026-11-20T22:45:31Z');
    await scoreAt('16', 15, '2026-11-20T22:45:43Z');
    const exchanges = readRecorded('results') as Exchange[];
    for (const exchange of exchanges) assertSameAnswer(await send(exchange), exchange, lms.url);
    assert.equal(exchanges.length, 9);
  });

  test('scores: timestamps, scaling, erasure, people, media types, override, locks, and what the gradebook holds afterwards', async () => {
    await start();
    const exchanges = readRecorded('scores') as Exchange[];
    for (const [index, exchange] of exchanges.entries()) {
      nowMs = arrivalOf(exchange, nowMs) + (exchange.what.startsWith('Event A') ? 2400 : 0);
      if (exchange.what.startsWith('A student whose grade the teacher has overridden'))
        lms.site.overrideGrade('17', '14', 7);
      if (exchange.what === 'A student whose grade the teacher has locked') lms.site.lockGrade('17', '11', true);
      if (exchange.what === 'The whole grade item is locked') {
        lms.site.lockGrade('17', '11', false);
        lms.site.changeLineItem('17', { locked: true });
      }
      const mapped = { ...exchange, request: { ...exchange.request, body: notEnrolled(exchange.request.body ?? '') } };
      const answer = await send(exchange.request.body === undefined ? exchange : mapped);
      const response = { ...exchange.response, reason: notEnrolled(exchange.response.reason) };
      assertSameAnswer(answer, { ...exchange, response, what: `${index}: ${exchange.what}` }, lms.url);
      assertSameGradebook(lms, exchange, index);
    }
    assert.equal(exchanges.length, 56);
  });
});

/** In the recording person 17 has no part in the course, here it is person 20. */
function notEnrolled(text: string): string {
  return text.replace('"userId":"17"', '"userId":"20"');
}

interface Afterwards {
  gradebook: {
    finalgrade: number | null;
    rawgrade: number | null;
    feedback: string | null;
    overridden: number;
    timemodified: number | null;
  };
  completion: { state: number } | null;
}

function afterwardsOf(exchange: Exchange): Afterwards | undefined {
  const { afterwards } = exchange;
  return typeof afterwards === 'object' && afterwards !== null && 'gradebook' in afterwards
    ? (afterwards as Afterwards)
    : undefined;
}

/** When the request reached Moodle: as late as what it stored shows, else the time of sending, never before the one before. */
function arrivalOf(exchange: Exchange, previousMs: number): number {
  const storedMs = (afterwardsOf(exchange)?.gradebook.timemodified ?? 0) * 1000 + 999;
  const timestamp = /"timestamp":"([^"]+)"/.exec(exchange.request.body ?? '')?.[1] ?? '';
  const sentMs = Date.parse(/[Z+]/.test(timestamp) ? timestamp : `${timestamp}Z`);
  if (storedMs >= previousMs && exchange.response.status === 200) return storedMs;
  return sentMs > previousMs && sentMs < previousMs + 3_600_000 ? sentMs : previousMs;
}

function assertSameGradebook(lms: PracticeLms, exchange: Exchange, index: number): void {
  const expected = afterwardsOf(exchange);
  if (expected === undefined) return;
  const userId = String((JSON.parse(exchange.request.body ?? '{}') as { userId: unknown }).userId);
  const { finalGrade, rawGrade, feedback, overriddenAt, gradedAt, completion } = lms.site.grade('17', userId);
  const { finalgrade, rawgrade, overridden, timemodified } = expected.gradebook;
  const ours = { finalGrade, rawGrade, feedback, isOverridden: overriddenAt !== null, completion: completion?.state };
  const theirs = {
    finalGrade: finalgrade,
    rawGrade: rawgrade,
    feedback: expected.gradebook.feedback,
    isOverridden: overridden !== 0,
    completion: expected.completion?.state,
  };
  assert.deepEqual(ours, theirs, `${index}: ${exchange.what}`);
  if (overridden === 0) assert.equal(gradedAt, timemodified, `${index}: ${exchange.what}: time of the grade`);
}

import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import type { AccessTokens } from '../../src/lti/access-token.ts';
import { groupNamesOf } from '../../src/lti/course-groups.ts';
import { createGuardedFetch } from '../../src/lti/outbound.remote.ts';
import { createRosterClient } from '../../src/lti/roster.remote.ts';
import { type RosterAnswer, settledRoleOf } from '../../src/lti/roster.ts';
import { exchangeOf, startReplay, targetOf } from './recorded-moodle.ts';

const replay = await startReplay();
const remote = createGuardedFetch({ allowPrivateNetworks: true, userAgent: 'Passerelle/test', timeoutMs: 2000 });
after(async () => {
  replay.close();
  await remote.close();
});
const dropped: string[] = [];
beforeEach(() => {
  replay.seen.length = 0;
  replay.answers.length = 0;
  dropped.length = 0;
});

const asked: string[][] = [];
const tokens: AccessTokens = {
  async get(_platform, scopes) {
    asked.push([...scopes]);
    return { kind: 'granted', token: 'LAB-ACCESS-TOKEN' };
  },
  drop: (_platform, _scopes, token) => dropped.push(token),
};
const platform = { id: 'p1', clientId: 'c1', tokenUrl: `${replay.url}/token`, tokenAudience: null };
const TYPE = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json';
const PATH = '/mod/lti/services.php/CourseSection/2/bindings/1/memberships';

function read(url = `${replay.url}${PATH}`, groupsUrl: string | null = null): Promise<RosterAnswer> {
  return createRosterClient(remote.fetch, tokens).read(platform, url, groupsUrl);
}

/** An answer of the replay server: a container of these people, with a Link header or none. */
function page(ids: string[], link?: string): void {
  const members = ids.map((id) => ({ user_id: id, roles: ['Learner'], status: 'Active' }));
  const headers = { 'content-type': TYPE, ...(link !== undefined && { link }) };
  replay.answers.push({ status: 200, reason: 'OK', headers, body: JSON.stringify({ id: 'x', members }) });
}

function answer(status: number, body = '', headers: Record<string, string> = {}): void {
  replay.answers.push({ status, reason: 'x', headers, body });
}

function membersOf(roster: RosterAnswer) {
  assert.equal(roster.kind, 'members');
  return roster.kind === 'members' ? roster.members : [];
}

function codeOf(roster: RosterAnswer): string {
  return roster.kind === 'members' ? 'members' : roster.code;
}

describe('S6, a recorded Moodle', () => {
  test('is asked with exactly its media type and the scope for reading; short roles, names and e-mail are read', async () => {
    const exchange = exchangeOf('memberships', 'Members of the course');
    replay.answers.push(exchange.response);
    const members = membersOf(await read());
    assert.equal(members.length, 13);
    assert.deepEqual(
      members.find((one) => one.moodleUserId === '3'),
      {
        moodleUserId: '3',
        role: 'instructor',
        isActive: true,
        email: 'prof1@example.test',
        firstname: 'Élodie',
        lastname: 'Dubœuf-Martin',
        fullName: 'Élodie Dubœuf-Martin',
        personSourcedId: 'SIS-1000',
        groupIds: [],
      },
    );
    assert.equal(members.filter((one) => one.role === 'learner').length, 12);
    const [seen] = replay.seen;
    assert.equal(seen?.target, `${targetOf(exchange)}?limit=100`);
    assert.deepEqual(seen?.headers, exchange.request.headers);
    assert.deepEqual(asked.at(-1), ['https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly']);
  });

  test('the address keeps its own query', async () => {
    page(['5']);
    await read(`${replay.url}/members?course=2`);
    assert.equal(replay.seen[0]?.target, '/members?course=2&limit=100');
  });

  test('its Link header leads to the next page', async () => {
    const first = exchangeOf('memberships', 'No Accept (limit=1)').response;
    const link = (first.headers.link ?? '').replace('http://localhost:8081', replay.url);
    replay.answers.push({ ...first, headers: { ...first.headers, link } });
    page(['77']);
    assert.equal(membersOf(await read()).at(-1)?.moodleUserId, '77');
    assert.equal(replay.seen[1]?.target, `${PATH}?limit=1&from=1`);
  });
});

describe('S6, pages', () => {
  test('250 members come in three pages', async () => {
    const ids = Array.from({ length: 250 }, (_, index) => String(index + 1));
    page(ids.slice(0, 100), `<${replay.url}${PATH}?limit=100&from=100>; rel="next"`);
    page(ids.slice(100, 200), `<${replay.url}${PATH}?limit=100&from=200>; rel="next"`);
    page(ids.slice(200));
    assert.deepEqual(
      membersOf(await read()).map((one) => one.moodleUserId),
      ids,
    );
    assert.deepEqual(
      replay.seen.map((one) => one.target),
      ['', '&from=100', '&from=200'].map((rest) => `${PATH}?limit=100${rest}`),
    );
  });

  test('relative links, other relations beside it, and a comma in an address are understood', async () => {
    page(['1'], '<https://x.example/a,b>; rel="differences", </more?page=2,3>; title="a"; rel="next last"');
    page(['2'], '</more?page=3>; rel=next');
    page(['3'], '</diff>; rel="differences"');
    assert.deepEqual(
      membersOf(await read()).map((one) => one.moodleUserId),
      ['1', '2', '3'],
    );
    assert.equal(replay.seen[1]?.target, '/more?page=2,3');
  });

  test('another origin is not followed, and half a roster is none', async () => {
    page(['1'], '<http://127.0.0.1:9/next>; rel="next"');
    assert.equal(codeOf(await read()), 'unexpected_answer');
    assert.equal(replay.seen.length, 1);
  });

  test('a circle of pages ends, and so does a list without end', async () => {
    page(['1'], `<${replay.url}/b>; rel="next"`);
    page(['2'], `<${replay.url}${PATH}?limit=100>; rel="next"`);
    assert.equal(codeOf(await read()), 'unexpected_answer');
    for (let i = 0; i < 250; i++) page([String(i)], `<${replay.url}/page${i}>; rel="next"`);
    assert.equal(codeOf(await read()), 'unexpected_answer');
    assert.equal(replay.seen.length, 2 + 200);
  });
});

describe('S9 groups of a course', () => {
  const GROUPS = 'application/vnd.ims.lti-gs.v1.contextgroupcontainer+json';
  const groups = (list: unknown[], link?: string) =>
    answer(200, JSON.stringify({ id: 'x', groups: list }), { 'content-type': GROUPS, ...(link && { link }) });
  const inGroups = (...ids: unknown[]) =>
    answer(
      200,
      JSON.stringify({
        members: [{ user_id: '5', roles: ['Learner'], group_enrollments: ids.map((group_id) => ({ group_id })) }],
      }),
      { 'content-type': TYPE },
    );
  const url = `${replay.url}${PATH}`;

  test('are read page by page before the members, who then say which they are in', async () => {
    groups(
      [
        { id: 'g1', name: 'TD 1' },
        { id: 2, name: ' TD 2 ' },
      ],
      '</groups?page=2>; rel="next"',
    );
    groups([{ id: 'g3', name: 'TD 3', set_id: 's' }, { id: 'g4' }, null]);
    inGroups('g1', 2);
    const roster = await read(url, `${replay.url}/groups`);
    assert.ok(roster.kind === 'members');
    assert.deepEqual(Object.fromEntries(roster.groupNames), { g1: 'TD 1', 2: 'TD 2', g3: 'TD 3' });
    assert.deepEqual(roster.members[0]?.groupIds, ['g1', '2']);
    assert.deepEqual(
      replay.seen.map((one) => one.target),
      ['/groups', '/groups?page=2', `${PATH}?limit=100&groups=true`],
    );
    assert.equal(replay.seen[0]?.headers.accept, GROUPS);
    assert.deepEqual(asked.at(-2), ['https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly']);
    assert.equal(groupNamesOf(['2', 'g1', 'gone'], roster.groupNames), 'TD 1, TD 2');
    assert.equal(groupNamesOf([], roster.groupNames), null);
  });

  test('that cannot be read, or that lie on another server, leave the roster as it is without them', async () => {
    for (const refusal of [403, 404, 500]) {
      answer(refusal);
      inGroups('g1');
      const roster = await read(url, `${replay.url}/groups`);
      assert.ok(roster.kind === 'members' && roster.groupNames.size === 0, String(refusal));
      assert.equal(replay.seen.at(-1)?.target, `${PATH}?limit=100`);
    }
    groups([{ id: 'g1', name: 'TD 1' }], '<http://127.0.0.1:9/next>; rel="next"');
    inGroups('g1');
    const roster = await read(url, `${replay.url}/groups`);
    assert.ok(roster.kind === 'members' && roster.groupNames.size === 0);
  });
});

describe('S6, what goes wrong', () => {
  test('a refused token is asked for once more', async () => {
    answer(401);
    page(['5']);
    assert.equal(membersOf(await read()).length, 1);
    assert.deepEqual(dropped, ['LAB-ACCESS-TOKEN']);
    answer(401);
    answer(401);
    assert.equal(codeOf(await read()), 'unauthorised');
  });

  test('an empty list, a page of HTML, a redirect, errors and silence each have their code', async () => {
    page([]);
    assert.equal(codeOf(await read()), 'unexpected_answer');
    answer(200, '<html>', { 'content-type': 'text/html' });
    assert.equal(codeOf(await read()), 'unexpected_answer');
    answer(302, '', { location: 'http://127.0.0.1:9/' });
    assert.equal(codeOf(await read()), 'unexpected_answer');
    replay.answers.push(exchangeOf('memberships', 'Accept: application/json').response);
    assert.equal(codeOf(await read()), 'roster_refused');
    answer(503);
    assert.equal(codeOf(await read()), 'lms_failing');
    assert.equal(codeOf(await read('http://127.0.0.1:9/members')), 'lms_unreachable');
  });

  test('people without a usable id are left out; missing and empty names are null; inactive people are told so', async () => {
    const members = [
      { user_id: '5', roles: ['http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor'], name: ' ' },
      { user_id: 6, roles: ['Learner'] },
      { roles: ['Learner'] },
      null,
      { user_id: '7', roles: ['Mentor'], status: 'Inactive' },
      { user_id: '8', status: 'Deleted' },
    ];
    answer(200, JSON.stringify({ members }), { 'content-type': TYPE });
    const nobody = {
      email: null,
      firstname: null,
      lastname: null,
      fullName: null,
      personSourcedId: null,
      groupIds: [],
    };
    assert.deepEqual(membersOf(await read()), [
      { moodleUserId: '5', role: 'instructor', isActive: true, ...nobody },
      { moodleUserId: '7', role: 'other', isActive: false, ...nobody },
      { moodleUserId: '8', role: 'other', isActive: false, ...nobody },
    ]);
  });
});

test('who taught at their latest launch teaches, whatever the roster calls them; else the roster tells', () => {
  assert.equal(settledRoleOf('learner', 'instructor'), 'instructor');
  assert.equal(settledRoleOf('instructor', 'learner'), 'instructor');
  assert.equal(settledRoleOf('learner', null), 'learner');
  assert.equal(settledRoleOf('other', 'learner'), 'other');
});

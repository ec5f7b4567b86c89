import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ActivityScope, wholeCourse } from '../../src/catalogue/scope.ts';
import type { TokenAnswer } from '../../src/lti/access-token.ts';
import { createColumnScopeReader } from '../../src/lti/copied-activity.remote.ts';
import { createScopeOfCopy } from '../../src/lti/copied-activity.ts';
import { createScopesReader } from '../../src/lti/copied-activity.view.ts';
import { gradeRightsOf } from '../../src/lti/enrolment.ts';
import { type LaunchMessage, readLaunchMessage } from '../../src/lti/launch-message.ts';
import type { GuardedFetch } from '../../src/lti/outbound.ts';
import { resourceIdOf, scopeOfResourceId } from '../../src/lti/resource-id.ts';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { createLaunchWorld, TARGET } from '../support/launches.ts';
import { claim, moodleClaims } from '../support/moodle-platform.ts';
import { recordedJson } from '../support/registering-platforms.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const COLUMN = 'https://moodle.exemple/mod/lti/services.php/5/lineitems/50/lineitem?type_id=1';
const AGS = 'https://purl.imsglobal.org/spec/lti-ags/scope';

function messageOf(changes: Record<string, unknown> = {}): LaunchMessage {
  const facts = { issuer: 'https://moodle.exemple', clientId: 'c', nonce: 'n', target: TARGET, now: NOW };
  return readLaunchMessage({ ...moodleClaims(facts), ...changes });
}

const module1: ActivityScope = { ...wholeCourse, moduleId: 'module1' };

describe('copies of activities', () => {
  test('S5.6 Moodle keeps the parameters of what it duplicates and copies: they say the scope', () => {
    const { duplicated, courseCopy } = recordedJson<{
      duplicated: { custom: string };
      courseCopy: { activities: { custom: string; toolurl: string }[] };
    }>('copy');
    for (const { custom } of [duplicated, ...courseCopy.activities.slice(1)]) {
      const pairs = Object.fromEntries(custom.split('\n').map((line) => line.split('=')));
      assert.equal(messageOf({ [claim.custom]: pairs }).scope.moduleId, pairs.module);
    }
  });

  test('where parameters were lost the address says the scope, but no page of the site does', () => {
    const target = `${TARGET}?module=module1&sequence=s%201`;
    const { scope } = messageOf({ [claim.custom]: {}, [claim.target]: target });
    assert.deepEqual(scope, { moduleId: 'module1', sequenceId: 's 1', grainId: null });
    const page = messageOf({ [claim.custom]: {}, [claim.target]: 'https://site.exemple/p.html?module=module1' });
    assert.deepEqual(page.scope, wholeCourse);
    assert.equal(messageOf({ [claim.custom]: { grain: 'g' }, [claim.target]: target }).scope.moduleId, null);
  });

  test('a resource id and its scope are two spellings of one thing', () => {
    for (const scope of [wholeCourse, module1, { ...module1, sequenceId: 'a:b' }, { ...module1, grainId: 'é g' }]) {
      const back = scopeOfResourceId(resourceIdOf(scope));
      assert.ok(back);
      assert.equal(resourceIdOf(back), resourceIdOf(scope));
    }
    for (const other of ['', 'mod-passwords', 'grain:', 'grain: x', undefined, 7]) {
      assert.equal(scopeOfResourceId(other), undefined);
    }
  });

  const platform = { id: 'p' } as Parameters<ReturnType<typeof createScopeOfCopy>>[0];
  const bare = messageOf({
    [claim.custom]: { resource_link_history: '$ResourceLink.id.history' },
    [claim.ags]: { scope: [`${AGS}/lineitem.readonly`], lineitem: COLUMN },
  });

  test('the activities it was copied from come first, then its column; where nobody answers it stays what it was', async () => {
    const known = new Map([
      ['17', module1],
      [bare.resourceLink?.id ?? '', { ...wholeCourse, grainId: 'was' }],
    ]);
    const scopesOf = async () => known;
    const copy = { ...bare, copiedFrom: ['18', '17'] };
    const column = { ...wholeCourse, sequenceId: 'column' };
    const asked = createScopeOfCopy({ scopesOf, scopeOfColumn: async () => column });
    assert.deepEqual(await asked(platform, copy), module1);
    const other = createScopeOfCopy({ scopesOf, scopeOfColumn: async () => column });
    assert.deepEqual(await other(platform, bare), column);
    const silent = createScopeOfCopy({ scopesOf, scopeOfColumn: async () => undefined });
    assert.deepEqual(await silent(platform, bare), { ...wholeCourse, grainId: 'was' });
  });

  test('an activity without column and history is the whole course, and nobody is asked; answers are kept ten minutes', async () => {
    let asked = 0;
    let now = 0;
    const count = async (): Promise<ActivityScope> => {
      asked++;
      return module1;
    };
    const scopeOf = createScopeOfCopy({ scopesOf: async () => new Map(), scopeOfColumn: count }, () => now);
    assert.deepEqual(await scopeOf(platform, { ...bare, ags: null }), wholeCourse);
    assert.equal(asked, 0);
    await Promise.all([scopeOf(platform, bare), scopeOf(platform, bare)]);
    assert.equal(asked, 1);
    now = 10 * 60_000;
    await scopeOf(platform, bare);
    assert.equal(asked, 2);
  });

  describe('the column', () => {
    const granted: TokenAnswer = { kind: 'granted', token: 't' };
    const tokens = { get: async () => granted, drop: () => undefined };
    const ags = bare.ags ?? assert.fail();
    const answering = (status: number, body: string): GuardedFetch => {
      return async (url, request) => {
        assert.equal(url, COLUMN);
        assert.equal(request?.headers?.accept, 'application/vnd.ims.lis.v2.lineitem+json');
        return { status, statusText: '', headers: {}, text: () => body };
      };
    };
    const read = (fetch: GuardedFetch) => createColumnScopeReader(fetch, tokens)(platform, ags);

    test('of ours names a scope, of others the whole course', async () => {
      const ours = JSON.stringify({ id: COLUMN, tag: 'passerelle', resourceId: 'module:module1' });
      assert.deepEqual(await read(answering(200, ours)), module1);
      for (const other of [
        {},
        { tag: 'grade', resourceId: 'module:module1' },
        { tag: 'passerelle', resourceId: 'x' },
      ]) {
        assert.deepEqual(await read(answering(200, JSON.stringify(other))), wholeCourse);
      }
    });

    test('that cannot be read is no reason to refuse a launch', async () => {
      assert.equal(await read(answering(503, '')), undefined);
      const broken: GuardedFetch = async () => {
        throw new Error('gone');
      };
      assert.equal(await read(broken), undefined);
    });
  });
});

describe('the right to make a gradebook column', () => {
  const all = [`${AGS}/lineitem`, `${AGS}/lineitem.readonly`, `${AGS}/score`];
  const ungraded = { lineitemUrl: null, lineitemsUrl: 'https://moodle.exemple/lineitems', scopes: all };

  test('is not used in a Moodle activity that names no column: one may be found, none is made', () => {
    const rights = gradeRightsOf({ ags: ungraded, productFamily: 'moodle' });
    assert.deepEqual(rights, { passback: 'ags', scopes: [`${AGS}/lineitem.readonly`, `${AGS}/score`] });
    const onlyMake = { ...ungraded, scopes: [`${AGS}/lineitem`, `${AGS}/score`] };
    assert.equal(gradeRightsOf({ ags: onlyMake, productFamily: 'moodle' }).passback, 'none');
  });

  test('stays with graded activities of Moodle and with other platforms', () => {
    const graded = { ...ungraded, lineitemUrl: COLUMN };
    assert.deepEqual(gradeRightsOf({ ags: graded, productFamily: 'moodle' }).scopes, all);
    for (const productFamily of ['canvas', null]) {
      assert.deepEqual(gradeRightsOf({ ags: ungraded, productFamily }), { passback: 'ags', scopes: all });
    }
  });

  test('without the right to post scores, or without grade services, no grade travels', () => {
    const mute = { ...ungraded, lineitemUrl: COLUMN, scopes: [`${AGS}/lineitem`] };
    assert.equal(gradeRightsOf({ ags: mute, productFamily: 'canvas' }).passback, 'none');
    assert.equal(gradeRightsOf({ ags: null, productFamily: 'moodle' }).passback, 'none');
  });
});

forEachEngine((engine) => {
  describe('the activities it was copied from', () => {
    const database = databaseOf(engine);
    test('are found in their deployment, by the platform’s ids', async () => {
      const world = await createLaunchWorld(database.current);
      await world.launch({ claims: { [claim.resourceLink]: { id: '17' }, [claim.custom]: { module: 'module1' } } });
      const read = createScopesReader(database.current);
      assert.deepEqual(await read(world.platform, '1', ['16', '17']), new Map([['17', module1]]));
      assert.equal((await read(world.platform, '2', ['17'])).size, 0);
    });
  });
});

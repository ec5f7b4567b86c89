import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClassRoll, classTableOf } from '../../src/lti/class-roll.ts';

test('modules and sequences whose ids hold spaces are columns of their own', () => {
  const grains = [
    { moduleId: 'a b', sequenceId: 'c', grainId: 'g1' },
    { moduleId: 'a', sequenceId: 'b c', grainId: 'g2' },
    { moduleId: 'a', sequenceId: 'b c', grainId: 'g3' },
  ].map((grain) => ({ ...grain, title: grain.grainId, url: null, minutes: null }));
  const catalogue = {
    courseUrl: null,
    modules: ['a b', 'a'].map((moduleId) => ({ moduleId, title: moduleId, url: null })),
    sequences: [],
    grains,
  };
  const learner = { userId: 'u', moodleUserId: '1', firstname: 'Zoé', lastname: null, fullName: null, email: null };
  const roll: ClassRoll = {
    ...{ tenantId: 't', title: null, timezone: 'UTC', rosterSyncedAt: null, hasRoster: false, rosterReason: null },
    scopes: [{ moduleId: null, sequenceId: null, grainId: null }],
    learners: [{ ...learner, hasOpened: true, groups: null, lastSeenAt: null }],
    done: [{ userId: 'u', moduleId: 'a', sequenceId: 'b c', count: 2 }],
    grades: [],
  };
  const { columns, rows } = classTableOf(roll, catalogue, 'fr');
  assert.deepEqual(
    columns.map(({ moduleId, total }) => [moduleId, total]),
    [
      ['a b', 1],
      ['a', 2],
    ],
  );
  assert.deepEqual([rows[0]?.percents, rows[0]?.percent], [[0, 100], 66]);
});

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { createLaunchStore } from '../../src/lti/launch.store.ts';
import { databaseOf, sqliteEngine } from '../support/database.ts';
import { createLaunchWorld, handOverCodeOf, type LaunchWorld, NOW } from '../support/launches.ts';

describe('legal launches', () => {
  const database = databaseOf(sqliteEngine());
  let world: LaunchWorld;
  before(async () => {
    world = await createLaunchWorld(database.current);
  });
  test('P01 a plain launch opens the page of its module with a code that gives the session once', async () => {
    const answer = await world.launch();
    assert.match(
      String(answer.headers.location),
      /^https:\/\/passerelle\.exemple\/pages\/module1\/sommaire\.html#lti=/,
    );
    const launches = createLaunchStore(database.current);
    const grant = await launches.redeem(handOverCodeOf(answer), NOW);
    assert.equal(grant?.role, 'learner');
    assert.equal(await launches.redeem(handOverCodeOf(answer), NOW), undefined);
    const again = await world.launch();
    assert.equal((await launches.redeem(handOverCodeOf(again), NOW))?.userId, grant?.userId);
  });
});

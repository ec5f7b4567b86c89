import assert from 'node:assert/strict';
import { after, before, describe, type TestContext, test } from 'node:test';
import { type Database, openDatabase } from '../../backend/src/db/connection.ts';
import { newId } from '../../backend/src/ids/ids.ts';
import { AGS_SCOPES } from '../../backend/src/lti/ags.ts';
import { type FreshDatabase, forEachEngine } from '../../backend/test/support/engines.ts';
import { type Stage, setStage } from '../../backend/test/support/practice.ts';
import { bootstrapDirectus, type RunningDirectus, startDirectus } from './support/directus.ts';
import { apply } from './support/stage.ts';

const TENANT = 'TENANT_TEST';
const A_MINUTE_MS = 60_000;
const GRAINS_OF_MODULE_1 = ['grain1', 'grain2', 'grain3', 'grain4'];

forEachEngine((engine) => {
  describe('a person edits in Directus', () => {
    let fresh: FreshDatabase;
    let stage: Stage;
    let directus: RunningDirectus;
    let database: Database;
    let learners: { id: string; moodleId: string }[];
    let activities: { id: string; lineItemId: string }[];

    before(async () => {
      fresh = await engine.freshDatabaseUrl();
      stage = await setStage(fresh.url);
      await bootstrapDirectus({ databaseUrl: fresh.url });
      directus = await startDirectus({ databaseUrl: fresh.url });
      await apply(directus);
      database = openDatabase(fresh.url, 2);
      await enrol();
    });
    after(async () => {
      await directus?.stop();
      await stage?.close();
      await database?.close();
      await fresh?.drop();
    });

    /** Six people in a course with two activities over module 1; nobody has opened anything. */
    async function enrol(): Promise<void> {
      const { query } = database;
      const deployment = await query.selectFrom('deployments').select('id').executeTakeFirstOrThrow();
      const place = { tenant_id: TENANT, platform_id: stage.platformId };
      const [context_id, deployment_id] = [newId(), deployment.id];
      await query
        .insertInto('contexts')
        .values({ ...place, id: context_id, deployment_id, lti_context_id: '2', title: 'Cours' })
        .execute();
      const { site, url } = stage.lms;
      const graded = [...site.activities.values()].flatMap(({ id, lineItemId }) =>
        lineItemId ? [{ id, lineItemId }] : [],
      );
      activities = graded.slice(0, 2).map(({ lineItemId }) => ({ id: newId(), lineItemId }));
      const lineItems = `${url}/mod/lti/services.php/2/lineitems`;
      for (const [i, activity] of activities.entries())
        await query
          .insertInto('resource_links')
          .values({
            ...place,
            ...{ id: activity.id, context_id, deployment_id, lti_resource_link_id: graded[i]?.id ?? '' },
            ...{ title: `Activité ${i}`, module_id: 'module1', passback: 'ags', lineitem_origin: 'platform' },
            lineitem_url: `${lineItems}/${activity.lineItemId}/lineitem?type_id=1`,
            lineitems_url: `${lineItems}?type_id=1`,
            ags_scopes: Object.values(AGS_SCOPES).join(' '),
          })
          .execute();
      learners = site
        .learners()
        .slice(0, 6)
        .map((person) => ({ id: newId(), moodleId: person.id }));
      for (const { id, moodleId } of learners) {
        await query
          .insertInto('users')
          .values({ ...place, id, moodle_user_id: moodleId })
          .execute();
        const member = { tenant_id: TENANT, context_id, user_id: id, role: 'learner' as const };
        await query
          .insertInto('context_memberships')
          .values({ ...member, id: newId() })
          .execute();
      }
    }

    const points = (learner: number, activity = 0): number | null =>
      stage.lms.site.grade(activities[activity]?.lineItemId ?? '', learners[learner]?.moodleId ?? '').finalGrade;

    async function edit<T = { id: string }>(method: string, at: string, body?: unknown): Promise<T> {
      const { status, data, errors } = await directus.call<T>(method, at, body);
      assert.ok(status === 200 || status === 204, `${method} ${at}: ${JSON.stringify(errors)}`);
      return data;
    }

    const finish = (learner: number, grain_id: string) =>
      edit('POST', '/items/progress', {
        ...{ tenant_id: TENANT, user_id: learners[learner]?.id, grain_id },
        ...{ module_id: 'module1', sequence_id: 'sequence1' },
      });

    /** Waits for each effect and tells after how many seconds it was there. */
    async function within(t: TestContext, effects: Record<string, () => boolean | Promise<boolean>>): Promise<void> {
      const from = Date.now();
      const waits = Object.entries(effects).map(async ([what, isSo]) => {
        while (!(await isSo())) {
          if (Date.now() - from > A_MINUTE_MS) throw new Error(`not within a minute: ${what}`);
          await new Promise((resolve) => setTimeout(resolve, 500));
        }
        t.diagnostic(`${what}: ${Math.round((Date.now() - from) / 1000)} s`);
      });
      await Promise.all(waits);
    }

    async function api<T>(at: string, key: string): Promise<{ status: number; data: T[] }> {
      const response = await fetch(`${stage.passerelle.url}/api/academic/${at}`, { headers: { 'x-api-key': key } });
      const { data = [] } = (await response.json()) as { data?: T[] };
      return { status: response.status, data };
    }

    test('grades follow within a minute: progress added for somebody who had none, deleted, moved to another learner; another scope', async (t) => {
      const eighth = 20 / 8;
      const rows = await Promise.all([
        ...GRAINS_OF_MODULE_1.map((grain) => finish(1, grain)),
        ...GRAINS_OF_MODULE_1.slice(0, 2).map((grain) => finish(2, grain)),
      ]);
      await within(t, {
        'four grains entered for a learner without a grade': () => points(1) === 4 * eighth,
        'the same in the other activity': () => points(1, 1) === 4 * eighth,
        'two grains entered for another learner': () => points(2) === 2 * eighth,
      });
      const deleted = rows[0]?.id;
      const moved = rows[5]?.id;
      await edit('DELETE', `/items/progress/${deleted}`);
      await edit('PATCH', `/items/progress/${moved}`, { user_id: learners[3]?.id });
      await finish(4, 'grain1');
      // Another activity covers a sequence from now on, half of what it was.
      await edit('PATCH', `/items/resource_links/${activities[1]?.id}`, { sequence_id: 'sequence1' });
      await within(t, {
        'a row deleted': () => points(1) === 3 * eighth,
        'a row taken from one learner': () => points(2) === eighth,
        'and given to another': () => points(3) === eighth,
        'one grain entered for a learner without a grade': () => points(4) === eighth,
        'the other scope': () => points(1, 1) === 6 * eighth,
      });
      // Two learners are one: the rows of the second are given to the first, and the second is deleted.
      const [kept, twin] = [learners[3], learners[4]];
      const theirs = await edit<{ id: string }[]>('GET', `/items/progress?fields=id&filter[user_id][_eq]=${twin?.id}`);
      await edit('PATCH', '/items/progress', {
        keys: theirs.map(({ id }) => id),
        data: { user_id: kept?.id, grain_id: 'grain3' },
      });
      await edit('DELETE', `/items/users/${twin?.id}`);
      await within(t, { 'two learners made one': () => points(3) === 2 * eighth });
    });

    test('the academic API follows within a minute: a class renamed, a student moved, a key suspended, its rights changed', async (t) => {
      const place = { tenant_id: TENANT };
      const classes: Record<string, string> = {};
      for (const name of ['Alpha', 'Beta', 'Étoile'])
        classes[name] = (await edit('POST', '/items/classes', { ...place, class_id: `C-${name}`, name })).id;
      const student = { ...place, student_id: 'S1', lastname: 'Lefèvre', class_pk: classes.Alpha };
      const { id: studentKey } = await edit('POST', '/items/students', student);
      const make = (owner: string) =>
        stage.passerelle.command<{ id: string; key: string }>(
          ...['keys', 'create', '--tenant', TENANT, '--owner', owner, '--scopes', 'academic:read'],
        );
      const [stays, suspended, changed] = [await make('ENT'), await make('LMS'), await make('Autre')];
      const names = async () => (await api<{ name: string }>('classes', stays.key)).data.map(({ name }) => name);
      const classOf = async () => (await api<{ class_id: string }>('students', stays.key)).data[0]?.class_id;
      for (const { key } of [suspended, changed]) assert.equal((await api('classes', key)).status, 200);
      await within(t, {
        'classes made in Directus stand in order': async () => (await names()).join() === 'Alpha,Beta,Étoile',
      });
      await edit('PATCH', `/items/classes/${classes.Alpha}`, { name: 'Zêta' });
      await edit('PATCH', `/items/students/${studentKey}`, { class_pk: classes.Beta });
      await edit('PATCH', `/items/api_keys/${suspended.id}`, { status: 'suspended' });
      await edit('PATCH', `/items/api_keys/${changed.id}`, { scopes: '["academic:export"]' });
      assert.ok((await names()).includes('Zêta'), 'the name at once');
      assert.equal(await classOf(), 'C-Beta', 'and the class');
      await within(t, {
        'a class renamed takes its place': async () => (await names()).join() === 'Beta,Étoile,Zêta',
        'a key suspended': async () => [401, 403].includes((await api('classes', suspended.key)).status),
        'a right taken from a key': async () => (await api('classes', changed.key)).status === 403,
      });
      assert.equal((await api('classes', stays.key)).status, 200);
    });
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { dumpSchema } from '../../backend/src/db/schema-dump.ts';
import { newId } from '../../backend/src/ids/ids.ts';
import { createCompletedReader } from '../../backend/src/progress/completed.view.ts';
import { type GradeCourse, gradeCourse } from '../../backend/test/passback/grade-course.ts';
import { forEachEngine } from '../../backend/test/support/engines.ts';
import { apply, type SharedDatabase, shareDatabase } from './support/stage.ts';

const TEACHER_ROLE = '7a55e2e1-0003-4000-8000-000000000002';
const TEACHER_TOKEN = 'a-token-of-a-teacher-for-tests';

forEachEngine((engine) => {
  describe('Directus beside Passerelle', () => {
    let shared: SharedDatabase;
    let course: GradeCourse;
    let schemaBefore: string;
    before(async () => {
      // Far from UTC: an instant must come back as it was written.
      shared = await shareDatabase(engine, 'Passerelle first', { environment: { TZ: 'Europe/Paris' } });
      course = await gradeCourse(shared.database, 3);
      schemaBefore = await dumpSchema(shared.database);
    });
    after(() => shared?.close());

    test('a dry run says what would be made and makes nothing', async () => {
      const report = await apply(shared.directus, { isDryRun: true });
      assert.ok(report.made.includes('collection users'));
      const { data } = await shared.directus.call<{ meta: unknown }>('GET', '/collections/users');
      assert.equal(data.meta, null);
    });

    test('one run sets everything up, a second finds nothing to do, and no table is changed', async () => {
      const first = await apply(shared.directus);
      assert.ok(first.made.length > 60, String(first.made.length));
      const second = await apply(shared.directus);
      assert.deepEqual([second.made, second.changed], [[], []]);
      assert.equal(await dumpSchema(shared.database), schemaBefore);
    });

    test('Directus shows twenty tables, and in French', async () => {
      const { data } = await shared.directus.call<
        {
          collection: string;
          schema: object | null;
          meta: { translations: { language: string; translation: string }[] } | null;
        }[]
      >('GET', '/collections');
      const shown = data.filter(
        ({ collection, schema, meta }) => schema && meta && !collection.startsWith('directus_'),
      );
      assert.equal(shown.length, 20);
      const users = shown.find(({ collection }) => collection === 'users')?.meta?.translations;
      assert.equal(users?.find(({ language }) => language === 'fr-FR')?.translation, 'Apprenants');
    });

    test('a row of ours is read there at the same instant, and one of Directus’ here', async () => {
      const [ours, theirs] = course.learners;
      assert.ok(ours && theirs);
      const completed_at = new Date('2026-07-14T22:30:15.000Z');
      const place = { tenant_id: course.tenantId, user_id: ours, grain_id: 'grain1', module_id: 'module1' };
      await shared.database.query
        .insertInto('progress')
        .values({ id: newId(), ...place, completed_at })
        .execute();
      const read = await shared.directus.call<{ completed_at: string }[]>(
        'GET',
        `/items/progress?fields=completed_at&filter[user_id][_eq]=${ours}`,
      );
      assert.equal(new Date(read.data[0]?.completed_at ?? '').toISOString(), completed_at.toISOString());

      const written = await shared.directus.call<{ id: string }>('POST', '/items/progress', {
        tenant_id: course.tenantId,
        user_id: theirs,
        grain_id: 'grain2',
        module_id: 'module1',
        completed_at: '2026-12-24T23:15:00.000Z',
        score: 0.5,
      });
      assert.equal(written.status, 200, JSON.stringify(written.errors));
      const [row] = await createCompletedReader(shared.database)(theirs);
      assert.deepEqual([row?.grainId, row?.score], ['grain2', 0.5]);
      assert.equal(row?.completedAt.toISOString(), '2026-12-24T23:15:00.000Z');
      // And the time that the database itself notes when a person edits.
      const renamed = Date.now();
      await shared.directus.call('PATCH', `/items/users/${theirs}`, { firstname: 'Zoé' });
      const back = await shared.directus.call<{ updated_at: string }>(
        'GET',
        `/items/users/${theirs}?fields=updated_at`,
      );
      assert.ok(Math.abs(new Date(back.data.updated_at).getTime() - renamed) < 60_000, back.data.updated_at);
    });

    test('nobody reads the hash of a key, not even the administrator', async () => {
      const key_hash = 'a'.repeat(64);
      await shared.database.query
        .insertInto('api_keys')
        .values({ id: 'k1', tenant_id: course.tenantId, owner: 'ENT', key_hash, scopes: '["academic:read"]' })
        .execute();
      const { data } = await shared.directus.call<{ key_hash: string }>('GET', '/items/api_keys/k1?fields=*');
      assert.equal(data.key_hash, '**********');
    });

    test('a teacher reads learners and dashboards, and may neither write nor see keys', async () => {
      const made = await shared.directus.call('POST', '/users', {
        first_name: 'Aïcha',
        email: 'aicha@example.org',
        password: 'Teacher-for-tests-12',
        role: TEACHER_ROLE,
        token: TEACHER_TOKEN,
      });
      assert.equal(made.status, 200, JSON.stringify(made.errors));
      const as = (method: string, path: string, body?: unknown) =>
        shared.directus.call<{ id: string }[]>(method, path, body, TEACHER_TOKEN);
      const learners = await as('GET', '/items/users?fields=id,firstname');
      assert.equal(learners.status, 200);
      assert.equal(learners.data.length, 3);
      assert.equal((await as('GET', '/items/progress?fields=grain_id,user_id.firstname')).status, 200);
      assert.equal((await as('GET', '/dashboards')).data.length, 1);
      assert.equal((await as('GET', '/panels')).data.length, 7);
      const learner = course.learners[0];
      const refused = [
        await as('PATCH', `/items/users/${learner}`, { firstname: 'X' }),
        await as('POST', '/items/progress', { user_id: learner, grain_id: 'grain9', module_id: 'module1' }),
        await as('DELETE', `/items/users/${learner}`),
        await as('GET', '/items/api_keys'),
        await as('GET', '/items/sync_logs'),
        await as('GET', '/items/signing_keys'),
        await as('PATCH', '/collections/users', { meta: { hidden: true } }),
      ];
      assert.deepEqual(
        refused.map(({ status }) => status),
        refused.map(() => 403),
      );
    });

    test('an edit that makes no sense is refused with a code and a field, never with a 500', async () => {
      const learner = course.learners[2];
      const row = { tenant_id: course.tenantId, user_id: learner, grain_id: 'grain5', module_id: 'module1' };
      const nobody = '01939999-0000-7000-8000-000000000000';
      const tries: [string, string, string, Record<string, unknown>, string, string | null][] = [
        ['a negative score', 'POST', '/items/progress', { ...row, score: -0.2 }, 'FAILED_VALIDATION', 'score'],
        ['a score in points', 'POST', '/items/progress', { ...row, score: 15 }, 'FAILED_VALIDATION', 'score'],
        [
          'negative time',
          'POST',
          '/items/progress',
          { ...row, time_spent_seconds: -1 },
          'FAILED_VALIDATION',
          'time_spent_seconds',
        ],
        [
          'a learner who is not there',
          'POST',
          '/items/progress',
          { ...row, user_id: nobody },
          'INVALID_FOREIGN_KEY',
          null,
        ],
        [
          'an unknown scope',
          'PATCH',
          '/items/api_keys/k1',
          { scopes: '["academic:all"]' },
          'FAILED_VALIDATION',
          'scopes',
        ],
        [
          'scopes that are no list',
          'PATCH',
          '/items/api_keys/k1',
          { scopes: 'academic:read' },
          'FAILED_VALIDATION',
          'scopes',
        ],
        ['an unknown state', 'PATCH', '/items/api_keys/k1', { status: 'asleep' }, 'FAILED_VALIDATION', 'status'],
        ['a negative quota', 'PATCH', '/items/api_keys/k1', { quota_daily: -5 }, 'FAILED_VALIDATION', 'quota_daily'],
        [
          'an institution that is not there',
          'POST',
          '/items/classes',
          { tenant_id: 'NOBODY', class_id: 'C', name: 'C' },
          'INVALID_FOREIGN_KEY',
          null,
        ],
        [
          'a site address without a scheme',
          'PATCH',
          `/items/tenants/${course.tenantId}`,
          { site_url: 'cours.exemple.fr' },
          'FAILED_VALIDATION',
          'site_url',
        ],
      ];
      for (const [what, method, path, body, code, field] of tries) {
        const { status, errors } = await shared.directus.call(method, path, body);
        assert.deepEqual([status, errors[0]?.extensions.code], [400, code], `${what}: ${JSON.stringify(errors)}`);
        if (field !== null) assert.equal(errors[0]?.extensions.field, field, what);
      }
      // Twice the same grain of the same learner.
      assert.equal((await shared.directus.call('POST', '/items/progress', { ...row, score: null })).status, 200);
      const twice = await shared.directus.call('POST', '/items/progress', row);
      assert.deepEqual([twice.status, twice.errors[0]?.extensions.code], [400, 'RECORD_NOT_UNIQUE']);
      // What a person reads in the form.
      const score = await shared.directus.call<{ meta: { validation_message: string } }>(
        'GET',
        '/fields/progress/score',
      );
      assert.match(score.data.meta.validation_message, /de 0 à 1/);
    });

    test('--remove takes it away, leaves every table and row, and a new run brings it back', async () => {
      const rows = await shared.database.query.selectFrom('progress').select('id').execute();
      const removed = await apply(shared.directus, { isRemoval: true });
      assert.ok(removed.removed.length > 20);
      assert.equal(await dumpSchema(shared.database), schemaBefore);
      assert.equal((await shared.database.query.selectFrom('progress').select('id').execute()).length, rows.length);
      const { data } = await shared.directus.call<
        { collection: string; schema: object | null; meta: { status?: string } | null }[]
      >('GET', '/collections');
      const active = data.filter(
        ({ collection, schema, meta }) => schema && meta?.status === 'active' && !collection.startsWith('directus_'),
      );
      assert.deepEqual(active, []);
      assert.deepEqual((await apply(shared.directus, { isRemoval: true })).removed, []);
      await apply(shared.directus);
      const again = await apply(shared.directus);
      assert.deepEqual([again.made, again.changed], [[], []]);
      assert.equal(await dumpSchema(shared.database), schemaBefore);
    });
  });

  describe('Directus that was there first', () => {
    let shared: SharedDatabase;
    before(async () => {
      shared = await shareDatabase(engine, 'Directus first');
    });
    after(() => shared?.close());

    test('is set up the same way, and sees our tables without a restart', async () => {
      const dump = await dumpSchema(shared.database);
      await apply(shared.directus);
      const second = await apply(shared.directus);
      assert.deepEqual([second.made, second.changed], [[], []]);
      assert.equal(await dumpSchema(shared.database), dump);
      const course = await gradeCourse(shared.database, 1);
      const { data } = await shared.directus.call<{ tenant_id: string }[]>('GET', '/items/users?fields=tenant_id');
      assert.deepEqual(data, [{ tenant_id: course.tenantId }]);
    });
  });
});

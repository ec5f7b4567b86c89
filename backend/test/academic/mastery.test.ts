import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createStudyDays } from '../../src/register/study-days.store.ts';
import { academicOf } from '../support/academic.ts';
import { forEachEngine } from '../support/engines.ts';
import { seedRegister } from '../support/register.ts';

const NOW = new Date('2026-03-31T12:00:00Z');
const STUDENTS = ['S1', 'S2'];
const THEMES = ['H1', 'H2'];

/** A session as we remember it; minutes since the first of March at noon tell when it ended. */
interface Remembered {
  student: string;
  theme: string;
  class: string;
  minute: number;
  /** Hundredths and a tenth of them, so that rounding shows. */
  mastery: number | null;
}

const session: fc.Arbitrary<Remembered> = fc.record({
  student: fc.constantFrom(...STUDENTS),
  theme: fc.constantFrom(...THEMES),
  class: fc.constantFrom('A', 'B'),
  minute: fc.integer({ min: 0, max: 28 * 24 * 60 }),
  mastery: fc.option(
    fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000),
    { freq: 4 },
  ),
});

forEachEngine((engine) => {
  const api = academicOf(engine, { clock: { now: () => NOW } });

  /** An institution with these sessions, none of them summed yet, and what its API says of mastery. */
  const institutionWith = async (tenant: string, sessions: readonly Remembered[]) => {
    await api.database.query.insertInto('tenants').values({ id: tenant, name: tenant }).execute();
    await seedRegister(api.database, {
      tenant,
      classes: [{ class_id: 'A' }, { class_id: 'B' }],
      students: STUDENTS.map((student_id) => ({ student_id, class: 'A' })),
      themes: THEMES.map((theme_id) => ({ theme_id })),
      sessions: sessions.map(({ minute, ...one }) => {
        const started_at = new Date(Date.parse('2026-03-01T12:00:00Z') + minute * 60_000);
        return { ...one, started_at, day: started_at.toISOString().slice(0, 10), seconds: 60 };
      }),
    });
    const { key } = await api.current.createKey({ tenantId: tenant, scopes: ['academic:read', 'academic:export'] });
    const ask = async (path: string) => {
      const answer = await api.current.server.inject({ url: `/api/academic/${path}`, headers: { 'x-api-key': key } });
      assert.equal(answer.statusCode, 200, answer.body);
      return answer.json();
    };
    const shownIn = (rows: { student_id: string; theme_id: string; mastery: number | null }[]) =>
      Object.fromEntries(rows.map((row) => [`${row.student_id} ${row.theme_id}`, row.mastery]));
    return {
      aggregates: async () => (await ask('stats?start_date=2026-03-01')).aggregates,
      listed: async (query = '') => shownIn((await ask(`stats?start_date=2026-03-01${query}`)).data),
      exported: async () => shownIn((await ask('export?include=stats')).stats),
      sum: () => createStudyDays(api.database).rollUp(NOW, NOW),
    };
  };

  const at = (day: number, mastery: number | null, more: Partial<Remembered> = {}): Remembered => ({
    ...{ student: 'S1', theme: 'H1', class: 'A', minute: (day - 1) * 24 * 60, mastery },
    ...more,
  });

  test('a row’s mastery is that of its latest session, the average that of all, before and after days are summed', async () => {
    const sessions = [at(2, 0.9), at(5, 0.3), at(9, null), at(1, 0.6), at(3, 0.2, { student: 'S2' })];
    const institution = await institutionWith('T_LATEST', sessions);
    for (const when of ['open sessions', 'summed days']) {
      assert.deepEqual(await institution.listed(), { 'S1 H1': 0.3, 'S2 H1': 0.2 }, when);
      assert.deepEqual(await institution.exported(), { 'S1 H1': 0.3, 'S2 H1': 0.2 }, when);
      assert.deepEqual(await institution.listed('&end_date=2026-03-04&student_id=S1'), { 'S1 H1': 0.9 }, when);
      // (0.9 + 0.3 + 0.6 + 0.2) / 4: the session without mastery is in no mean.
      assert.equal((await institution.aggregates()).avg_mastery, 0.5, when);
      await institution.sum();
    }
  });

  test('the later of two sessions of one day counts, even in another class, and of nothing but sessions without mastery null', async () => {
    const sameDay = [
      at(2, 0.9, { minute: 1500 }),
      at(2, 0.4, { minute: 1600, class: 'B' }),
      at(2, 0.7, { minute: 1550 }),
      at(4, null, { theme: 'H2' }),
    ];
    const institution = await institutionWith('T_SAME_DAY', sameDay);
    for (const when of ['open sessions', 'summed days']) {
      assert.deepEqual(await institution.listed(), { 'S1 H1': 0.4, 'S1 H2': null }, when);
      assert.deepEqual(await institution.listed('&class_id=A'), { 'S1 H1': 0.7, 'S1 H2': null }, when);
      await institution.sum();
    }
  });

  test('an edited, moved or deleted session leaves the latest mastery right, and so does summing everything anew', async () => {
    const institution = await institutionWith('T_EDITED', [at(2, 0.5), at(5, 0.8), at(7, 0.6)]);
    await institution.sum();
    const sessions = api.database.query.updateTable('study_sessions').where('tenant_id', '=', 'T_EDITED');
    await sessions.where('mastery', '=', 0.6).set({ mastery: 0.65 }).execute();
    assert.deepEqual(await institution.listed(), { 'S1 H1': 0.65 });
    const earlier = new Date('2026-03-01T01:00:00Z');
    await sessions.where('mastery', '=', 0.65).set({ day: '2026-03-01', last_activity_at: earlier }).execute();
    assert.deepEqual(await institution.listed(), { 'S1 H1': 0.8 });
    await api.database.query
      .deleteFrom('study_sessions')
      .where('tenant_id', '=', 'T_EDITED')
      .where('mastery', '=', 0.8)
      .execute();
    assert.deepEqual(await institution.listed(), { 'S1 H1': 0.5 });
    await api.database.query
      .updateTable('study_days')
      .set({ mastery_mark: null })
      .where('tenant_id', '=', 'T_EDITED')
      .execute();
    await createStudyDays(api.database).rebuild('T_EDITED');
    assert.deepEqual(await institution.listed(), { 'S1 H1': 0.5 });
  });

  test('whatever the sessions, the latest mastery is the same from sessions, from days and from memory', async () => {
    let run = 0;
    const property = fc.asyncProperty(fc.array(session, { minLength: 1, maxLength: 12 }), async (sessions) => {
      run += 1;
      const institution = await institutionWith(`T_ANY_${run}`, sessions);
      const raw = await institution.listed();
      assert.deepEqual(raw, latestOf(sessions));
      await institution.sum();
      assert.deepEqual(await institution.listed(), raw);
      assert.deepEqual(await institution.exported(), raw);
    });
    await fc.assert(property, { numRuns: 25 });
  });
});

/** Of sessions that end in the same minute the higher mastery counts. */
function latestOf(sessions: readonly Remembered[]): Record<string, number | null> {
  const latest: Record<string, number | null> = {};
  const inOrder = sessions.toSorted((a, b) => a.minute - b.minute || (a.mastery ?? 0) - (b.mastery ?? 0));
  for (const { student, theme, mastery } of inOrder) {
    const name = `${student} ${theme}`;
    latest[name] =
      mastery === null ? (latest[name] ?? null) : Math.round(Number((mastery * 100).toPrecision(12))) / 100;
  }
  return latest;
}

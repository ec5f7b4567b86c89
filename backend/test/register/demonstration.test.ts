import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Database } from '../../src/db/connection.ts';
import { newId } from '../../src/ids/ids.ts';
import { createDemonstrationWork } from '../../src/register/demonstration.store.ts';
import { setUpDemonstrationRegister } from '../../src/register/demonstration.ts';
import { createRegisterRows } from '../../src/register/import.store.ts';
import { createStudyDays } from '../../src/register/study-days.store.ts';
import { studyWork } from '../../src/register/study-work.view.ts';
import { databaseOf, plantTenantAndPlatform } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';

const TENANT = 'TENANT_INST_PARIS';

forEachEngine((engine) => {
  const database = databaseOf(engine);
  const platform = newId();
  const modules = ['module1', 'module2', 'module3'];

  before(async () => {
    await plantTenantAndPlatform(database.current, platform, TENANT);
    await database.current.query
      .insertInto('modules')
      .values(modules.map((module_id) => ({ id: newId(), tenant_id: TENANT, module_id, title: module_id })))
      .execute();
  });

  const setUp = (now: Date) => {
    const ports = {
      rows: createRegisterRows(database.current),
      work: createDemonstrationWork(database.current, platform),
      days: createStudyDays(database.current),
      transactions: database.current,
    };
    return setUpDemonstrationRegister(ports, { tenantId: TENANT, modules }, now);
  };

  test('the class, the advanced themes and the week of the documentation’s examples are there', async () => {
    await setUp(new Date('2026-11-20T09:00:00Z'));
    const { query } = database.current;
    const inClass = await query
      .selectFrom('students as s')
      .innerJoin('classes as c', 'c.id', 's.class_pk')
      .select('c.id')
      .where('c.class_id', '=', 'CLASS_PARIS_L1_A')
      .execute();
    assert.equal(inClass.length, 8);
    const themes = await query
      .selectFrom('themes')
      .select('theme_id')
      .where('difficulty', '=', 'advanced')
      .where('status', '=', 'active')
      .execute();
    assert.ok(themes.length >= 2);
    const classPk = inClass[0]?.id ?? '';
    assert.ok((await sessionsOf(database.current, '2025-11-06', '2025-11-13', classPk)) > 5);
    assert.ok((await sessionsOf(database.current, '2026-10-21', '2026-11-19', classPk)) > 20);
  });

  test('a later start fills in the days since, and only those', async () => {
    const before = await sessionsOf(database.current, '2025-01-01', '2026-11-19');
    await setUp(new Date('2026-11-20T18:00:00Z'));
    await setUp(new Date('2026-11-27T18:00:00Z'));
    assert.equal(await sessionsOf(database.current, '2025-01-01', '2026-11-19'), before);
    assert.ok((await sessionsOf(database.current, '2026-11-20', '2026-11-26')) > 10);
    assert.equal(await sessionsOf(database.current, '2026-11-27', '2026-12-31'), 0);
  });
});

async function sessionsOf(
  { query, engine }: Database,
  startDate: string,
  endDate: string,
  classPk?: string,
): Promise<number> {
  const range = { tenantId: TENANT, startDate, endDate, ...(classPk !== undefined && { classPk }) };
  const rows = await studyWork(query, engine, range).execute();
  return rows.reduce((sum, row) => sum + Number(row.sessions), 0);
}

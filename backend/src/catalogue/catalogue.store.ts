import type { Transaction as KyselyTransaction } from 'kysely';
import { type Database, sqlOf } from '../db/connection.ts';
import type { Tables } from '../db/tables/tables.ts';
import { AppError } from '../errors/app-error.ts';
import { newId } from '../ids/ids.ts';
import { unknownTenant } from '../tenants/tenant.errors.ts';
import type { Catalogue } from './catalogue.ts';

/** What writing a catalogue changed, as authors' ids. */
export interface CatalogueChange {
  added: string[];
  changed: string[];
  retired: string[];
}

export interface CatalogueStore {
  /**
   * Puts a catalogue in the place of the tenant's present one: rows that are gone are retired, never deleted.
   * @throws AppError tenants.unknown_tenant; catalogue.no_grain when not one grain is found where there were some (a wrong
   *   folder), unless that is allowed
   */
  replace(
    tenantId: string,
    catalogue: Catalogue,
    now: Date,
    options?: { dryRun?: boolean; allowEmpty?: boolean },
  ): Promise<CatalogueChange>;
}

type CatalogueTable = 'modules' | 'sequences' | 'grains';
type Row = Record<string, string | number | null>;

const ID_COLUMN = { modules: 'module_id', sequences: 'sequence_id', grains: 'grain_id' } as const;

export function createCatalogueStore(database: Database): CatalogueStore {
  return {
    replace: (tenantId, catalogue, now, { dryRun = false, allowEmpty = false } = {}) =>
      database.write(async (transaction) => {
        const trx = sqlOf(transaction);
        await requireTenant(trx, tenantId);
        const change: CatalogueChange = { added: [], changed: [], retired: [] };
        if (!dryRun)
          await trx
            .updateTable('tenants')
            .set({ course_url: catalogue.courseUrl })
            .where('id', '=', tenantId)
            .execute();
        for (const [table, rows] of Object.entries(rowsOf(catalogue)) as [CatalogueTable, Row[]][]) {
          const plan = await planFor(trx, table, tenantId, rows);
          if (table === 'grains' && rows.length === 0 && plan.retired.length > 0 && !allowEmpty)
            throw noGrain(plan.retired.length);
          change.added.push(...plan.added.map((row) => String(row[ID_COLUMN[table]])));
          change.changed.push(...plan.changed.map(({ row }) => String(row[ID_COLUMN[table]])));
          change.retired.push(...plan.retired.map(({ key }) => key));
          if (!dryRun) await carryOut(trx, table, tenantId, plan, now);
        }
        return change;
      }),
  };
}

function noGrain(present: number): AppError {
  return new AppError(
    'catalogue.no_grain',
    'invalid',
    `Not one grain was found, and the catalogue has ${present}: is this the right folder? --allow-empty retires them all. / Aucun grain trouvé, alors que le catalogue en compte ${present} : est-ce le bon dossier ? --allow-empty les retire tous.`,
  );
}

async function requireTenant(trx: KyselyTransaction<Tables>, tenantId: string): Promise<void> {
  const found = await trx.selectFrom('tenants').select('id').where('id', '=', tenantId).executeTakeFirst();
  if (found === undefined) throw unknownTenant(tenantId);
}

function rowsOf(catalogue: Catalogue): Record<CatalogueTable, Row[]> {
  return {
    modules: catalogue.modules.map(({ moduleId, title, url }, position) => ({
      module_id: moduleId,
      title,
      url,
      position,
    })),
    sequences: catalogue.sequences.map(({ sequenceId, moduleId, title }, position) => ({
      sequence_id: sequenceId,
      module_id: moduleId,
      title,
      position,
    })),
    grains: catalogue.grains.map(({ grainId, moduleId, sequenceId, title, url, minutes }, position) => ({
      grain_id: grainId,
      module_id: moduleId,
      sequence_id: sequenceId,
      title,
      url,
      minutes,
      position,
    })),
  };
}

interface Plan {
  added: Row[];
  changed: { id: string; row: Row }[];
  retired: { id: string; key: string }[];
}

async function planFor(
  trx: KyselyTransaction<Tables>,
  table: CatalogueTable,
  tenantId: string,
  rows: Row[],
): Promise<Plan> {
  const found = await trx.selectFrom(table).selectAll().where('tenant_id', '=', tenantId).execute();
  const existing = found as unknown as Record<string, unknown>[];
  const idColumn = ID_COLUMN[table];
  const byKey = new Map(existing.map((row) => [String(row[idColumn]), row]));
  const plan: Plan = { added: [], changed: [], retired: [] };
  for (const row of rows) {
    const key = String(row[idColumn]);
    const old = byKey.get(key);
    byKey.delete(key);
    if (old === undefined) plan.added.push(row);
    else if (old.retired_at !== null || differs(old, row)) plan.changed.push({ id: String(old.id), row });
  }
  for (const [key, old] of byKey) if (old.retired_at === null) plan.retired.push({ id: String(old.id), key });
  return plan;
}

function differs(old: Record<string, unknown>, row: Row): boolean {
  return Object.entries(row).some(([column, value]) => old[column] !== value);
}

async function carryOut(
  trx: KyselyTransaction<Tables>,
  table: CatalogueTable,
  tenantId: string,
  plan: Plan,
  now: Date,
): Promise<void> {
  // The three tables differ in columns, not in what happens to them; the builder cannot follow a table name that varies.
  for (const row of plan.added) {
    await trx
      .insertInto(table)
      .values({ id: newId(), tenant_id: tenantId, ...row } as never)
      .execute();
  }
  for (const { id, row } of plan.changed) {
    await trx
      .updateTable(table)
      .set({ ...row, retired_at: null } as never)
      .where('id', '=', id)
      .execute();
  }
  for (const { id } of plan.retired)
    await trx.updateTable(table).set({ retired_at: now }).where('id', '=', id).execute();
}

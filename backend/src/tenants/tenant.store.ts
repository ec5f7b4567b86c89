import type { Database } from '../db/connection.ts';
import { AppError } from '../errors/app-error.ts';
import type { Tenant, TenantStore } from './tenant.ts';

export function createTenantStore({ query, engine }: Database): TenantStore {
  const find = async (id: string): Promise<Tenant | undefined> => {
    const row = await query.selectFrom('tenants').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : tenantOf(row);
  };
  return {
    find,
    async list() {
      const rows = await query.selectFrom('tenants').selectAll().orderBy('id').execute();
      return rows.map(tenantOf);
    },
    async add({ id, name, siteUrl, timezone }) {
      const insert = query
        .insertInto('tenants')
        .values({ id, name, site_url: siteUrl, ...(timezone !== undefined && { timezone }) });
      const done =
        engine === 'mysql'
          ? await insert.ignore().executeTakeFirst()
          : await insert.onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
      if (Number(done.numInsertedOrUpdatedRows ?? 0) === 0) {
        throw new AppError('tenants.already_exists', 'conflict', `There is already an institution "${id}".`);
      }
      const added = await find(id);
      if (added === undefined) throw new AppError('tenants.not_added', 'internal', `institution "${id}" was not added`);
      return added;
    },
  };
}

function tenantOf(row: {
  id: string;
  name: string;
  site_url: string | null;
  timezone: string;
  status: 'active' | 'inactive';
}): Tenant {
  return { id: row.id, name: row.name, siteUrl: row.site_url, timezone: row.timezone, status: row.status };
}

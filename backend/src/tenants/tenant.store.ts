import type { Database } from '../db/connection.ts';
import { AppError } from '../errors/app-error.ts';
import { unknownTenant } from './tenant.errors.ts';
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
        throw new AppError(
          'tenants.already_exists',
          'conflict',
          `There is already an institution "${id}". Change it with: passerelle tenants set --id ${id} / ` +
            `Il y a déjà un établissement « ${id} » : modifiez-le avec passerelle tenants set.`,
        );
      }
      const added = await find(id);
      if (added === undefined) throw new AppError('tenants.not_added', 'internal', `institution "${id}" was not added`);
      return added;
    },
    async set(id, { name, siteUrl, timezone }) {
      const values = {
        ...(name !== undefined && { name }),
        ...(siteUrl !== undefined && { site_url: siteUrl }),
        ...(timezone !== undefined && { timezone }),
      };
      if (Object.keys(values).length > 0) await query.updateTable('tenants').set(values).where('id', '=', id).execute();
      // MySQL counts no row that was the same before: whether there is one is asked.
      const tenant = await find(id);
      if (tenant === undefined) throw unknownTenant(id);
      return tenant;
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

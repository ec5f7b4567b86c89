import type { Database } from '../db/connection.ts';
import { AppError } from '../errors/app-error.ts';
import type { IssuerStore } from './issuer.ts';

const COLUMNS = [
  'id',
  'tenant_id',
  'issuer',
  'jwks_url',
  'secret',
  'scopes',
  'quota_per_minute',
  'quota_per_hour',
  'quota_daily',
  'status',
] as const;

export function createIssuerStore({ query, engine }: Database): IssuerStore {
  const issuers = () => query.selectFrom('jwt_issuers').select(COLUMNS);
  return {
    findByIssuer: (issuer) =>
      issuers().where('issuer', '=', issuer).where('status', '=', 'active').orderBy('tenant_id').execute(),
    list: (tenantId) =>
      issuers()
        .$if(tenantId !== undefined, (q) => q.where('tenant_id', '=', tenantId ?? ''))
        .orderBy('tenant_id')
        .orderBy('issuer')
        .execute(),
    async add(issuer) {
      const insert = query.insertInto('jwt_issuers').values(issuer);
      const done = await (engine === 'mysql'
        ? insert.ignore()
        : insert.onConflict((conflict) => conflict.columns(['tenant_id', 'issuer']).doNothing())
      ).executeTakeFirst();
      if (Number(done.numInsertedOrUpdatedRows ?? 0) === 0) {
        throw new AppError(
          'api-keys.issuer_exists',
          'conflict',
          `${issuer.tenant_id} already accepts ${issuer.issuer}.`,
        );
      }
    },
    async remove(id) {
      const done = await query.deleteFrom('jwt_issuers').where('id', '=', id).executeTakeFirst();
      return Number(done.numDeletedRows) > 0;
    },
  };
}

import { type Database, sqlOf } from '../db/connection.ts';
import { newId } from '../ids/ids.ts';
import type { OutcomeTargetStore } from './lti1p1-launch.ts';

export function createOutcomeTargetStore({ engine }: Database): OutcomeTargetStore {
  return {
    async save(transaction, { tenantId, userId, resourceLinkId }, { sourcedId, serviceUrl }) {
      const said = { sourced_id: sourcedId, service_url: serviceUrl };
      const insert = sqlOf(transaction)
        .insertInto('outcome_results')
        .values({ id: newId(), tenant_id: tenantId, resource_link_id: resourceLinkId, user_id: userId, ...said });
      await (engine === 'mysql'
        ? insert.onDuplicateKeyUpdate(said)
        : insert.onConflict((conflict) => conflict.columns(['resource_link_id', 'user_id']).doUpdateSet(said))
      ).execute();
    },
  };
}

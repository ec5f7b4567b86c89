import type { Database } from '../db/connection.ts';
import type { LineItemStore } from './ags.ts';

export function createLineItemStore({ query }: Database): LineItemStore {
  return {
    async save(resourceLinkId, { url, origin }) {
      await query
        .updateTable('resource_links')
        .set({ lineitem_url: url, lineitem_origin: origin })
        .where('id', '=', resourceLinkId)
        .execute();
    },
  };
}

import { type Database, sqlOf } from '../db/connection.ts';
import type { DirectLaunchPorts } from './direct-launch.ts';
import type { TokenLaunchPorts } from './token-launch.ts';

/** What launches in one step teach about their platforms. */
export function createDirectLaunchStore({
  query,
}: Database): Pick<DirectLaunchPorts, 'learnAddress'> & Pick<TokenLaunchPorts, 'keepCourseModule'> {
  return {
    async learnAddress(platform, origin) {
      await query
        .updateTable('platforms')
        .set({ auth_url: origin })
        .where('id', '=', platform.id)
        .where('auth_url', '=', platform.authUrl)
        .execute();
    },
    async keepCourseModule(transaction, resourceLinkId, cmid) {
      await sqlOf(transaction)
        .updateTable('resource_links')
        .set({ moodle_cmid: cmid })
        .where('id', '=', resourceLinkId)
        .where((eb) => eb.or([eb('moodle_cmid', 'is', null), eb('moodle_cmid', '<>', cmid)]))
        .execute();
    },
  };
}

import { type Database, sqlOf } from '../db/connection.ts';
import type { CourseModuleStore } from './moodle-services-channel.ts';

/** Which activities send their grades by Moodle's web services. */
export interface ServicesSwitch extends CourseModuleStore {
  /** Turns activities that no LTI grade service reaches to the web services of their platform, or back. */
  useServices(platformId: string, isOpen: boolean, now: Date): Promise<void>;
}

export function createServicesSwitch(database: Database): ServicesSwitch {
  return {
    useServices: (platformId, isOpen, now) =>
      database.write(async (transaction) => {
        const trx = sqlOf(transaction);
        await trx
          .updateTable('resource_links')
          .set({ passback: isOpen ? 'moodle_ws' : 'none' })
          .where('platform_id', '=', platformId)
          .where('passback', '=', isOpen ? 'none' : 'moodle_ws')
          .execute();
        // A token that was refused may have been replaced; missing rows are made by the reconcile job.
        await trx
          .updateTable('grade_outbox')
          .set((eb) => ({ seq: eb('seq', '+', 1), state: 'due', due_at: now, attempts: 0, failing_since_at: null }))
          .where('platform_id', '=', platformId)
          .where((eb) =>
            eb.or([
              eb.and([
                eb('state', '=', 'dead'),
                eb('reason', 'in', ['services_missing', 'services_token_refused', 'services_function_missing']),
              ]),
              eb.and([eb('state', '=', 'done'), eb('reason', '=', 'no_line_item')]),
            ]),
          )
          .execute();
      }),
    async saveCourseModule(resourceLinkId, cmid) {
      await database.query
        .updateTable('resource_links')
        .set({ moodle_cmid: cmid })
        .where('id', '=', resourceLinkId)
        .execute();
    },
  };
}

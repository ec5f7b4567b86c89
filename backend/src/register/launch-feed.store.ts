import { type Database, sqlOf } from '../db/connection.ts';
import type { RegisterFeed } from '../lti/register-feed.ts';
import { settleAssignment } from './launch-assignment.store.ts';
import { linkTitle, settleClass } from './launch-class.store.ts';
import { settlePerson } from './launch-person.store.ts';
import { type LaunchStep, userOf } from './launch-step.store.ts';

/** Courses become classes, learners students, instructors teachers, activities assignments. What an import wrote stays. */
export function createLaunchFeed(database: Database): RegisterFeed {
  return {
    async afterLaunch(transaction, launch) {
      const step: LaunchStep = { database, db: sqlOf(transaction), launch };
      const classRow = await settleClass(step, () => linkTitle(step.db, launch.resourceLinkId));
      const person = await settlePerson(step, classRow);
      const teacherPk = classRow.teacher_pk ?? person?.teacherPk ?? null;
      if (classRow.teacher_pk !== teacherPk) {
        await step.db.updateTable('classes').set({ teacher_pk: teacherPk }).where('id', '=', classRow.id).execute();
      }
      await settleAssignment(step, launch.resourceLinkId, { ...classRow, teacher_pk: teacherPk });
      if (person?.isNewlyNamed !== true) return undefined;
      return (await userOf(step)).updated_at;
    },
  };
}

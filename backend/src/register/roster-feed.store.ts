import { type Database, sqlOf } from '../db/connection.ts';
import type { RosterFeed } from '../lti/register-feed.ts';
import { settleClass } from './launch-class.store.ts';
import { settlePerson } from './launch-person.store.ts';

/** People on a roster become students and teachers as those who launch do; who left is enrolled no more. */
export function createRosterFeed(database: Database): RosterFeed {
  return {
    async joined(transaction, course, people) {
      if (people.length === 0) return;
      const db = sqlOf(transaction);
      const classRow = await settleClass({ database, db, launch: course });
      for (const person of people) {
        await settlePerson({ database, db, launch: { ...course, ...person } }, classRow);
      }
    },
    // What an import or a person wrote is theirs to end.
    async left(contextId) {
      await database.query
        .updateTable('enrolments')
        .set({ status: 'removed' })
        .where('source', '=', 'lti')
        .where('status', '=', 'active')
        .where('class_pk', 'in', (eb) => eb.selectFrom('classes').select('id').where('context_id', '=', contextId))
        .where('student_pk', 'in', (eb) =>
          eb
            .selectFrom('students as s')
            .innerJoin('users as u', (join) =>
              join.onRef('u.tenant_id', '=', 's.tenant_id').onRef('u.student_id', '=', 's.student_id'),
            )
            .innerJoin('context_memberships as m', 'm.user_id', 'u.id')
            .select('s.id')
            .where('m.context_id', '=', contextId)
            .where('m.status', '=', 'removed'),
        )
        .execute();
    },
  };
}

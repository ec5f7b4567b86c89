import { type Database, sqlOf } from '../db/connection.ts';
import { newId } from '../ids/ids.ts';
import type { DemonstrationWork } from './demonstration.ts';
import { insertNew } from './insert-new.store.ts';
import { followCatalogue } from './themes.store.ts';

/** Learners of the demonstration have names of this beginning on their platform, which no LMS gives. */
const PREFIX = 'demonstration:';
const AT_ONCE = 200;

/** @param platformId the practice LMS of the institution */
export function createDemonstrationWork(database: Database, platformId: string): DemonstrationWork {
  const { query } = database;
  return {
    followCatalogue: () => followCatalogue(database, query),
    async lastDay(tenantId) {
      const row = await query
        .selectFrom('study_sessions as s')
        .innerJoin('users as u', 'u.id', 's.user_id')
        .select((eb) => eb.fn.max('s.day').as('day'))
        .where('u.tenant_id', '=', tenantId)
        .where('u.moodle_user_id', 'like', `${PREFIX}%`)
        .executeTakeFirst();
      return row?.day ?? undefined;
    },
    async addSessions(transaction, tenantId, sessions) {
      const trx = sqlOf(transaction);
      const students = [...new Set(sessions.map(({ studentId }) => studentId))];
      const users = students.map((student_id) => ({
        id: newId(),
        tenant_id: tenantId,
        platform_id: platformId,
        moodle_user_id: `${PREFIX}${student_id}`,
        student_id,
      }));
      await insertNew(database, trx, 'users', users);
      const learners = await trx
        .selectFrom('users')
        .select(['id', 'student_id'])
        .where('platform_id', '=', platformId)
        .where('student_id', 'in', students)
        .execute();
      const learnerOf = new Map(learners.map((row) => [row.student_id, row.id]));
      const rows = sessions.map((session) => ({
        id: newId(session.startedAt.getTime()),
        tenant_id: tenantId,
        user_id: learnerOf.get(session.studentId) ?? '',
        module_id: session.moduleId,
        started_at: session.startedAt,
        last_activity_at: new Date(session.startedAt.getTime() + session.seconds * 1000),
        day: session.day,
        grains_completed: session.grains,
        score_sum: session.score * session.grains,
        score_count: session.grains,
        time_spent_seconds: session.seconds,
        mastery: session.mastery,
      }));
      for (let from = 0; from < rows.length; from += AT_ONCE) {
        await trx
          .insertInto('study_sessions')
          .values(rows.slice(from, from + AT_ONCE))
          .execute();
      }
    },
  };
}

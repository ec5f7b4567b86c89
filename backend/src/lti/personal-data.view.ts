import type { Database } from '../db/connection.ts';

/** Everything kept about one learner, table by table, by column names; secrets are left out. */
export type PersonalData = Record<string, Record<string, unknown>[]>;

export interface PersonalDataReader {
  /** The profile of a person of that platform; undefined when there is none. */
  findUser(platformId: string, moodleUserId: string): Promise<{ id: string } | undefined>;
  of(userId: string): Promise<PersonalData>;
}

type Query = Database['query'];

export function createPersonalDataReader({ query }: Database): PersonalDataReader {
  return {
    findUser: (platformId, moodleUserId) =>
      query
        .selectFrom('users')
        .select('id')
        .where('platform_id', '=', platformId)
        .where('moodle_user_id', '=', moodleUserId)
        .executeTakeFirst(),
    async of(userId) {
      const [profile, register] = await Promise.all([ofProfile(query, userId), ofRegister(query, userId)]);
      return { ...profile, ...register };
    },
  };
}

/** What hangs on the profile and goes with it. */
async function ofProfile(query: Query, userId: string): Promise<PersonalData> {
  const mine = 'user_id';
  const [users, visits, memberships, former, progress, edits, studySessions, grades, results, sessions, launches] =
    await Promise.all([
      query.selectFrom('users').selectAll().where('id', '=', userId).execute(),
      query.selectFrom('last_visits').select('seen_at').where(mine, '=', userId).execute(),
      query
        .selectFrom('context_memberships as m')
        .innerJoin('contexts as c', 'c.id', 'm.context_id')
        .select(['c.lti_context_id', 'c.title', 'm.role', 'm.status', 'm.created_at', 'm.updated_at'])
        .where('m.user_id', '=', userId)
        .execute(),
      query.selectFrom('former_identities').select(['moodle_user_id', 'created_at']).where(mine, '=', userId).execute(),
      query.selectFrom('progress').selectAll().where(mine, '=', userId).orderBy('completed_at').execute(),
      query.selectFrom('progress_edits').select('edited_at').where(mine, '=', userId).execute(),
      query.selectFrom('study_sessions').selectAll().where(mine, '=', userId).orderBy('started_at').execute(),
      query
        .selectFrom('grade_outbox as o')
        .innerJoin('resource_links as r', 'r.id', 'o.resource_link_id')
        .select(['r.title as activity', 'o.state', 'o.sent_score', 'o.last_sent_at', 'o.reason', 'o.updated_at'])
        .where('o.user_id', '=', userId)
        .execute(),
      // Without the sourced id, with which a grade could be set.
      query
        .selectFrom('outcome_results as o')
        .innerJoin('resource_links as r', 'r.id', 'o.resource_link_id')
        .select(['r.title as activity', 'o.service_url', 'o.created_at', 'o.updated_at'])
        .where('o.user_id', '=', userId)
        .execute(),
      // Without the id, which is the hash of the bearer.
      query
        .selectFrom('sessions')
        .select(['role', 'site_origin', 'created_at', 'last_seen_at', 'expires_at'])
        .where(mine, '=', userId)
        .execute(),
      query
        .selectFrom('launches')
        .select(['role', 'target_url', 'created_at'])
        .where(mine, '=', userId)
        .orderBy('created_at')
        .execute(),
    ]);
  return {
    users,
    last_visits: visits,
    context_memberships: memberships,
    former_identities: former,
    progress,
    progress_edits: edits,
    study_sessions: studySessions,
    grade_outbox: grades,
    outcome_results: results,
    sessions,
    launches,
  };
}

/** What the academic register says of the same person. */
async function ofRegister(query: Query, userId: string): Promise<PersonalData> {
  const students = await query
    .selectFrom('students as s')
    .innerJoin('users as u', (join) =>
      join.onRef('u.student_id', '=', 's.student_id').onRef('u.tenant_id', '=', 's.tenant_id'),
    )
    .selectAll('s')
    .where('u.id', '=', userId)
    .execute();
  const teachers = await query
    .selectFrom('teachers as t')
    .innerJoin('users as u', (join) =>
      join.onRef('u.teacher_id', '=', 't.teacher_id').onRef('u.tenant_id', '=', 't.tenant_id'),
    )
    .selectAll('t')
    .where('u.id', '=', userId)
    .execute();
  const [student] = students;
  if (student === undefined) return { students: [], teachers, enrolments: [], assignment_targets: [], study_days: [] };
  const [enrolments, targets, days] = await Promise.all([
    query
      .selectFrom('enrolments as e')
      .innerJoin('classes as c', 'c.id', 'e.class_pk')
      .select(['c.class_id', 'c.name', 'e.status', 'e.created_at', 'e.updated_at'])
      .where('e.student_pk', '=', student.id)
      .execute(),
    query
      .selectFrom('assignment_targets as t')
      .innerJoin('assignments as a', 'a.id', 't.assignment_pk')
      .select(['a.assignment_id', 'a.title', 't.created_at'])
      .where('t.student_pk', '=', student.id)
      .execute(),
    query.selectFrom('study_days').selectAll().where('student_pk', '=', student.id).orderBy('day').execute(),
  ]);
  return { students, teachers, enrolments, assignment_targets: targets, study_days: days };
}

import { sql } from 'kysely';
import type { TenantQuery } from '../academic/tenant-query.view.ts';
import { textOf } from './key-text.view.ts';

/**
 * Teachers with the sourcedId by which OneRoster knows them. Students and teachers are one list of users there. The same id
 * and the same name are one person with two roles; the same id and another name are two people, and a student must never be
 * taken for a teacher: then the teacher has our key for a sourcedId, which is no institution's id of anybody.
 */
export function teacherUsers(tenant: TenantQuery) {
  return tenant
    .from('teachers', 't')
    .leftJoin(tenant.rows('students', 's'), 's.student_id', 't.teacher_id')
    .select([
      't.id as pk',
      sql<string>`case when s.id is null or s.sort_key = t.sort_key then t.teacher_id else ${textOf(tenant.engine, 't.id')} end`.as(
        'sourced_id',
      ),
      sql<string>`case when t.status = 'active' then 'active' else 'tobedeleted' end`.as('status'),
      't.updated_at',
      't.firstname',
      't.lastname',
      't.email',
      sql<string | null>`case when s.sort_key = t.sort_key then s.uuid_scolaire else null end`.as('master_id'),
      sql<string>`case when s.sort_key = t.sort_key then 'student,teacher' else 'teacher' end`.as('roles'),
      't.tenant_id as school_id',
      's.status as student_status',
    ]);
}

/** Students as users; who teaches as well has both roles. */
export function studentUsers(tenant: TenantQuery) {
  return tenant
    .from('students', 's')
    .leftJoin(tenant.rows('teachers', 't'), (on) =>
      on.onRef('t.teacher_id', '=', 's.student_id').onRef('t.sort_key', '=', 's.sort_key'),
    )
    .select([
      's.id as pk',
      's.student_id as sourced_id',
      sql<string>`case when s.status = 'active' then 'active' else 'tobedeleted' end`.as('status'),
      's.updated_at',
      's.firstname',
      's.lastname',
      's.email_scolaire as email',
      's.uuid_scolaire as master_id',
      sql<string>`case when t.id is null then 'student' else 'student,teacher' end`.as('roles'),
      's.tenant_id as school_id',
    ]);
}

/** Everybody once. */
export function allUsers(tenant: TenantQuery) {
  const teachersOnly = tenant
    .select(teacherUsers(tenant).as('o'))
    .select(['o.pk', 'o.sourced_id', 'o.status', 'o.updated_at', 'o.firstname', 'o.lastname', 'o.email', 'o.master_id'])
    .select(['o.roles', 'o.school_id'])
    .where('o.roles', '=', 'teacher');
  return studentUsers(tenant).unionAll(teachersOnly);
}

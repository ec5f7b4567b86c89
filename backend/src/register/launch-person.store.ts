import { newId } from '../ids/ids.ts';
import { insertNew } from './insert-new.store.ts';
import type { ClassRow } from './launch-class.store.ts';
import { changesOf, type LaunchStep, present, userOf } from './launch-step.store.ts';
import { emailOf, namesOf, newRegisterId, recognise } from './recognise.ts';
import { sortKeyOf } from './sort-key.ts';

/** What became of the person: `isNewlyNamed` says that the profile now names its student or teacher, and did not before. */
export interface SettledPerson {
  teacherPk: string | null;
  isNewlyNamed: boolean;
}

/** Learners are students, instructors teachers; nobody else is in the register. */
export async function settlePerson(step: LaunchStep, classRow: ClassRow): Promise<SettledPerson | undefined> {
  const { role } = step.launch;
  if (role === 'other') return undefined;
  const user = await userOf(step);
  if (role === 'instructor') {
    return { teacherPk: await settleTeacher(step, user), isNewlyNamed: user.teacher_id === null };
  }
  await settleStudent(step, user, classRow);
  return { teacherPk: null, isNewlyNamed: user.student_id === null };
}

/** The student of the ID number, the one of the UUID, and two of the same address: more are no more telling. */
const MOST_CANDIDATES = 4;

type User = Awaited<ReturnType<typeof userOf>>;

/** The learner's student: recognised, or made; a main class when there was none, and an enrolment in this one. */
async function settleStudent(step: LaunchStep, user: User, classRow: ClassRow): Promise<void> {
  const { database, db, launch } = step;
  const { tenantId } = launch;
  const ofId = (id: string) =>
    db
      .selectFrom('students')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('student_id', '=', id)
      .executeTakeFirst();
  const studentId = user.student_id ?? (await findStudentId(step, user));
  let student = await ofId(studentId);
  const profile = { ...namesOf(user), email_scolaire: emailOf(user) };
  if (student === undefined) {
    await insertNew(database, db, 'students', {
      id: newId(),
      tenant_id: tenantId,
      student_id: studentId,
      ...profile,
      sort_key: sortKeyOf(profile.lastname, profile.firstname),
      class_pk: classRow.id,
      promo_pk: classRow.promo_pk,
      source: 'lti',
    });
    student = present(await ofId(studentId));
  }
  if (user.student_id === null) {
    await db.updateTable('users').set({ student_id: studentId }).where('id', '=', user.id).execute();
  }
  const changes = {
    ...(student.source === 'lti' && changesOf(student, profile)),
    ...(student.class_pk === null && { class_pk: classRow.id }),
  };
  if (Object.keys(changes).length > 0) {
    const { lastname, firstname } = { ...student, ...changes };
    const sort_key = sortKeyOf(lastname, firstname);
    await db
      .updateTable('students')
      .set({ ...changes, sort_key })
      .where('id', '=', student.id)
      .execute();
  }
  await settleEnrolment(step, student.id, classRow.id);
}

async function findStudentId({ db, launch }: LaunchStep, user: User): Promise<string> {
  const { tenantId, platformId, personSourcedId } = launch;
  const rows = await db
    .selectFrom('students as s')
    .select(['s.id as pk', 's.student_id', 's.uuid_scolaire', 's.email_scolaire'])
    .select((eb) =>
      eb
        .selectFrom('users as u')
        .select((u) => u.fn.countAll<number>().as('count'))
        .whereRef('u.student_id', '=', 's.student_id')
        .where('u.tenant_id', '=', tenantId)
        .where('u.platform_id', '=', platformId)
        .where('u.id', '<>', user.id)
        .as('others'),
    )
    .where('s.tenant_id', '=', tenantId)
    .where((eb) =>
      eb.or([
        eb('s.student_id', '=', personSourcedId ?? ''),
        eb('s.uuid_scolaire', '=', personSourcedId ?? ''),
        eb('s.email_scolaire', '=', user.email ?? ''),
      ]),
    )
    // An address that several share recognises nobody, however many they are.
    .orderBy('s.student_id')
    .limit(MOST_CANDIDATES)
    .execute();
  const known = rows.map((row) => ({
    pk: row.pk,
    studentId: row.student_id,
    ids: [row.student_id, row.uuid_scolaire],
    email: row.email_scolaire,
    isTaken: Number(row.others) > 0,
  }));
  const match = recognise({ sourcedId: personSourcedId, email: emailOf(user) }, known);
  const same = known.find(({ pk }) => pk === match?.pk);
  if (same !== undefined) return same.studentId;
  return newRegisterId(personSourcedId, !known.some(({ ids }) => ids.includes(personSourcedId)), user.id);
}

async function settleEnrolment(
  { database, db, launch }: LaunchStep,
  studentPk: string,
  classPk: string,
): Promise<void> {
  const enrolment = await db
    .selectFrom('enrolments')
    .select(['id', 'status'])
    .where('class_pk', '=', classPk)
    .where('student_pk', '=', studentPk)
    .executeTakeFirst();
  if (enrolment?.status === 'active') return;
  if (enrolment !== undefined) {
    await db.updateTable('enrolments').set({ status: 'active' }).where('id', '=', enrolment.id).execute();
    return;
  }
  const row = { id: newId(), tenant_id: launch.tenantId, student_pk: studentPk, class_pk: classPk };
  await insertNew(database, db, 'enrolments', { ...row, source: 'lti' });
}

/** The instructor's teacher: recognised, or made. @returns the key */
async function settleTeacher(step: LaunchStep, user: User): Promise<string> {
  const { database, db, launch } = step;
  const { tenantId } = launch;
  const ofId = (id: string) =>
    db
      .selectFrom('teachers')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('teacher_id', '=', id)
      .executeTakeFirst();
  const teacherId = user.teacher_id ?? (await findTeacherId(step, user));
  const profile = { ...namesOf(user), email: emailOf(user) };
  const sort_key = sortKeyOf(profile.lastname, profile.firstname);
  let teacher = await ofId(teacherId);
  if (teacher === undefined) {
    const row = { id: newId(), tenant_id: tenantId, teacher_id: teacherId, ...profile, sort_key };
    await insertNew(database, db, 'teachers', { ...row, source: 'lti' });
    teacher = present(await ofId(teacherId));
  }
  if (user.teacher_id === null) {
    await db.updateTable('users').set({ teacher_id: teacherId }).where('id', '=', user.id).execute();
  }
  const changes = teacher.source === 'lti' ? changesOf(teacher, profile) : {};
  if (Object.keys(changes).length > 0) {
    const { lastname, firstname } = { ...teacher, ...changes };
    const row = { ...changes, sort_key: sortKeyOf(lastname, firstname) };
    await db.updateTable('teachers').set(row).where('id', '=', teacher.id).execute();
  }
  return teacher.id;
}

async function findTeacherId({ db, launch }: LaunchStep, { id, email }: User): Promise<string> {
  const { tenantId, platformId, personSourcedId } = launch;
  const rows = await db
    .selectFrom('teachers as t')
    .select(['t.id as pk', 't.teacher_id', 't.email'])
    .select((eb) =>
      eb
        .selectFrom('users as u')
        .select((u) => u.fn.countAll<number>().as('count'))
        .whereRef('u.teacher_id', '=', 't.teacher_id')
        .where('u.tenant_id', '=', tenantId)
        .where('u.platform_id', '=', platformId)
        .where('u.id', '<>', id)
        .as('others'),
    )
    .where('t.tenant_id', '=', tenantId)
    .where((eb) => eb.or([eb('t.teacher_id', '=', personSourcedId ?? ''), eb('t.email', '=', email ?? '')]))
    .orderBy('t.teacher_id')
    .limit(MOST_CANDIDATES)
    .execute();
  const known = rows.map(({ others, ...row }) => ({ ...row, ids: [row.teacher_id], isTaken: Number(others) > 0 }));
  const match = recognise({ sourcedId: personSourcedId, email }, known);
  const same = known.find(({ pk }) => pk === match?.pk);
  if (same !== undefined) return same.teacher_id;
  return newRegisterId(personSourcedId, !known.some((row) => row.teacher_id === personSourcedId), id);
}

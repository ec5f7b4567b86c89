/** What a person is in the course. `none`: has an account, is not enrolled. */
export type CourseRole = 'learner' | 'teacher' | 'non-editing-teacher' | 'none';

/** An account of the practice LMS. `id` is a numeric string, as Moodle's; `suspended` concerns the enrolment. */
export interface Person {
  id: string;
  givenName: string;
  familyName: string;
  email: string;
  username: string;
  sourcedId: string;
  role: CourseRole;
  suspended: boolean;
}

const FIRST_LEARNERS: readonly (readonly [string, string])[] = [
  ['Zoé', 'Lefèvre'],
  ['Anaïs', 'Baudouin'],
  ['Loïc', 'Kervadec'],
  ['Maëlle', 'Çelik'],
  ['Jérôme', 'N’Diaye'],
  ['Noémie', 'd’Aubigny'],
  ['Théo', 'Garçon'],
  ['Inès', 'Benaïssa'],
  ['François', 'Lœuillet'],
  ['Chloé', 'de la Tour'],
  ['Gaël', 'Müller-Hénin'],
  ['Hélène', 'Sørensen'],
];
const STAFF_AND_GUEST: readonly (readonly [string, string, string, CourseRole])[] = [
  ['3', 'Élodie', 'Dubœuf', 'teacher'],
  ['4', 'Cédric', 'Prévôt', 'non-editing-teacher'],
  ['20', 'Rémi', 'Dehors', 'none'],
];

function plain(text: string): string {
  const letters = text.replaceAll('œ', 'oe').replaceAll('ø', 'o').normalize('NFD');
  return letters.replaceAll(/[^a-zA-Z]/g, '').toLowerCase();
}

function person(id: string, givenName: string, familyName: string, role: CourseRole): Person {
  const username = `${plain(givenName)}.${plain(familyName)}${Number(id) > 20 ? id : ''}`;
  const sourcedId = `SIS-${1000 + Number(id)}`;
  return { id, givenName, familyName, email: `${username}@example.test`, username, sourcedId, role, suspended: false };
}

/** Learner number `index` (0-based): the ids are 5…16, then 21 and up; the names repeat in other pairs after the twelfth. */
export function makeLearner(index: number): Person {
  const size = FIRST_LEARNERS.length;
  const given = FIRST_LEARNERS[index % size]?.[0] ?? '';
  const family = FIRST_LEARNERS[(index + Math.floor(index / size)) % size]?.[1] ?? '';
  return person(String(index < size ? 5 + index : 21 + index - size), given, family, 'learner');
}

/** The people of a new practice LMS: `learners` learners, a teacher (3), a non-editing teacher (4), one who is not enrolled (20). */
export function makePeople(learners: number): Person[] {
  const staff = STAFF_AND_GUEST.map(([id, given, family, role]) => person(id, given, family, role));
  return [...staff, ...Array.from({ length: learners }, (_, index) => makeLearner(index))];
}

/** First name and family name, as Moodle writes them. */
export function fullName(who: Person): string {
  return `${who.givenName} ${who.familyName}`;
}

import { AppError } from '../errors/app-error.ts';

/** How a person is named at the terminal: one of the three. */
export type PersonName =
  | { learner: string }
  | { platform: string; moodleUserId: string }
  | { tenant: string; student: string };

/** One person, by the rows that stand for them: the same student may have come through several platforms. */
export interface Person {
  tenantId: string;
  userIds: readonly string[];
  studentPks: readonly string[];
  teacherPks: readonly string[];
  /** The institution's ids of the student: the journal may hold them. */
  studentIds: readonly string[];
}

/** Rows by table. */
export type RowCounts = Readonly<Record<string, number>>;

/** Everything kept about a person, table by table; secrets are left out. */
export type PersonalRows = Record<string, Record<string, unknown>[]>;

export interface ErasureOptions {
  /** The register's record stays (the institution must keep it); what the learner did goes. */
  keepsRegister: boolean;
}

export interface PrivacyStore {
  find(name: PersonName): Promise<Person | undefined>;
  rowsOf(person: Person): Promise<PersonalRows>;
  /** What {@link erase} would delete or rewrite. */
  count(person: Person, options: ErasureOptions): Promise<RowCounts>;
  /** In one transaction; answers what it deleted or rewrote. */
  erase(person: Person, options: ErasureOptions): Promise<RowCounts>;
  /**
   * Deletes what the learner did, so that the running server sends a grade of zero for each activity that has one. Answers how
   * many grades.
   */
  withdrawGrades(person: Person, now: Date): Promise<number>;
  /** Grades of the person that the LMS has not been told yet. */
  unsentGrades(person: Person): Promise<number>;
  /** Learners without any trace since then, visits and places on rosters included, at most `limit`, after that id. */
  inactiveSince(cutoff: Date, tenantId: string | undefined, page: { after: string; limit: number }): Promise<string[]>;
  /** Who that learner is. */
  personOf(userId: string): Promise<Person | undefined>;
  /** Records of deletions and rows of the journal older than that. */
  countOld(cutoff: Date): Promise<RowCounts>;
  deleteOld(cutoff: Date): Promise<RowCounts>;
}

/** @throws AppError exchange.person_not_found */
export async function getPerson(store: Pick<PrivacyStore, 'find'>, name: PersonName): Promise<Person> {
  const person = await store.find(name);
  if (person !== undefined) return person;
  throw new AppError(
    'exchange.person_not_found',
    'not_found',
    'There is nobody of that name: give --learner ID (a row of users), --platform ID --moodle-user-id ID, or --tenant ID --student ID. / Personne de ce nom.',
  );
}

/** Adds counts table by table. */
function sumOf(all: readonly RowCounts[]): RowCounts {
  const sum: Record<string, number> = {};
  for (const counts of all) {
    for (const [table, rows] of Object.entries(counts)) sum[table] = (sum[table] ?? 0) + rows;
  }
  return sum;
}

export const DAY_MS = 86_400_000;
const PAGE = 100;

export interface PurgeOptions {
  cutoff: Date;
  tenantId: string | undefined;
  isDry: boolean;
}

/**
 * Erases everybody who left no trace since the cut-off, one transaction each, and what is older in the journals. The register's
 * records stay: they are the institution's.
 */
export async function purge(
  store: PrivacyStore,
  { cutoff, tenantId, isDry }: PurgeOptions,
  tell: (done: number) => void,
): Promise<{ people: number; rows: RowCounts }> {
  const counts: RowCounts[] = [];
  let [after, people] = ['', 0];
  for (;;) {
    const page = await store.inactiveSince(cutoff, tenantId, { after, limit: PAGE });
    for (const userId of page) {
      const person = await store.personOf(userId);
      after = userId;
      if (person === undefined) continue;
      const alone = { ...person, userIds: [userId], studentPks: [], teacherPks: [], studentIds: [] };
      counts.push(
        await (isDry ? store.count(alone, { keepsRegister: true }) : store.erase(alone, { keepsRegister: true })),
      );
      people += 1;
      tell(people);
    }
    if (page.length < PAGE) break;
  }
  counts.push(await (isDry ? store.countOld(cutoff) : store.deleteOld(cutoff)));
  return { people, rows: sumOf(counts) };
}

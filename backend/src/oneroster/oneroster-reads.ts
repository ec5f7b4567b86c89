import type { Kind, Rows } from './collections.ts';
import type { ListRequest } from './list-request.ts';

/** What a path names: only rows that belong to it are meant. */
export type Within = 'school' | 'class' | 'course' | 'term' | 'student' | 'teacher' | 'user' | 'lineItem';

/** A part of a kind: all of it, or what has its own collection in the standard. */
export interface Selection<K extends Kind = Kind> {
  kind: K;
  /** `students` and `teachers` among the users, `term` and `gradingPeriod` among the academic sessions. */
  only?: 'student' | 'teacher' | 'term' | 'gradingPeriod';
  /** sourcedIds by what they name. */
  within: Readonly<Partial<Record<Within, string>>>;
}

/** Reads OneRoster's rows, always of one institution. An id that it does not have, somebody else's included, finds nothing. */
export interface OneRosterReads {
  list<K extends Kind>(
    tenantId: string,
    selection: Selection<K>,
    request: ListRequest & { knownTotal: number | undefined },
  ): Promise<{ rows: Rows[K][]; total: number }>;
  find<K extends Kind>(tenantId: string, selection: Selection<K>, sourcedId: string): Promise<Rows[K] | undefined>;
}

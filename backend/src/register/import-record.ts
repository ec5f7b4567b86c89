/** What a register is made of, in the order in which it is written: who is referred to comes first. */
export const KINDS = ['promotions', 'teachers', 'classes', 'students', 'enrolments', 'themes', 'assignments'] as const;

export type Kind = (typeof KINDS)[number];

/** The place of a row: file as the user named it, line counted from 1. */
export interface Place {
  file: string;
  line: number;
}

/** Why a row, or a whole file (line 1), is refused. */
export interface ImportFault extends Place {
  /** Column as written in the file; null = the row as a whole. */
  column: string | null;
  code:
    | 'file_unknown'
    | 'file_unreadable'
    | 'column_unknown'
    | 'column_missing'
    | 'value_missing'
    | 'value_invalid'
    | 'duplicate'
    | 'unknown_reference';
  message: string;
}

/** Whom an assignment is for, in the institution's ids. */
export interface TargetRef {
  type: 'student' | 'class' | 'promo';
  id: string;
}

export type Value = string | number | Date | null | readonly string[];

/** One row of a file, checked by itself. A column that the file does not have is absent; an empty cell is null. */
export interface ImportRecord extends Place {
  kind: Kind;
  /** The institution's id; of an enrolment, see {@link enrolmentId}. */
  id: string;
  values: Readonly<Record<string, Value>>;
  /** Further values, for a row that is new. */
  initial?: Readonly<Record<string, Value>>;
}

/** What reading the files gave. */
export interface ReadRegister {
  records: readonly ImportRecord[];
  faults: readonly ImportFault[];
}

/** A student is in a class once. */
export function enrolmentId(studentId: string, classId: string): string {
  return JSON.stringify([studentId, classId]);
}

import type { ColumnType } from 'kysely';

/** An instant: a Date on every engine (SQLite keeps integer milliseconds, the connection converts). */
export type Instant = ColumnType<Date, Date | undefined, Date>;
/** An instant that may be absent. */
export type OptionalInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** A column that may be null and may be left out of an insert. */
export type Optional<T> = ColumnType<T | null, T | null | undefined, T | null>;
/** A column with a default in the database. */
export type Defaulted<T> = ColumnType<T, T | undefined, T>;

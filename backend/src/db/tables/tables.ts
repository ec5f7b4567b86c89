import type { ColumnType } from 'kysely';
import type { CatalogueTables } from './catalogue-tables.ts';
import type { LtiTables } from './lti-tables.ts';
import type { WorkTables } from './work-tables.ts';

/** An instant: a Date on every engine (SQLite keeps integer milliseconds, the connection converts). */
export type Instant = ColumnType<Date, Date | undefined, Date>;
/** An instant that may be absent. */
export type OptionalInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** A column that may be null and may be left out of an insert. */
export type Optional<T> = ColumnType<T | null, T | null | undefined, T | null>;
/** A column with a default in the database. */
export type Defaulted<T> = ColumnType<T, T | undefined, T>;

/** Every table of ours, by its name. Columns carry their database names everywhere in the code. */
export interface Tables extends LtiTables, CatalogueTables, WorkTables {}

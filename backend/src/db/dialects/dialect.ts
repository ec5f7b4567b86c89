import type { ColumnDataType, Kysely, RawBuilder } from 'kysely';
import type { Tables } from '../tables/tables.ts';

export type Engine = 'sqlite' | 'postgres' | 'mysql';

/** What the engines do differently, each difference under one name. */
export interface DialectTraits {
  readonly engine: Engine;
  /** Column types for migrations. */
  readonly types: {
    uuid: ColumnType;
    /** An identifier of at most `length` code points, compared byte for byte. */
    identifier(length: number): ColumnType;
    /** The same, in the same order on every engine: that of its code points. */
    sortable(length: number): ColumnType;
    /** A word of our own choosing (status, role): ASCII. */
    word: ColumnType;
    /** Free text, up to 64 kB and more. */
    text: ColumnType;
    instant: ColumnType;
    integer: ColumnType;
    real: ColumnType;
  };
  /** The database's own "now", as a column default. */
  readonly now: RawBuilder<Date>;
  /** Makes `updated_at` follow every update that does not set it itself, whoever makes it. */
  touchUpdatedAt(db: Kysely<Tables>, table: keyof Tables & string): Promise<void>;
}

export type ColumnType = ColumnDataType | RawBuilder<unknown>;

/** Connections of one pool. */
export interface PoolFigures {
  open: number;
  idle: number;
  /** Callers that wait for a connection. */
  waiting: number;
}

/**
 * How long the database may take. `serving`: somebody waits for an answer, so every wait ends by itself; `patient`: migrations,
 * imports and other commands, whose statements may take hours (connecting is bounded all the same).
 */
export type Patience = 'serving' | 'patient';

/** To get a connection, a new one or a free one. */
export const CONNECT_WITHIN_MS = 5000;
/** For one statement while serving; the server itself ends it then. */
export const STATEMENT_WITHIN_MS = 15_000;
/** For a server that does not even say that it ended a statement: a cable pulled, a partition. */
export const SILENCE_WITHIN_MS = 18_000;
/** For a row that somebody else holds, while finished grains are recorded; then those of others are recorded without. */
export const LOCK_WITHIN_SECONDS = 2;

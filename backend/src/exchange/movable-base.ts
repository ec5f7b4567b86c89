/** What a column holds, whatever the engine calls it. */
export type ColumnKind = 'text' | 'uuid' | 'integer' | 'real' | 'instant' | 'boolean' | 'json' | 'binary';

export interface ColumnShape {
  name: string;
  kind: ColumnKind;
}

/** A table as the engine itself describes it. */
export interface TableShape {
  name: string;
  /** Its one primary key column. */
  key: string;
  /** In the order of their names' code points, which is the same on every engine. */
  columns: readonly ColumnShape[];
  /** Foreign keys. */
  parents: readonly { column: string; table: string }[];
}

/**
 * A value in the form that is the same on every engine: text exactly as it is, UUIDs in lower case, instants as milliseconds
 * since 1970 UTC, JSON without spaces and with sorted keys, binary as lower-case hex.
 */
export type Value = string | number | boolean | null;
/** Values in the order of {@link TableShape.columns}. */
export type Row = Value[];

/** Which rows of a table: all, those of one institution, or those that a few values name. */
export interface RowFilter {
  column: string;
  equals: string;
  /** Instead of `equals`: any of these. */
  among?: readonly string[];
  /** The column refers to this table, whose own filter decides. */
  through?: { table: string; key: string; filter: RowFilter };
}

/** One connection to one base, for whole tables. */
export interface MovableBase {
  readonly engine: 'sqlite' | 'postgres' | 'mysql';
  /** Every table but Directus' own, the ledger of migrations and other tables of this base alone. Not in any order. */
  shapes(): Promise<TableShape[]>;
  /** The migrations it has had, in order; empty when there are none. */
  migrations(): Promise<string[]>;
  /** From now on reads see this moment, whatever is written meanwhile. */
  beginSnapshot(): Promise<void>;
  endSnapshot(): Promise<void>;
  /**
   * Begins a transaction in which empty tables are filled; triggers rest until its end, on PostgreSQL also foreign keys, unique
   * constraints and indexes: a row that breaks one is refused at {@link commit}.
   */
  beginFilling(): Promise<void>;
  /**
   * For changes of rows that are there, several times: only the triggers rest, until {@link endChanging}. Where
   * {@link takesAnyOrder}, foreign keys are not looked at until the transaction's end.
   */
  beginChanging(): Promise<void>;
  /** May be called without a beginning. */
  endChanging(): Promise<void>;
  /** Whether, after beginChanging, rows may be taken out that others refer to, and be put back. */
  readonly takesAnyOrder: boolean;
  /** @throws what the engine says; then nothing was kept */
  commit(): Promise<void>;
  rollback(): Promise<void>;
  count(table: TableShape, filter?: RowFilter): Promise<number>;
  /**
   * Rows in the order of the key's bytes, in batches. Nothing is held but a batch. Where it is left half-way, the next statement
   * waits for the rest, which nobody looks at: after an error, {@link close} is quicker.
   */
  read(table: TableShape, filter?: RowFilter): AsyncIterable<Row[]>;
  /** @throws AppError exchange.value_refused when this engine cannot hold a value */
  write(table: TableShape, batches: AsyncIterable<Row[]>): Promise<void>;
  /**
   * Puts rows in place of those of the same keys; where {@link takesAnyOrder}, the caller has removed those.
   * @returns false when another row holds a value that must be unique: then nothing of it was put
   */
  put(table: TableShape, rows: Row[]): Promise<boolean>;
  /** Makes rows that are about to be put let go of their unique values. Does nothing where {@link takesAnyOrder}. */
  park(table: TableShape, keys: readonly string[]): Promise<void>;
  remove(table: TableShape, keys: readonly string[]): Promise<void>;
  /** One statement in the engine's own SQL, for what the move itself keeps in the base. */
  ask(statement: string): Promise<Record<string, unknown>[]>;
  /** The right to move this base away, which one connection has at a time and loses with its end. */
  claim(): Promise<boolean>;
  /** At once, also in the middle of a read; then again without effect. Never throws. */
  close(): Promise<void>;
}

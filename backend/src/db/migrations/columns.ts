import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { DialectTraits } from '../dialects/dialect.ts';
import type { Tables } from '../tables/tables.ts';

// biome-ignore lint/suspicious/noExplicitAny: the builder's column union grows with each call and says nothing here
type Table = CreateTableBuilder<any, any>;

/** What a migration receives. */
export interface MigrationTools {
  db: Kysely<Tables>;
  traits: DialectTraits;
}

/** The words in which tables are described, so that a migration reads as a list of columns on the three engines. */
export class TableWriter {
  readonly #traits: DialectTraits;
  readonly #tools: MigrationTools;
  readonly #name: keyof Tables & string;
  #table: Table;

  constructor(tools: MigrationTools, name: keyof Tables & string) {
    this.#tools = tools;
    this.#traits = tools.traits;
    this.#name = name;
    this.#table = tools.db.schema.createTable(name) as Table;
  }

  /** A primary key that we make: a UUID, or an identifier of `length`. */
  key(length?: number): this {
    const type = length === undefined ? this.#traits.types.uuid : this.#traits.types.identifier(length);
    this.#table = this.#table.addColumn('id', type, (c) => c.primaryKey().notNull());
    return this;
  }

  /** The institution a row belongs to: every table carries it. */
  tenant(): this {
    return this.reference('tenant_id', 'tenants', { key: this.#traits.types.identifier(64), onDelete: 'restrict' });
  }

  /**
   * The same without a foreign key, for tables that are written all the time and whose learner or platform has one: checking
   * it would lock the institution's one row for every write of everybody.
   */
  tenantUnchecked(): this {
    return this.identifier('tenant_id', { length: 64 });
  }

  /** The key of a row of another table, without a foreign key, for rows that live for minutes. */
  referenceUnchecked(column: string, options: { optional?: boolean } = {}): this {
    this.#table = this.#table.addColumn(column, this.#traits.types.uuid, (c) => (options.optional ? c : c.notNull()));
    return this;
  }

  reference(
    column: string,
    table: string,
    options: {
      key?: DialectTraits['types']['uuid'];
      onDelete?: 'cascade' | 'restrict' | 'set null';
      optional?: boolean;
    } = {},
  ): this {
    const { key = this.#traits.types.uuid, onDelete = 'cascade', optional = false } = options;
    // A named table constraint: MySQL ignores the inline form.
    this.#table = this.#table
      .addColumn(column, key, (c) => (optional ? c : c.notNull()))
      .addForeignKeyConstraint(`${this.#name}_${column}_fk`, [column], table, ['id'], (fk) => fk.onDelete(onDelete));
    return this;
  }

  /** The key of a row that may be gone: no foreign key. */
  looseReference(column: string): this {
    this.#table = this.#table.addColumn(column, this.#traits.types.uuid);
    return this;
  }

  identifier(column: string, options: { length?: number; optional?: boolean; fallback?: string } = {}): this {
    const { length = 255, optional = false, fallback } = options;
    this.#table = this.#table.addColumn(column, this.#traits.types.identifier(length), (c) => {
      const filled = fallback === undefined ? c : c.defaultTo(fallback);
      return optional ? filled : filled.notNull();
    });
    return this;
  }

  /** An identifier or sort key that lists are ordered by: at most `length` code points, in their order. */
  sortable(column: string, options: { length: number; fallback?: string }): this {
    const { length, fallback } = options;
    this.#table = this.#table.addColumn(column, this.#traits.types.sortable(length), (c) =>
      fallback === undefined ? c.notNull() : c.notNull().defaultTo(fallback),
    );
    return this;
  }

  /** A status or role of our own choosing. */
  word(column: string, fallback?: string): this {
    this.#table = this.#table.addColumn(column, this.#traits.types.word, (c) =>
      fallback === undefined ? c.notNull() : c.notNull().defaultTo(fallback),
    );
    return this;
  }

  optionalWord(column: string): this {
    this.#table = this.#table.addColumn(column, this.#traits.types.word);
    return this;
  }

  text(column: string): this {
    this.#table = this.#table.addColumn(column, this.#traits.types.text, (c) => c.notNull());
    return this;
  }

  optionalText(column: string): this {
    this.#table = this.#table.addColumn(column, this.#traits.types.text);
    return this;
  }

  integer(column: string, fallback?: number): this {
    this.#table = this.#table.addColumn(column, this.#traits.types.integer, (c) =>
      fallback === undefined ? c.notNull() : c.notNull().defaultTo(fallback),
    );
    return this;
  }

  optionalInteger(column: string): this {
    this.#table = this.#table.addColumn(column, this.#traits.types.integer);
    return this;
  }

  real(column: string, fallback: number): this {
    this.#table = this.#table.addColumn(column, this.#traits.types.real, (c) => c.notNull().defaultTo(fallback));
    return this;
  }

  optionalReal(column: string): this {
    this.#table = this.#table.addColumn(column, this.#traits.types.real);
    return this;
  }

  instant(column: string, options: { now?: boolean } = {}): this {
    this.#table = this.#table.addColumn(column, this.#traits.types.instant, (c) =>
      options.now ? c.notNull().defaultTo(this.#traits.now) : c.notNull(),
    );
    return this;
  }

  optionalInstant(column: string): this {
    this.#table = this.#table.addColumn(column, this.#traits.types.instant);
    return this;
  }

  timestamps(): this {
    return this.instant('created_at', { now: true }).instant('updated_at', { now: true });
  }

  unique(...columns: string[]): this {
    this.#table = this.#table.addUniqueConstraint(`${this.#name}_${columns.join('_')}_key`, columns as never);
    return this;
  }

  /**
   * Creates the table, then its plain indexes. `touch` makes updated_at follow every edit, Directus' too. `inOrderOfKey` keeps
   * the rows in their primary key's tree and nowhere else, as MySQL always does: one page fewer for each row written.
   */
  async create(options: { touch?: boolean; indexes?: string[][]; inOrderOfKey?: boolean } = {}): Promise<void> {
    const isKeyTree = options.inOrderOfKey === true && this.#traits.engine === 'sqlite';
    await (isKeyTree ? this.#table.modifyEnd(sql`without rowid`) : this.#table).execute();
    for (const columns of options.indexes ?? []) {
      await this.#tools.db.schema
        .createIndex(`${this.#name}_${columns.join('_')}_idx`)
        .on(this.#name)
        .columns(columns)
        .execute();
    }
    if (options.touch) await this.#traits.touchUpdatedAt(this.#tools.db, this.#name);
  }
}

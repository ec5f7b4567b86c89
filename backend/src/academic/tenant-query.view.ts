import { type AliasedExpression, type Kysely, type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import type { Engine } from '../db/dialects/dialect.ts';
import type { Tables } from '../db/tables/tables.ts';
import { type StudyWorkRange, type StudyWorkRow, studyWork } from '../register/study-work.view.ts';

/** Tables whose rows belong to an institution. */
export type TenantTable = {
  [T in keyof Tables]: Selectable<Tables[T]> extends { tenant_id: string } ? T : never;
}[keyof Tables];

/** A database without tables: all that can be selected from is what {@link TenantQuery} hands out. */
type NoTables = Record<never, never>;

type Rows<T extends TenantTable, A extends string> = AliasedExpression<Selectable<Tables[T]>, A>;

/**
 * The only way by which the academic views reach tables: each table is its rows of one institution, so that a query which
 * forgets the institution does not compile.
 */
export class TenantQuery {
  readonly tenantId: string;
  readonly engine: Engine;
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>, engine: Engine, tenantId: string) {
    this.#db = db;
    this.engine = engine;
    this.tenantId = tenantId;
  }

  /** A table's rows of this institution, for joins. The planners of all three engines see through it to the indexes. */
  rows<T extends TenantTable, A extends string>(table: T, alias: A): Rows<T, A> {
    const rows = (this.#db as unknown as Kysely<{ any: { tenant_id: string } }>)
      .selectFrom(table as 'any')
      .selectAll()
      .where('tenant_id', '=', this.tenantId);
    return rows.as(alias) as unknown as Rows<T, A>;
  }

  /** Begins a query over a table's rows of this institution. */
  from<T extends TenantTable, A extends string>(
    table: T,
    alias: A,
  ): SelectQueryBuilder<Record<A, Selectable<Tables[T]>>, A, NoTables> {
    return this.select(this.rows(table, alias));
  }

  /** The institution's own row, for joins and as a list of one. */
  own<A extends string>(alias: A): AliasedExpression<Selectable<Tables['tenants']>, A> {
    const row = this.#db.selectFrom('tenants').selectAll().where('id', '=', this.tenantId);
    return row.as(alias) as unknown as AliasedExpression<Selectable<Tables['tenants']>, A>;
  }

  /** Begins a query over rows that another query of this institution answers. */
  select<O, A extends string>(rows: AliasedExpression<O, A>): SelectQueryBuilder<Record<A, O>, A, NoTables> {
    const db = this.#db as unknown as Kysely<NoTables>;
    return db.selectFrom(rows) as unknown as SelectQueryBuilder<Record<A, O>, A, NoTables>;
  }

  /** The study of this institution's students in a range of days. */
  studyWork<A extends string>(range: Omit<StudyWorkRange, 'tenantId'>, alias: A): AliasedExpression<StudyWorkRow, A> {
    const work = studyWork(this.#db, this.engine, { ...range, tenantId: this.tenantId });
    return work.as(alias) as unknown as AliasedExpression<StudyWorkRow, A>;
  }

  /** The row's own key of what the institution calls `id`; undefined when it has none, somebody else's ids included. */
  async keyOf(table: 'students' | 'classes' | 'promotions' | 'teachers' | 'themes', id: string) {
    const row = await this.from(table, 't')
      .select('t.id')
      .where(sql.ref(`t.${ID_COLUMNS[table]}`), '=', id)
      .executeTakeFirst();
    return row?.id;
  }

  /** What the institution calls the rows of these keys, by key; keys of somebody else's rows are left out. */
  async idsOf(
    table: 'students' | 'classes' | 'promotions' | 'teachers' | 'themes',
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const wanted = [...new Set(keys)];
    for (let from = 0; from < wanted.length; from += KEYS_AT_ONCE) {
      const rows = await this.from(table, 't')
        .select(['t.id', sql.ref<string>(`t.${ID_COLUMNS[table]}`).as('own')])
        .where('t.id', 'in', wanted.slice(from, from + KEYS_AT_ONCE))
        .execute();
      for (const { id, own } of rows) found.set(id, own);
    }
    return found;
  }
}

/** Fewer than any engine takes parameters. */
const KEYS_AT_ONCE = 1000;

const ID_COLUMNS = {
  students: 'student_id',
  classes: 'class_id',
  promotions: 'promo_id',
  teachers: 'teacher_id',
  themes: 'theme_id',
} as const;

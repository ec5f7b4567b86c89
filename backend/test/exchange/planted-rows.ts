import SqliteDriver from 'better-sqlite3';
import type { ColumnShape, Row, RowFilter, TableShape, Value } from '../../src/exchange/movable-base.ts';
import { inForeignKeyOrder } from '../../src/exchange/table-order.ts';

/** Learners, and grains that each of them has finished. */
export interface Plan {
  learners: number;
  grainsEach: number;
  /** Rows of every other table. */
  others: number;
}

const LONG = 'é€🧪x'.repeat(6554);

/** What people write, and what breaks careless programs. */
const TEXTS = [
  'Zoé Lefèvre',
  'zoé lefèvre',
  'ZOÉ LEFÈVRE',
  'Zoe Lefevre',
  'e\u0301 decomposed',
  'é composed',
  'trailing   ',
  '   leading',
  ' ',
  '',
  'null',
  '\\N',
  '\\.',
  'back\\slash \'quote\' "double" `tick` %_',
  'tab\tline\nreturn\r\nfeed\f\v\b',
  'control \u0001\u001f\u007f',
  'emoji 👩‍🔬 🧪 𝔘',
  '\uFEFFmark \uFFFD \uFFFF',
  '{"b": 1, "a": [1, 2]}',
  "'); drop table users; --",
] as const;

const INSTANTS = [
  '1900-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  // The hours around the changes to summer and winter time in Paris.
  '2026-03-29T00:59:59.999Z',
  '2026-03-29T01:00:00.000Z',
  '2026-10-25T00:30:00.000Z',
  '2026-10-25T01:30:00.000Z',
  '1969-12-31T23:59:59.999Z',
  '2038-01-19T03:14:08.000Z',
].map((text) => Date.parse(text));

const INTEGERS = [0, 1, -1, 2_147_483_647, -2_147_483_648];
const REALS = [0, 0.1, 1 / 3, 0.1 + 0.2, 1e-300, 1.797_693_134_862_315_7e308, -0.5, 123_456_789.123_456_78];

interface Declared {
  type: string;
  isOptional: boolean;
}

/** Rows for every table there is, the same on every call, in the order of their keys. */
export class PlantedRows {
  readonly #plan: Plan;
  readonly #order: TableShape[];
  readonly #declared: Map<string, Declared>;

  /** @param sqliteFile a migrated SQLite base, which tells lengths and what may be null */
  constructor(shapes: readonly TableShape[], plan: Plan, sqliteFile: string) {
    this.#plan = plan;
    this.#order = inForeignKeyOrder(shapes);
    this.#declared = declaredColumns(sqliteFile);
  }

  async count(table: TableShape, _filter?: RowFilter): Promise<number> {
    return this.#countOf(table.name);
  }

  async *read(table: TableShape, _filter?: RowFilter): AsyncGenerator<Row[]> {
    const count = this.#countOf(table.name);
    for (let from = 0; from < count; from += 500) {
      const rows: Row[] = [];
      for (let at = from; at < Math.min(from + 500, count); at++) {
        rows.push(table.columns.map((column, position) => this.#value(table, column, at, position)));
      }
      yield rows;
    }
  }

  #countOf(table: string): number {
    const { learners, grainsEach, others } = this.#plan;
    if (table === 'tenants') return 2;
    if (table === 'users') return learners;
    return table === 'progress' ? learners * grainsEach : others;
  }

  #value(table: TableShape, column: ColumnShape, at: number, position: number): Value {
    if (column.name === table.key) return this.#keyOf(table, at);
    const parent = table.parents.find((one) => one.column === column.name)?.table;
    const declared = this.#declared.get(`${table.name}.${column.name}`);
    if (declared?.isOptional === true && (at + position) % 7 === 0) return null;
    if (table.name === 'progress' && column.name === 'user_id') {
      return this.#keyOf(this.#shape('users'), Math.floor(at / this.#plan.grainsEach));
    }
    if (table.name === 'progress' && column.name === 'grain_id') return `grain${at % this.#plan.grainsEach}`;
    if (column.name === 'tenant_id') {
      const owner = table.name === 'progress' ? Math.floor(at / this.#plan.grainsEach) : at;
      return this.#keyOf(this.#shape('tenants'), owner % 2);
    }
    if (parent !== undefined) return this.#keyOf(this.#shape(parent), at % this.#countOf(parent));
    return plain(column, declared?.type ?? '', at + position, at);
  }

  #shape(name: string): TableShape {
    const shape = this.#order.find((one) => one.name === name);
    if (shape === undefined) throw new Error(`no table ${name}`);
    return shape;
  }

  #keyOf(table: TableShape, at: number): string {
    const kind = table.columns.find((column) => column.name === table.key)?.kind;
    const place = this.#order
      .findIndex((one) => one.name === table.name)
      .toString(16)
      .padStart(8, '0');
    if (kind === 'uuid') return `${place}-0000-7000-8000-${at.toString(16).padStart(12, '0')}`;
    return `é${at.toString(36).padStart(6, '0')} ${table.name}`;
  }
}

function plain({ kind }: ColumnShape, type: string, turn: number, at: number): Value {
  if (kind === 'integer') return INTEGERS[turn % INTEGERS.length] ?? 0;
  if (kind === 'real') return REALS[turn % REALS.length] ?? 0;
  if (kind === 'instant') return INSTANTS[turn % INSTANTS.length] ?? 0;
  if (kind === 'boolean') return turn % 2 === 0;
  if (kind === 'json') return '{"a":[1,2],"b":null}';
  if (kind === 'binary') return Buffer.from([0, 255, turn % 256]).toString('hex');
  if (kind === 'uuid') return `ffffffff-0000-7000-8000-${at.toString(16).padStart(12, '0')}`;
  if (type === 'text') return turn % 9001 === 7 ? LONG : (TEXTS[turn % TEXTS.length] ?? '');
  const length = Number(/\((\d+)\)/.exec(type)?.[1] ?? 8);
  const unique = at.toString(36);
  // Words of our own are ASCII; identifiers from outside are not, and differ in case or accent alone.
  return length < 64 ? unique : `${['Abc', 'abc', 'àbc', 'ÀBC', '🧪'][turn % 5]} ${unique}`;
}

function declaredColumns(file: string): Map<string, Declared> {
  const connection = new SqliteDriver(file, { readonly: true });
  const rows = connection
    .prepare<[], { place: string; type: string; optional: number }>(
      `select t.name || '.' || c.name as place, lower(c.type) as type, c."notnull" = 0 as optional
       from pragma_table_list t join pragma_table_info(t.name) c where t.type = 'table'`,
    )
    .all();
  connection.close();
  return new Map(rows.map(({ place, type, optional }) => [place, { type, isOptional: optional === 1 }]));
}

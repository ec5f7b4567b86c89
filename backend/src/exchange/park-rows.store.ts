import type { TableShape } from './movable-base.ts';

type Ask = (statement: string) => Promise<Record<string, unknown>[]>;

const name = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * PostgreSQL looks at a unique index after each row, and rows that others refer to cannot be taken out. So each unique index loses
 * one value of these rows: to null where that is allowed, else to a value that nobody has. Its columns that refer to other tables
 * cannot take such a value.
 */
export async function parkRows(ask: Ask, table: TableShape, keys: readonly string[]): Promise<void> {
  const columns = await ask(
    `select i.indexrelid::text as index, a.attname as name, a.attnotnull as must, t.typname as type,
       exists (select 1 from pg_constraint c where c.conrelid = a.attrelid and c.contype = 'f' and a.attnum = any(c.conkey)) as refers
     from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey) join pg_type t on t.oid = a.atttypid
     where i.indrelid = ${literal(name(table.name))}::regclass and i.indisunique and not i.indisprimary and a.attname <> ${literal(table.key)}
     order by a.attnotnull, a.attnum`,
  );
  const parked = new Map<unknown, string>();
  for (const column of columns) {
    const value = parkingValue(column, table.key);
    if (!parked.has(column.index) && value !== undefined)
      parked.set(column.index, `${name(String(column.name))} = ${value}`);
  }
  if (parked.size === 0) return;
  const changes = [...new Set(parked.values())].join(', ');
  await ask(`update ${name(table.name)} set ${changes} where ${name(table.key)} in (${keys.map(literal).join(', ')})`);
}

function parkingValue({ must, type, refers }: Record<string, unknown>, key: string): string | undefined {
  if (must !== true) return 'null';
  if (refers === true) return undefined;
  if (type === 'uuid') return 'gen_random_uuid()';
  return type === 'varchar' || type === 'text' ? `'~' || md5(${name(key)}::text)` : undefined;
}

import { type Ask, readShapes } from './shapes.store.ts';

/**
 * Takes foreign keys, unique constraints and indexes away from the tables that are moved, within the transaction; the primary
 * keys stay. Kept up row by row they cost more than the rows; made anew over all rows they cost a tenth of that.
 * @returns the statements that bring them back as they were, in order; they fail where a row breaks one
 */
export async function takeIndexesAway(ask: Ask): Promise<string[]> {
  const moved = new Set((await readShapes('postgres', ask)).map((table) => table.name));
  const ours = (rows: Record<string, unknown>[]) => rows.filter((row) => moved.has(String(row.relname)));
  // Foreign keys first: they lean on the unique constraints. Those that another's table leans on stay.
  const constraints = ours(
    await ask(
      `select t.relname, c.conrelid::regclass as place, quote_ident(c.conname) as name, pg_get_constraintdef(c.oid) as definition
       from pg_constraint c join pg_class t on t.oid = c.conrelid
       where t.relnamespace = current_schema()::regnamespace and (c.contype = 'f' or c.contype = 'u'
         and not exists (select from pg_constraint f where f.contype = 'f' and f.conindid = c.conindid))
       order by c.contype`,
    ),
  );
  const back: string[] = [];
  for (const { place, name, definition } of constraints) {
    await ask(`alter table ${place} drop constraint ${name}`);
    back.unshift(`alter table ${place} add constraint ${name} ${definition}`);
  }
  const indexes = ours(
    await ask(
      `select t.relname, i.indexrelid::regclass as name, pg_get_indexdef(i.indexrelid) as definition
       from pg_index i join pg_class t on t.oid = i.indrelid
       where t.relnamespace = current_schema()::regnamespace
         and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
    ),
  );
  for (const { name, definition } of indexes) {
    await ask(`drop index ${name}`);
    back.unshift(String(definition));
  }
  return back;
}

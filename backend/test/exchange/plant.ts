import { fill } from '../../src/exchange/fill.ts';
import { checkMove } from '../../src/exchange/move-check.ts';
import { openBase, prepareBase } from '../../src/exchange/open-base.store.ts';
import { type Plan, PlantedRows } from './planted-rows.ts';

/** Fills a fresh SQLite base with rows of every table. */
export async function plantSqlite(url: string, plan: Plan): Promise<void> {
  await prepareBase(url);
  const base = await openBase(url, { readonly: false });
  try {
    const shapes = await base.shapes();
    const rows = new PlantedRows(shapes, plan, url.slice('sqlite:'.length));
    const source = {
      count: rows.count.bind(rows),
      read: rows.read.bind(rows),
      shapes: async () => shapes,
      migrations: () => base.migrations(),
    };
    const { differences } = await fill(source, base, await checkMove(source, base), {});
    if (differences.length > 0) throw new Error(`planted rows are not read back: ${JSON.stringify(differences)}`);
  } finally {
    await base.close();
  }
}

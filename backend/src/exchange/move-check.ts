import { AppError } from '../errors/app-error.ts';
import type { RowSource } from './compare.ts';
import type { MovableBase, TableShape } from './movable-base.ts';
import { inForeignKeyOrder, shapeFaults } from './table-order.ts';

/** Rows to move, with what is known about where they come from. */
export interface MovingSource extends RowSource {
  shapes(): Promise<TableShape[]>;
  migrations(): Promise<string[]>;
}

/**
 * Whether the target still has to get the source's tables.
 * @param wanted the source's migrations
 * @throws AppError exchange.no_tables when the source has none, exchange.schema_differs when the target is newer,
 * exchange.not_empty
 */
export async function needsTables(target: MovableBase, wanted: readonly string[]): Promise<boolean> {
  if (wanted.length === 0) {
    throw new AppError(
      'exchange.no_tables',
      'invalid',
      'The source holds no tables of Passerelle. Check its address. / La source ne contient pas les tables de Passerelle.',
    );
  }
  const has = await target.migrations();
  if (has.some((name, at) => wanted[at] !== name)) throw differs([migrationFault(wanted, has)]);
  if (has.length > 0) await refuseFull(target, await target.shapes());
  return has.length < wanted.length;
}

/**
 * Refuses what cannot be moved before anything is.
 * @returns the tables in the order of their foreign keys
 * @throws AppError exchange.schema_differs, exchange.not_empty
 */
export async function checkMove(source: MovingSource, target: MovableBase): Promise<TableShape[]> {
  const shapes = await checkSame(source, target);
  await refuseFull(target, shapes);
  return inForeignKeyOrder(shapes);
}

/** @returns the tables of the second @throws AppError exchange.schema_differs */
export async function checkSame(from: MovingSource, to: MovingSource): Promise<TableShape[]> {
  const shapes = await to.shapes();
  const faults = shapeFaults(await from.shapes(), shapes);
  const [wanted, has] = [await from.migrations(), await to.migrations()];
  if (has.join() !== wanted.join()) faults.unshift(migrationFault(wanted, has));
  if (faults.length > 0) throw differs(faults);
  return shapes;
}

function migrationFault(wanted: readonly string[], has: readonly string[]): string {
  return `the source is at the migration ${wanted.at(-1) ?? '(none)'}, the target at ${has.at(-1) ?? '(none)'}`;
}

function differs(faults: readonly string[]): AppError {
  return new AppError(
    'exchange.schema_differs',
    'conflict',
    `The two schemas are not the same; nothing was moved. Tables of your own move with the database server's tools; versions are made equal by "passerelle migrate". / Les deux schémas diffèrent ; rien n’a été copié.\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    undefined,
    { details: { faults } },
  );
}

async function refuseFull(target: MovableBase, shapes: readonly TableShape[]): Promise<void> {
  const full: string[] = [];
  for (const shape of shapes) {
    const rows = await target.count(shape);
    if (rows > 0) full.push(`${shape.name} (${rows})`);
  }
  if (full.length === 0) return;
  throw new AppError(
    'exchange.not_empty',
    'conflict',
    `The target is not empty; nothing was moved. Rows are in: ${full.join(', ')}. Give an empty base. / La base cible n’est pas vide ; rien n’a été copié.`,
  );
}

export function unknownTenant(id: string): AppError {
  return new AppError(
    'exchange.unknown_tenant',
    'not_found',
    `There is no institution ${id}; "passerelle tenants list" shows them. / Il n’y a pas d’établissement ${id} ; « passerelle tenants list » les montre.`,
  );
}

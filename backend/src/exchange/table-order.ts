import { AppError } from '../errors/app-error.ts';
import type { RowFilter, TableShape } from './movable-base.ts';

/**
 * Tables so that each comes after those its foreign keys refer to; by name where that leaves a choice.
 * @throws AppError exchange.tables_in_a_circle
 */
export function inForeignKeyOrder(shapes: readonly TableShape[]): TableShape[] {
  const waiting = new Map(shapes.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map((shape) => [shape.name, shape]));
  const ordered: TableShape[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter((shape) =>
      shape.parents.every((parent) => parent.table === shape.name || !waiting.has(parent.table)),
    );
    if (ready.length === 0) {
      throw new AppError(
        'exchange.tables_in_a_circle',
        'internal',
        `These tables refer to each other in a circle: ${[...waiting.keys()].join(', ')}. / Ces tables renvoient l’une à l’autre en cercle : ${[...waiting.keys()].join(', ')}.`,
      );
    }
    for (const shape of ready) waiting.delete(shape.name);
    ordered.push(...ready);
  }
  return ordered;
}

/**
 * What stands in the way of moving rows from one set of tables into another, a sentence each: a table or column that only
 * one of them has, or that holds another kind of thing.
 */
export function shapeFaults(from: readonly TableShape[], to: readonly TableShape[]): string[] {
  const targets = new Map(to.map((shape) => [shape.name, shape]));
  const sources = new Set(from.map((shape) => shape.name));
  return [
    ...from.flatMap((shape) => {
      const target = targets.get(shape.name);
      return target === undefined ? [`the table ${shape.name} is not in the target`] : columnFaults(shape, target);
    }),
    ...to.filter((shape) => !sources.has(shape.name)).map((shape) => `the table ${shape.name} is not in the source`),
  ];
}

function columnFaults(from: TableShape, to: TableShape): string[] {
  const targets = new Map(to.columns.map((column) => [column.name, column.kind]));
  const sources = new Set(from.columns.map((column) => column.name));
  return [
    ...from.columns.flatMap(({ name, kind }) => {
      const target = targets.get(name);
      if (target === undefined) return [`the column ${from.name}.${name} is not in the target`];
      return target === kind ? [] : [`the column ${from.name}.${name} holds ${kind} here and ${target} in the target`];
    }),
    ...to.columns
      .filter((column) => !sources.has(column.name))
      .map((column) => `the column ${to.name}.${column.name} is not in the source`),
  ];
}

/** Which rows of each table are of one institution; tables that are of none (our signing keys) are left out. */
export function tenantFilters(shapes: readonly TableShape[], tenantId: string): Map<string, RowFilter> {
  const filters = new Map<string, RowFilter>();
  for (const shape of inForeignKeyOrder(shapes)) {
    if (shape.name === 'tenants') filters.set(shape.name, { column: shape.key, equals: tenantId });
    else if (shape.columns.some((column) => column.name === 'tenant_id')) {
      filters.set(shape.name, { column: 'tenant_id', equals: tenantId });
    } else {
      const filter = throughParent(shape, shapes, filters);
      if (filter !== undefined) filters.set(shape.name, filter);
    }
  }
  return filters;
}

function throughParent(
  shape: TableShape,
  shapes: readonly TableShape[],
  filters: ReadonlyMap<string, RowFilter>,
): RowFilter | undefined {
  for (const { column, table } of shape.parents) {
    const filter = filters.get(table);
    const key = shapes.find((parent) => parent.name === table)?.key;
    if (filter !== undefined && key !== undefined) return { column, equals: '', through: { table, key, filter } };
  }
  return undefined;
}

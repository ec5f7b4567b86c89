import type { RowFilter } from './movable-base.ts';

/** ` where …`, or nothing. */
export function whereOf(
  filter: RowFilter | undefined,
  name: (identifier: string) => string,
  text: (literal: string) => string,
): string {
  return filter === undefined ? '' : ` where ${conditionOf(filter, name, text)}`;
}

function conditionOf(
  { column, equals, among, through }: RowFilter,
  name: (identifier: string) => string,
  text: (literal: string) => string,
): string {
  if (among !== undefined) return `${name(column)} in (${among.map(text).join(', ')})`;
  if (through === undefined) return `${name(column)} = ${text(equals)}`;
  const inner = conditionOf(through.filter, name, text);
  return `${name(column)} in (select ${name(through.key)} from ${name(through.table)} where ${inner})`;
}

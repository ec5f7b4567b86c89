import type { PersonalTable } from './tables/personal-data.ts';

/** A foreign key, as the database tells it. */
interface Reference {
  table: string;
  column: string;
  target: string;
  onDelete: 'cascade' | 'set null' | 'restrict';
}

export interface SchemaFacts {
  references: readonly Reference[];
  tables: readonly { table: string; columns: readonly string[] }[];
}

type Treatment = PersonalTable | { readonly nobody: string };

const PERSONS: readonly string[] = ['users', 'students', 'teachers'];
/** Columns that name a person without a foreign key. */
const TELLING = /^(user|learner|student|teacher)_(id|pk)$|^moodle_user_id$|mail|^(first|last|full)_?name$|(^|_)ip$/;
/** Our ledger of migrations. */
const LEDGER = /^passerelle_/;

/**
 * What of the schema has no answer to "what becomes of it when a person is erased": tables nobody annotated, columns added since,
 * references to persons in tables that are said to be about nobody.
 */
export function uncovered(
  { references, tables }: SchemaFacts,
  treatments: Readonly<Record<string, Treatment>>,
): string[] {
  const gaps: string[] = [];
  for (const { table, columns } of tables) {
    const treatment = treatments[table];
    if (LEDGER.test(table)) continue;
    if (treatment === undefined) gaps.push(`${table}: nobody has said whether it holds personal data`);
    else if ('nobody' in treatment) gaps.push(...tellingColumns(table, columns, references));
    else {
      const known = Object.keys(treatment.columns);
      gaps.push(
        ...columns.filter((column) => !known.includes(column)).map((column) => `${table}.${column}: not annotated`),
      );
      if (!columns.includes(treatment.by)) gaps.push(`${table}.${treatment.by}: not there any more`);
    }
  }
  return gaps;
}

/** In a table about nobody a person may be named only by a reference that is emptied when the person goes. */
function tellingColumns(table: string, columns: readonly string[], references: readonly Reference[]): string[] {
  const own = references.filter((one) => one.table === table && PERSONS.includes(one.target));
  const emptied = own.filter(({ onDelete }) => onDelete === 'set null').map(({ column }) => column);
  const named = new Set([...own.map(({ column }) => column), ...columns.filter((column) => TELLING.test(column))]);
  return [...named]
    .filter((column) => !emptied.includes(column) && !(table === 'api_keys' && column === 'last_used_ip'))
    .map((column) => `${table}.${column}: names a person, but the table is said to be about nobody`);
}

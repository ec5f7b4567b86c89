import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Database } from './connection.ts';
import type { Engine } from './dialects/dialect.ts';
import { withoutServersManners } from './mysql-schema-text.ts';
import { dumpSchema } from './schema-dump.ts';

const FILES: Record<Engine, string> = {
  sqlite: 'schema.sqlite.sql',
  postgres: 'schema.sql',
  mysql: 'schema.mysql.sql',
};
/** Without what a server or an administrator may settle otherwise. */
const PLAIN: Record<Engine, (text: string) => string> = {
  sqlite: (text) => text,
  postgres: (text) => text.replace(/\) with \([^)]*\);$/, ');'),
  mysql: withoutServersManners,
};
const LEDGER = /^insert into passerelle_/;

/** What a base has otherwise than the schema file of this build: by name, such as `table users` or `index progress_user_id_idx`. */
export interface SchemaDifference {
  missing: string[];
  different: string[];
}

/** Compares the base with the schema file. What the base has beyond it (tables of Directus, indexes of an administrator) is fine. */
export async function compareSchema(database: Database): Promise<SchemaDifference> {
  const { engine } = database;
  const plain = PLAIN[engine];
  const actual = statementsOf(await dumpSchema(database));
  const missing: string[] = [];
  const different: string[] = [];
  for (const [name, text] of expectedStatements(engine)) {
    const found = actual.get(name);
    if (found === undefined) missing.push(name);
    else if (plain(found) !== plain(text)) different.push(name);
  }
  return { missing, different };
}

/** Our tables, by the schema file of this build. */
export function expectedTables(engine: Engine): string[] {
  return [...expectedStatements(engine).keys()].flatMap((name) =>
    name.startsWith('table ') ? [name.slice('table '.length)] : [],
  );
}

function expectedStatements(engine: Engine): Map<string, string> {
  const file = path.resolve(import.meta.dirname, '../../db', FILES[engine]);
  return statementsOf(readFileSync(file, 'utf8'));
}

function statementsOf(text: string): Map<string, string> {
  const blocks = text.split('\n\n').map((block) => block.trim());
  return new Map(
    blocks.flatMap((block) => {
      const name = LEDGER.test(block) ? undefined : nameOf(block);
      return name === undefined ? [] : [[name, block] as const];
    }),
  );
}

function nameOf(block: string): string | undefined {
  const constraint = /^alter table "?(\w+)"? add constraint "?(\w+)"?/i.exec(block);
  if (constraint) return `constraint ${constraint[2]}`;
  const created =
    /^(?:delimiter \S+\s+)?create (?:or replace )?(?:unique )?(table|index|trigger|function) [`"]?(\w+)[`"]?/i.exec(
      block,
    );
  return created ? `${created[1]?.toLowerCase()} ${created[2]}` : undefined;
}

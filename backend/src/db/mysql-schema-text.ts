/** A column of text whose collation is left out because it is that of the table. */
const BARE_TEXT = /^( +`\w+` (?:(?:var)?char\(\d+\)|\w*text))(?! CHARACTER SET)/gm;
/** The ledger of the migrations asks for no collation: it gets that of the base. */
const OF_ANY_COLLATION = /^CREATE TABLE `passerelle_migration/;

/**
 * A CREATE TABLE as MySQL or MariaDB tells it, without what depends on the server, its version and the collation of the base, and
 * makes no other table: widths of integers, quoted numbers, null as the default, `restrict`, the collation of columns to come.
 */
export function withoutServersManners(statement: string): string {
  const [, charset, collation] = /DEFAULT CHARSET=(\w+) COLLATE=(\w+)/.exec(statement) ?? [];
  const columns = OF_ANY_COLLATION.test(statement)
    ? statement.replace(/ COLLATE \w+/g, '')
    : statement.replace(BARE_TEXT, charset === undefined ? '$1' : `$1 CHARACTER SET ${charset} COLLATE ${collation}`);
  return columns
    .replace(/( DEFAULT CHARSET=\w+) COLLATE=\w+/, '$1')
    .replace(/\b((?:big)?int)\(\d+\)/g, '$1')
    .replace(/ DEFAULT '(-?\d+)'/g, ' DEFAULT $1')
    .replaceAll(' DEFAULT NULL', '')
    .replaceAll(' ON DELETE RESTRICT', '');
}

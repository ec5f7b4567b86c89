import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutServersManners } from '../../src/db/mysql-schema-text.ts';

/** MariaDB 10.11. */
const MARIADB = `CREATE TABLE \`grade_outbox\` (
  \`id\` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  \`seq\` int(11) NOT NULL DEFAULT 1,
  \`mark\` bigint(20) DEFAULT NULL,
  \`target\` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL,
  \`state\` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'due',
  PRIMARY KEY (\`id\`),
  CONSTRAINT \`tenant_fk\` FOREIGN KEY (\`tenant_id\`) REFERENCES \`tenants\` (\`id\`),
  CONSTRAINT \`user_fk\` FOREIGN KEY (\`user_id\`) REFERENCES \`users\` (\`id\`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;`;

/** The same table in MySQL 9.7. */
const MYSQL = `CREATE TABLE \`grade_outbox\` (
  \`id\` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  \`seq\` int NOT NULL DEFAULT '1',
  \`mark\` bigint DEFAULT NULL,
  \`target\` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  \`state\` varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'due',
  PRIMARY KEY (\`id\`),
  CONSTRAINT \`tenant_fk\` FOREIGN KEY (\`tenant_id\`) REFERENCES \`tenants\` (\`id\`) ON DELETE RESTRICT,
  CONSTRAINT \`user_fk\` FOREIGN KEY (\`user_id\`) REFERENCES \`users\` (\`id\`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;`;

test('a table is the same whether MySQL or MariaDB tells it', () => {
  assert.equal(withoutServersManners(MYSQL), withoutServersManners(MARIADB));
});

test('a table is another when a type, a default, a collation or what a key does is another', () => {
  const changes: [string, string][] = [
    ['`mark` bigint', '`mark` int'],
    ["DEFAULT '1'", "DEFAULT '2'"],
    ['`target` mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin', '`target` mediumtext'],
    ['char(36)', 'char(35)'],
    ['ON DELETE CASCADE', 'ON DELETE RESTRICT'],
    ["DEFAULT 'due'", 'DEFAULT NULL'],
    ['CHARSET=utf8mb4', 'CHARSET=latin1'],
  ];
  for (const [from, to] of changes) {
    assert.ok(MYSQL.includes(from), from);
    assert.notEqual(withoutServersManners(MYSQL.replace(from, to)), withoutServersManners(MARIADB), to);
  }
});

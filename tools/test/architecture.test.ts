import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { checkArchitecture } from '../architecture/check-architecture.ts';

type Tree = Readonly<Record<string, string>>;

// A small house in order: every kind of file once, each importing what it may.
const house: Tree = {
  'package.json': '{"type":"module"}',
  'backend/src/errors/app-error.ts': 'export class AppError extends Error {}',
  'backend/src/time/clock.ts': 'export type Clock = () => Date;',
  'backend/src/config/config.ts': 'export const port = (): string | undefined => process.env.PORT;',
  'backend/src/cli/output.ts': `import { AppError } from '../errors/app-error.ts'; export const fail = AppError;`,
  'backend/src/db/connection.ts': `import { Kysely } from 'kysely'; export type Db = Kysely<object>;`,
  'backend/src/db/migrate.commands.ts': `import { fail } from '../cli/output.ts'; export const migrate = fail;`,
  'backend/src/http/problem.ts': `import { AppError } from '../errors/app-error.ts'; export const problem = AppError;`,
  'backend/src/catalogue/catalogue.ts': `import type { Clock } from '../time/clock.ts'; export interface CatalogueStore { now: Clock }`,
  'backend/src/catalogue/catalogue.store.ts': `import { sql } from 'kysely'; import type { Db } from '../db/connection.ts';
    import type { CatalogueStore } from './catalogue.ts'; export const make = (db: Db): CatalogueStore => ({ now: () => new Date(String(sql) + db) });`,
  'backend/src/catalogue/rows.store.ts': `import { make } from './catalogue.store.ts'; export const rows = make;`,
  'backend/src/progress/progress.ts': `import type { CatalogueStore } from '../catalogue/catalogue.ts'; export type P = CatalogueStore;`,
  'backend/src/progress/progress.schema.ts': 'export type ProgressReply = { done: number };',
  'backend/src/progress/progress.routes.ts': `import { problem } from '../http/problem.ts'; import type { P } from './progress.ts'; export type R = P; export const r = problem;`,
  'backend/src/progress/progress.view.ts': `import type { Db } from '../db/connection.ts'; export type V = Db;`,
  'backend/src/lti/ags.remote.ts': `import { Agent } from 'undici'; export const send = () => [Agent, fetch('https://moodle.example')];`,
  'backend/src/app/lti.ts': `import { send } from '../lti/ags.remote.ts'; export const lti = send;`,
  'backend/src/app.ts': `import { make } from './catalogue/catalogue.store.ts'; import { lti } from './app/lti.ts'; export const app = [make, lti];`,
  'backend/src/main.ts': `import { app } from './app.ts'; import { port } from './config/config.ts'; console.log(app, port());
    const lms = await import('../../practice-lms/src/practice-lms.ts'); lms.start();`,
  'backend/src/cli.ts': `import { app } from './app.ts'; console.log(app);`,
  'client/src/wire.ts': `import type { ProgressReply } from '../../backend/src/progress/progress.schema.ts'; export type W = ProgressReply; export const get = () => fetch('/api');`,
  'practice-lms/src/practice-lms.ts': 'export const start = () => fetch("https://tool.example");',
};

test('finds nothing in a house that is in order', async () => {
  assert.deepEqual(await rulesBroken({}), []);
});

const planted: readonly (readonly [rule: string, why: string, tree: Tree])[] = [
  ['no-circle', 'two files that import each other', circle('import {', 'import {')],
  ['no-circle', 'two files that import only types of each other', circle('import type {', 'import type {')],
  ['source-knows-no-test', 'a source that imports a test', source('lti/x.ts', '../../test/x.ts', 'backend/test/x.ts')],
  ['ground-knows-nobody', 'ground that imports ground', source('time/x.ts', '../errors/app-error.ts')],
  ['ground-knows-nobody', 'ground that imports a room', source('errors/x.ts', '../progress/progress.ts')],
  ['edges-know-the-ground', 'an edge that imports another edge', source('http/x.ts', '../db/connection.ts')],
  ['edges-know-the-ground', 'an edge that imports a type of a room', typeSource('db/x.ts', '../progress/progress.ts')],
  ['edges-know-the-ground', 'a command that imports a room', source('db/x.commands.ts', '../progress/progress.ts')],
  ['room-order', 'a room that imports a room below it', source('catalogue/x.ts', '../progress/progress.ts')],
  ['room-order', 'a room that imports a type of a room below', typeSource('catalogue/x.ts', '../progress/progress.ts')],
  ['nobody-imports-the-top', 'a room that imports app.ts', source('lti/x.routes.ts', '../app.ts')],
  ['nobody-imports-the-top', 'a room that imports a part of app/', source('lti/x.routes.ts', '../app/lti.ts')],
  ['sql-only-in-stores', 'a part of app/ that imports kysely', source('app/x.ts', 'kysely')],
  ['nobody-imports-the-top', 'an edge that imports main.ts', source('cli/x.ts', '../main.ts')],
  ['rules-do-no-io', 'rules that read files', source('lti/x.ts', 'node:fs/promises')],
  ['rules-do-no-io', 'rules that open a server', source('lti/x.ts', 'node:http')],
  ['rules-do-no-io', 'rules that know SQL', source('lti/x.ts', 'kysely')],
  ['rules-do-no-io', 'rules that know HTTP', source('lti/x.ts', 'fastify')],
  ['rules-do-no-io', 'rules that know the database connection', typeSource('lti/x.ts', '../db/connection.ts')],
  ['rules-do-no-io', 'rules that import their store', typeSource('catalogue/x.ts', './catalogue.store.ts')],
  ['rules-do-no-io', 'rules that import a remote', source('lti/x.ts', './ags.remote.ts')],
  ['rules-do-no-io', 'rules that import routes', source('passback/x.ts', '../progress/progress.routes.ts')],
  ['only-app-plugs-stores', 'routes that import a store', source('lti/x.routes.ts', '../catalogue/catalogue.store.ts')],
  ['only-app-plugs-stores', 'cli.ts that imports a store', top('cli.ts', './catalogue/catalogue.store.ts')],
  ['only-app-plugs-stores', 'main.ts that imports a remote', top('main.ts', './lti/ags.remote.ts')],
  [
    'only-app-plugs-stores',
    'a store that imports a store',
    source('lti/x.store.ts', '../catalogue/catalogue.store.ts'),
  ],
  ['only-app-plugs-stores', 'a remote that imports a store', source('catalogue/x.remote.ts', './catalogue.store.ts')],
  ['sql-only-in-stores', 'routes that import kysely', source('lti/x.routes.ts', 'kysely')],
  ['sql-only-in-stores', 'app.ts that imports a driver', top('app.ts', 'pg')],
  ['sql-only-in-stores', 'a command that imports a driver', source('lti/x.commands.ts', 'better-sqlite3')],
  ['sql-only-in-stores', 'an edge that imports a driver', source('http/x.ts', 'mysql2/promise')],
  ['fetch-only-in-remotes', 'routes that import undici', source('lti/x.routes.ts', 'undici')],
  [
    'fetch-only-in-remotes',
    'rules that call fetch',
    code('lti/x.ts', 'export const x = () => fetch("https://a.example");'),
  ],
  ['fetch-only-in-remotes', 'app.ts that hands fetch on', code('app.ts', 'export const x = { fetch };')],
  ['fetch-only-in-remotes', 'a global fetch', code('lti/x.ts', 'export const x = globalThis.fetch;')],
  ['env-only-in-config', 'a read of process.env', code('app.ts', 'export const x = process.env.PORT;')],
  ['env-only-in-config', 'a bracketed read', code('http/x.ts', `export const x = process['env'];`)],
  ['env-only-in-config', 'a read by taking it apart', code('main.ts', 'const { env: e } = process; console.log(e);')],
  [
    'env-only-in-config',
    'an import of it',
    code('db/x.ts', `import { env } from 'node:process'; export const x = env;`),
  ],
  [
    'client-knows-the-wire-only',
    'a client that imports rules',
    wire('import type', '../../backend/src/progress/progress.ts'),
  ],
  [
    'client-knows-the-wire-only',
    'a client that imports code',
    wire('import', '../../backend/src/progress/progress.schema.ts'),
  ],
  [
    'practice-lms-stands-alone',
    'a practice LMS that imports the product',
    practiceLms('../../backend/src/time/clock.ts'),
  ],
  ['practice-lms-stands-alone', 'a practice LMS that imports it as a package', practiceLms('@passerelle/backend/wire')],
  [
    'practice-lms-only-from-main',
    'app.ts that loads the practice LMS',
    top('app.ts', '../../practice-lms/src/practice-lms.ts'),
  ],
  [
    'practice-lms-only-from-main',
    'main.ts that imports it at once',
    top('main.ts', '../../practice-lms/src/practice-lms.ts'),
  ],
  ['name-says-nothing', 'a folder called helpers', { 'backend/test/helpers/x.ts': '' }],
  ['name-says-nothing', 'a file called common', { 'client/src/common.ts': '' }],
  ['name-says-nothing', 'a file called string-utils', { 'tools/string-utils.ts': '' }],
  ['no-index', 'a file called index', { 'practice-lms/src/index.ts': '' }],
  ['kebab-case', 'a name in camel case', { 'bench/launchBench.ts': '' }],
  ['known-room', 'a room without a place in the order', { 'backend/src/billing/x.ts': '' }],
  ['known-room', 'a file in no room', { 'backend/src/x.ts': '' }],
  ['known-ending', 'an ending that nobody knows', { 'backend/src/lti/launch.service.ts': '' }],
];
for (const [rule, why, tree] of planted) {
  test(`${rule}: ${why} is found`, async () => {
    const broken = await rulesBroken(tree);
    assert.ok(broken.includes(rule), `found: ${broken.join(', ') || 'nothing'}`);
  });
}

test('mentions in comments, strings and parameter names break no rule', async () => {
  const text = [
    '// process.env and fetch(x)',
    'export const x = (fetch: (a: string) => void) => fetch("process.env");',
    'export const y = ({ port: { fetch } }: { port: { fetch: () => void } }) => [1].map(() => fetch());',
  ].join('\n');
  assert.deepEqual(await rulesBroken(code('lti/x.ts', text)), []);
});

test('not-blind: a tree in which no import of types is seen is refused', async () => {
  const root = build({ 'package.json': '{}', 'backend/src/time/x.ts': 'export const x = 1;' });
  try {
    assert.deepEqual(
      (await checkArchitecture(root)).findings.map((finding) => finding.rule),
      ['not-blind'],
    );
  } finally {
    rmSync(root, { recursive: true });
  }
});

async function rulesBroken(tree: Tree): Promise<string[]> {
  const root = build({ ...house, ...tree });
  try {
    const { findings } = await checkArchitecture(root);
    return findings.map((finding) => finding.rule);
  } finally {
    rmSync(root, { recursive: true });
  }
}

function build(tree: Tree): string {
  const root = mkdtempSync(path.join(tmpdir(), 'passerelle-house-'));
  for (const [file, text] of Object.entries(tree)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}

function circle(first: string, second: string): Tree {
  return {
    'backend/src/lti/a.ts': `${first} B } from './b.ts'; export class A { b?: B = undefined }`,
    'backend/src/lti/b.ts': `${second} A } from './a.ts'; export class B { a?: A = undefined }`,
  };
}

function source(file: string, imported: string, alsoWrite?: string): Tree {
  const tree = { [`backend/src/${file}`]: `import * as all from '${imported}'; export const x = all;` };
  return alsoWrite === undefined ? tree : { ...tree, [alsoWrite]: 'export {};' };
}

function typeSource(file: string, imported: string): Tree {
  return { [`backend/src/${file}`]: `import type * as all from '${imported}'; export type X = typeof all;` };
}

function code(file: string, text: string): Tree {
  return { [`backend/src/${file}`]: text };
}

function top(file: 'main.ts' | 'cli.ts' | 'app.ts', imported: string): Tree {
  return source(file, imported);
}

function wire(importing: string, from: string): Tree {
  return { 'client/src/x.ts': `${importing} { P } from '${from}'; export type X = P;` };
}

function practiceLms(imported: string): Tree {
  return { 'practice-lms/src/x.ts': `import type { Clock } from '${imported}'; export type X = Clock;` };
}

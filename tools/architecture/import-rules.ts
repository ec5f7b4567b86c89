import type { IRegularForbiddenRuleType } from 'dependency-cruiser';

// The tree of backend/src, from the bottom up (STYLE: "How the house is built").
const ground = ['errors', 'time', 'ids', 'log', 'transaction', 'html'];
const edges = ['config', 'db', 'http', 'cli'];
const rooms = [
  'tenants',
  'learners',
  'catalogue',
  'sessions',
  'progress',
  'lti',
  'passback',
  'register',
  'api-keys',
  'academic',
  'oneroster',
  'exchange',
  'directus',
];

const SRC = '^backend/src/';
const SPOKEN_ENDING = '\\.(routes|commands|schema|store|view|remote|errors)\\.ts$';
const SQL_PACKAGES = packages('kysely', 'pg', 'mysql2', 'better-sqlite3');
const IO_PACKAGES = packages('undici', 'fastify', '@fastify', 'commander', 'pino', 'prom-client');
const IO_OF_NODE =
  '^(node:)?(fs|net|tls|http|https|http2|dns|dgram|child_process|cluster|worker_threads|readline|repl|sqlite)(/|$)';
const PRACTICE_LMS = '(^practice-lms/|(^|node_modules/)@passerelle/practice-lms)';
const BACKEND = '(^backend/|(^|node_modules/)@passerelle/backend)';

/** Every room that the house has; a folder of backend/src that is none of them is a fault of its own. */
export const knownRooms: readonly string[] = [...ground, ...edges, ...rooms];

/** Who may import whom, for dependency-cruiser. The names are what a violation is reported as. */
export const importRules: readonly IRegularForbiddenRuleType[] = [
  rule('no-circle', 'no file may reach itself through its imports, types included', {}, { circular: true }),
  rule(
    'source-knows-no-test',
    'the product imports no test, tool or benchmark',
    { path: '^(backend|client|practice-lms)/src/' },
    { path: '^([^/]+/test|tools|bench)/' },
  ),
  ...ground.map((room) =>
    rule('ground-knows-nobody', `${room}/ imports no other folder`, inRoom(room), {
      path: SRC,
      pathNot: `${SRC}${room}/`,
    }),
  ),
  ...edges.flatMap((room) => [
    rule(
      'edges-know-the-ground',
      `${room}/ imports only ${ground.join(', ')}`,
      { ...inRoom(room), pathNot: '\\.commands\\.ts$' },
      { path: SRC, pathNot: `${SRC}(${[...ground, room].join('|')})/` },
    ),
    rule(
      'edges-know-the-ground',
      `a command of ${room}/ imports only ${ground.join(', ')} and cli/, by which it speaks`,
      { path: `${SRC}${room}/.+\\.commands\\.ts$` },
      { path: SRC, pathNot: `${SRC}(${[...ground, 'cli', room].join('|')})/` },
    ),
  ]),
  ...rooms.map((room, at) =>
    rule('room-order', `${room}/ imports only rooms above it: ${rooms.slice(0, at).join(', ')}`, inRoom(room), {
      path: SRC,
      pathNot: `${SRC}((${[...ground, ...edges, ...rooms.slice(0, at), room].join('|')})/|(main|cli|mounted|app)\\.ts$|app/)`,
    }),
  ),
  rule(
    'nobody-imports-the-top',
    'app.ts is imported by main.ts, cli.ts and mounted.ts only, those three by nobody',
    { path: SRC, pathNot: `${SRC}(main|cli|mounted)\\.ts$` },
    { path: `${SRC}(main|cli|mounted|app)\\.ts$` },
  ),
  rule(
    'nobody-imports-the-top',
    'app/, the parts that app.ts joins, is imported by app.ts, main.ts, cli.ts, mounted.ts and app/ only',
    { path: SRC, pathNot: `${SRC}((main|cli|mounted|app)\\.ts$|app/)` },
    { path: `${SRC}app/` },
  ),
  rule(
    'rules-do-no-io',
    'a file without an ending decides and does no I/O: no files, network, database, terminal; it declares a port',
    { path: `${SRC}(${rooms.join('|')})/`, pathNot: SPOKEN_ENDING },
    {
      path: [
        IO_OF_NODE,
        SQL_PACKAGES,
        IO_PACKAGES,
        `${SRC}(db|http|cli)/`,
        `${SRC}.+\\.(routes|commands|store|view|remote)\\.ts$`,
      ],
    },
  ),
  rule(
    'only-app-plugs-stores',
    'stores and remotes are imported by app.ts and app/ only; everyone else declares a port',
    { path: SRC, pathNot: [`${SRC}app(\\.ts$|/)`, '\\.(store|remote)\\.ts$'] },
    { path: `${SRC}.*\\.(store|remote)\\.ts$` },
  ),
  // A store too long for one file is several files; they stay in its room.
  ...['store', 'remote'].map((ending) =>
    rule(
      'only-app-plugs-stores',
      `a .${ending} file imports only .${ending} files of its own room`,
      { path: `${SRC}([^/]+)/.+\\.${ending}\\.ts$` },
      { path: `${SRC}.+\\.(store|remote)\\.ts$`, pathNot: `${SRC}$1/.+\\.${ending}\\.ts$` },
    ),
  ),
  rule(
    'sql-only-in-stores',
    'kysely and the database drivers are imported by .store and .view files and by db/ only',
    { path: SRC, pathNot: [`${SRC}db/`, '\\.(store|view)\\.ts$'] },
    { path: SQL_PACKAGES },
  ),
  rule(
    'fetch-only-in-remotes',
    'undici is imported by .remote files only',
    { path: SRC, pathNot: '\\.remote\\.ts$' },
    { path: packages('undici') },
  ),
  rule(
    'client-knows-the-wire-only',
    'of the server, the browser script knows the wire shapes (.schema files) only',
    { path: '^client/src/' },
    { path: BACKEND, pathNot: '\\.schema\\.ts$' },
  ),
  rule(
    'client-knows-the-wire-only',
    'the browser script takes types from the server (import type), never code',
    { path: '^client/src/' },
    { path: BACKEND, dependencyTypesNot: ['type-only'] },
  ),
  rule(
    'practice-lms-stands-alone',
    'the practice LMS imports nothing of the product: it stands for somebody else',
    { path: '^practice-lms/' },
    { path: [BACKEND, '^client/', '(^|node_modules/)@passerelle/client'] },
  ),
  rule(
    'practice-lms-only-from-main',
    'only main.ts starts the practice LMS',
    { path: SRC, pathNot: `${SRC}main\\.ts$` },
    { path: PRACTICE_LMS },
  ),
  rule(
    'practice-lms-only-from-main',
    'main.ts loads the practice LMS with import(), for production must not even read it',
    { path: `${SRC}main\\.ts$` },
    { path: PRACTICE_LMS, dependencyTypesNot: ['dynamic-import', 'type-only'] },
  ),
];

function rule(
  name: string,
  comment: string,
  from: IRegularForbiddenRuleType['from'],
  to: IRegularForbiddenRuleType['to'],
): IRegularForbiddenRuleType {
  return { name, comment, severity: 'error', from, to };
}

function inRoom(room: string): { path: string } {
  return { path: `${SRC}${room}/` };
}

// A package resolves to its file under node_modules; in a tree without one it keeps the name it was imported by.
function packages(...names: readonly string[]): string {
  return `(^|node_modules/)(${names.join('|')})(/|$)`;
}

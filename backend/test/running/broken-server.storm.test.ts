import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { sql } from 'kysely';
import type { DatabaseServer } from '../../../tools/test-servers/database-server.ts';
import { startMariadb } from '../../../tools/test-servers/mariadb.ts';
import { startPostgres } from '../../../tools/test-servers/postgres.ts';
import { type Database, openDatabase } from '../../src/db/connection.ts';
import { migrate } from '../../src/db/migrate.ts';
import { LONG_MS, nothingLost, onlyHonestAnswers, refusedSome } from '../support/honest-answers.ts';
import { type RunningPasserelle, startPasserelle } from '../support/passerelle.ts';
import { type Crowd, type SteadyLearners, seedCrowd, startLearners } from '../support/steady-learners.ts';
import { isStorm } from '../support/storm.ts';

const CRASHES = isStorm() ? 20 : 1;
const CONNECTIONS = 8;
/** A small disk: what the server needs to live, and little more. */
const DISK = '700m';

const servers = { postgres: startPostgres, ...(isStorm() && { mariadb: startMariadb }) };

for (const [name, start] of Object.entries(servers)) {
  describe(`${name}: two replicas on a database server of their own`, () => {
    const rig = rigOf(() => start());

    test(`${CRASHES} kill(s) of the database server lose nothing that was acknowledged`, async (t) => {
      const learners = rig.learn(t);
      for (let crash = 0; crash < CRASHES; crash++) {
        await learners.acknowledgedMore(20, LONG_MS);
        await rig.server.crash();
        await refusedSome(learners);
        await rig.server.startAgain();
      }
      await learners.acknowledgedMore(20, LONG_MS);
      onlyHonestAnswers(learners);
      await nothingLost(t, learners, rig.database);
    });
  });

  // Mounting a disk is for root: the long version only.
  if (!isStorm()) continue;
  describe(`${name}: two replicas on a database server with a small disk`, () => {
    const disk = mkdtempSync(path.join(tmpdir(), 'passerelle-test-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=755`, 'tmpfs', disk]);
    after(() => {
      execFileSync('umount', ['--lazy', disk]);
      rmSync(disk, { recursive: true, force: true });
    });
    const rig = rigOf(() => start({ root: disk }));

    test('a disk that is full: 503 with Retry-After, and on again when there is room', async (t) => {
      const learners = rig.learn(t);
      await learners.acknowledgedMore(20, LONG_MS);
      const filler = path.join(disk, 'filler');
      fill(filler);
      await refusedSome(learners);
      // A balancer learns of it: by name while the database still answers.
      const said = await rig.everyReplicaSays(async ({ status, text }) =>
        status === 503 ? text === 'no-writes' || !(await isAnswering(rig.database)) : false,
      );
      rmSync(filler);
      // A server that could not even write its log has ended, and is started again as an operator would.
      await rig.server.startAgain();
      await learners.acknowledgedMore(40, LONG_MS);
      said.push(...(await rig.everyReplicaSays(async ({ status }) => status === 200)));
      t.diagnostic(`${t.name}: the replicas at /readyz: ${said.join(', ')}`);
      onlyHonestAnswers(learners);
      await nothingLost(t, learners, rig.database);
    });
  });
}

interface Rig {
  readonly server: DatabaseServer;
  readonly database: Database;
  /** They stop with the test, also where it fails. */
  learn(t: TestContext): SteadyLearners;
  /** Asks both at /readyz until each has given the answer that is waited for. @returns these answers */
  everyReplicaSays(isIt: (answer: Readiness) => Promise<boolean>): Promise<string[]>;
}

interface Readiness {
  status: number;
  /** `ok`, `no-writes`; of an error its code. */
  text: string;
}

function rigOf(start: () => Promise<DatabaseServer>): Rig {
  let server: DatabaseServer;
  let database: Database;
  let crowd: Crowd;
  let replicas: RunningPasserelle[] = [];
  let turn = 0;
  before(async () => {
    server = await start();
    const url = await makeDatabase(server.url);
    database = openDatabase(url, 2);
    await migrate(database);
    crowd = await seedCrowd(database, 40);
    replicas = await Promise.all([0, 1].map(() => startPasserelle(url, { DATABASE_POOL_SIZE: '5' })));
  });
  after(async () => {
    await Promise.all(replicas.map((replica) => replica.kill()));
    await database?.close();
    await server?.stop();
  });
  return {
    get server() {
      return server;
    },
    get database() {
      return database;
    },
    learn(t) {
      const learners = startLearners(() => replicas[turn++ % 2]?.url ?? '', crowd, CONNECTIONS);
      t.after(() => learners.stop());
      return learners;
    },
    everyReplicaSays: (isIt) => Promise.all(replicas.map((replica) => untilReady(replica, isIt))),
  };
}

async function untilReady({ url }: RunningPasserelle, isIt: (answer: Readiness) => Promise<boolean>): Promise<string> {
  const until = Date.now() + LONG_MS;
  for (;;) {
    const answer = await fetch(`${url}/readyz`);
    const { status: text, error } = (await answer.json()) as { status?: string; error?: string };
    const seen = { status: answer.status, text: error ?? text ?? '' };
    if (await isIt(seen)) return `${seen.status} ${seen.text}`;
    assert.ok(Date.now() < until, `${url}/readyz still says ${seen.status} ${seen.text}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Whether the server of this base lives and reads. */
function isAnswering(database: Database): Promise<boolean> {
  return database.ping().then(
    () => true,
    () => false,
  );
}

/** The server's own database is no place for tables of others. @returns its URL */
async function makeDatabase(serverUrl: string): Promise<string> {
  const name = 'passerelle_broken_server';
  const server = openDatabase(serverUrl, 1, 'patient');
  await sql.raw(`create database ${name}`).execute(server.query);
  await server.close();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Writes until there is no room left. */
function fill(file: string): void {
  const handle = openSync(file, 'w');
  const chunk = Buffer.alloc(65_536, 1);
  try {
    for (;;) writeSync(handle, chunk);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(handle);
  }
}

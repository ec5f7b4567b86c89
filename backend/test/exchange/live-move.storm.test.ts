import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Database, openDatabase } from '../../src/db/connection.ts';
import type { EngineName } from '../support/engines.ts';
import { type RunningPasserelle, startPasserelle } from '../support/passerelle.ts';
import { type Crowd, outcomesOf, type SteadyLearners, startLearners } from '../support/steady-learners.ts';
import { isStorm, stormLearners } from '../support/storm.ts';
import { emptyBases, engineMissing } from './bases.ts';
import { plantHouse, startEdits, startMove } from './live-move.ts';

/** Two million rows in the long run. */
const HOUSE = isStorm() ? { others: stormLearners(), grainsEach: 20 } : { others: 500, grainsEach: 3 };
/** In the long run they send 200 events in a second, or more where answers take less than a tenth of one. */
const CONNECTIONS = isStorm() ? 60 : 6;
const PAUSE_MS = isStorm() ? 200 : 90;
const REFUSED_AT_MOST_MS = 10_000;

const PAIRS: [EngineName, EngineName][] = isStorm()
  ? [
      ['postgres', 'postgres'],
      ['sqlite', 'postgres'],
    ]
  : [
      ['sqlite', 'postgres'],
      ['postgres', 'mariadb'],
      ['mariadb', 'sqlite'],
    ];

describe('a base that moves while learners work', { skip: engineMissing ?? false }, () => {
  for (const [from, to] of PAIRS) {
    describe(`${from} to ${to}`, () => {
      const empty = emptyBases();
      const databases: Database[] = [];
      const servers: RunningPasserelle[] = [];
      let [oldUrl, newUrl] = ['', ''];
      let crowd: Crowd;
      before(async () => {
        [oldUrl, newUrl] = [await empty(from), await empty(to)];
        crowd = await plantHouse(oldUrl, HOUSE);
        servers.push(await startPasserelle(oldUrl));
      });
      after(async () => {
        for (const server of servers) await server.kill();
        for (const database of databases) await database.close();
      });
      const open = (url: string): Database => {
        const database = openDatabase(url, 2, 'patient');
        databases.push(database);
        return database;
      };

      test('loses no acknowledged event, keeps each once, and refuses writes for less than ten seconds', async (t) => {
        let current = servers[0]?.url ?? '';
        const learners = startLearners(() => current, crowd, CONNECTIONS, PAUSE_MS);
        const edits = startEdits(open(oldUrl));
        t.after(() => Promise.all([learners.stop(), edits.stop()]));
        await learners.acknowledgedMore(50, 60_000);
        const folder = mkdtempSync(path.join(tmpdir(), 'passerelle-move-'));
        t.after(() => rmSync(folder, { recursive: true, force: true }));
        const [isUp, switched] = [path.join(folder, 'up'), path.join(folder, 'switched')];
        const orders = ['--before', `until [ -e ${isUp} ]; do sleep 0.1; done`, '--then', `touch ${switched}`];
        const move = startMove(oldUrl, newUrl, ...orders);
        await move.said('2/5');
        const next = await startPasserelle(newUrl);
        servers.push(next);
        writeFileSync(isUp, '');
        await move.said('4/5');
        current = next.url;
        await learners.acknowledgedMore(100, 60_000);
        const { code, answer, printed } = await move.ended;
        await learners.stop();
        const edited = await edits.stop();
        const refusedMs = refusedFor(learners);
        t.diagnostic(
          `${from} to ${to}: ${answer.copied_rows} rows copied, ${answer.followed_rows} followed in ${answer.rounds} rounds; ` +
            `writes refused for ${(refusedMs / 1000).toFixed(1)} s (${answer.refused_seconds} s until the switch); ` +
            `${answer.seconds} s in all; ${rateOf(learners)} events/s, ${edited} edits by hand; peak memory ${answer.peak_memory_mb} MB`,
        );
        assert.equal(code, 0, printed);
        assert.ok(existsSync(switched));
        assert.equal(answer.same, true, JSON.stringify(answer.differences));
        assert.ok(refusedMs < REFUSED_AT_MOST_MS, `writes were refused for ${refusedMs} ms`);
        onlyHonestAnswers(learners);
        assert.match(edits.refusal() ?? '', /refused: maintenance/);
        const target = open(newUrl);
        const { lost, doubled } = await learners.verify(target);
        assert.deepEqual([lost, doubled], [[], 0]);
        await gradesAreOnTheirWay(target, learners);
      });

      test('leaves the old base closed for writing until somebody says that the move is taken back', async () => {
        const [old] = servers;
        const learner = crowd.learners[0];
        const send = async (): Promise<number> => {
          const body = JSON.stringify({ token: learner?.bearer, grain_id: 'g1999', module_id: 'm1' });
          const headers = { 'content-type': 'text/plain' };
          return (await fetch(`${old?.url}/api/progress`, { method: 'POST', body, headers })).status;
        };
        assert.equal(await send(), 503);
        await old?.command('maintenance', 'on', '--retry-after', '30');
        const { fenced_at } = (await old?.command<{ fenced_at: string }>('maintenance', 'status')) ?? {};
        assert.ok(Date.parse(fenced_at ?? '') > 0, 'still closed by the base itself');
        await assert.rejects(old?.command('maintenance', 'off') ?? Promise.resolve(), /already_moved/);
        await assert.rejects(old?.command('move', '--abort') ?? Promise.resolve(), /already_moved/);
        assert.deepEqual(await old?.command('move', '--abort', '--force'), { aborted: true, target_emptied: false });
        const until = Date.now() + 10_000;
        while ((await send()) === 503) assert.ok(Date.now() < until, 'it still refuses');
      });
    });
  }
});

/** Recorded, recorded before, or "not now, try again in N seconds". */
function onlyHonestAnswers({ tries }: SteadyLearners): void {
  const outcomes = outcomesOf(tries);
  const others = Object.keys(outcomes).filter(
    (name) => !/^(200|201|503 (maintenance|service_unavailable))$/.test(name),
  );
  assert.deepEqual(others, [], JSON.stringify(outcomes));
  assert.ok(tries.every(({ status, retryAfter }) => status !== 503 || Number(retryAfter) > 0));
}

/** From the first refusal to the first write that was accepted after the last one. */
function refusedFor({ tries }: SteadyLearners): number {
  const refused = tries.filter(({ status }) => status === 503).map(({ at }) => at);
  assert.ok(refused.length > 0, 'nothing was refused: the learners did not work while it moved');
  const last = Math.max(...refused);
  const accepted = tries.filter(({ status, at }) => status === 201 && at > last).map(({ at }) => at);
  return Math.min(...accepted) - Math.min(...refused);
}

function rateOf({ tries, acknowledged }: SteadyLearners): number {
  const times = tries.map(({ at }) => at);
  return Math.round((acknowledged.size * 1000) / (Math.max(...times) - Math.min(...times)));
}

/** One row of the outbox for each learner who has finished something, raised at least once. */
async function gradesAreOnTheirWay({ query }: Database, { acknowledged }: SteadyLearners): Promise<void> {
  const rows = await query.selectFrom('grade_outbox').select(['user_id', 'seq']).execute();
  const waiting = new Map(rows.map((row) => [row.user_id, row.seq]));
  assert.equal(waiting.size, rows.length);
  for (const key of acknowledged) assert.ok((waiting.get(key.split(' ')[0] ?? '') ?? 0) >= 1, key);
}

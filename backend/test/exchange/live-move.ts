import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { type Database, openDatabase } from '../../src/db/connection.ts';
import { migrate } from '../../src/db/migrate.ts';
import type { Row, TableShape, Value } from '../../src/exchange/movable-base.ts';
import { openBase } from '../../src/exchange/open-base.store.ts';
import { type Crowd, seedCrowd } from '../support/steady-learners.ts';
import { isStorm } from '../support/storm.ts';
import { SECRET_KEY } from './bases.ts';

const cli = path.resolve(import.meta.dirname, '../../bin/passerelle.js');
/** Enough that none of them runs out of grains while a large base moves. */
const CROWD = isStorm() ? 400 : 40;
const CREATED_AT = Date.parse('2026-01-05T08:00:00Z');

/** A base in use: a crowd that is signed in, and others who have finished grains before. */
export async function plantHouse(
  url: string,
  { others, grainsEach }: { others: number; grainsEach: number },
): Promise<Crowd> {
  const database = openDatabase(url, 2);
  try {
    await migrate(database);
    const crowd = await seedCrowd(database, CROWD);
    const { id } = await database.query.selectFrom('platforms').select('id').executeTakeFirstOrThrow();
    await writeOthers(url, { platformId: id, others, grainsEach });
    return crowd;
  } finally {
    await database.close();
  }
}

async function writeOthers(
  url: string,
  { platformId, others, grainsEach }: { platformId: string; others: number; grainsEach: number },
): Promise<void> {
  const idOf = (kind: string, at: number) => `${kind}-0000-7000-8000-${at.toString(16).padStart(12, '0')}`;
  const user = (at: number): Record<string, Value> => ({
    id: idOf('0000000a', at),
    tenant_id: 'T1',
    platform_id: platformId,
    moodle_user_id: `other ${at}`,
    firstname: `Zoé ${at}`,
    created_at: CREATED_AT,
    updated_at: CREATED_AT,
  });
  const grain = (at: number): Record<string, Value> => ({
    id: idOf('0000000b', at),
    tenant_id: 'T1',
    user_id: idOf('0000000a', Math.floor(at / grainsEach)),
    grain_id: `g${(at % grainsEach) + 1}`,
    module_id: 'm1',
    completed_at: CREATED_AT + at,
  });
  const base = await openBase(url, { readonly: false });
  try {
    const shapes = await base.shapes();
    const shape = (name: string) => shapes.find((one) => one.name === name) as TableShape;
    await base.beginFilling();
    await base.write(shape('users'), batchesOf(shape('users'), others, user));
    await base.write(shape('progress'), batchesOf(shape('progress'), others * grainsEach, grain));
    await base.commit();
  } finally {
    await base.close();
  }
}

async function* batchesOf(
  table: TableShape,
  count: number,
  rowAt: (at: number) => Record<string, Value>,
): AsyncGenerator<Row[]> {
  for (let from = 0; from < count; from += 500) {
    const size = Math.min(500, count - from);
    yield Array.from({ length: size }, (_, offset) => {
      const row = rowAt(from + offset);
      return table.columns.map(({ name }) => row[name] ?? null);
    });
  }
}

/** `passerelle move` in a process of its own. */
export interface RunningMove {
  readonly child: ChildProcess;
  /** Resolves when it has printed this on standard error; rejects when it ends before. */
  said(words: string): Promise<void>;
  readonly ended: Promise<{ code: number | null; answer: Record<string, unknown>; printed: string }>;
}

/** @param args more than `--from` and `--to` */
export function startMove(from: string, to: string, ...args: string[]): RunningMove {
  const env = { ...process.env, NODE_ENV: 'test', SECRET_KEY, DATABASE_URL: from };
  const child = spawn(process.execPath, [cli, 'move', '--from', from, '--to', to, '--json', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, printed] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const ended = new Promise<{ code: number | null; answer: Record<string, unknown>; printed: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, answer: out === '' ? {} : JSON.parse(out), printed }));
  });
  const said = (words: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (printed.includes(words)) resolve();
      };
      child.stderr.on('data', look);
      child.on('close', () => reject(new Error(`it ended without saying "${words}":\n${printed}`)));
      look();
    });
  return { child, said, ended };
}

/** What else writes to a base: edits by hand, of every kind, until they are refused. */
export function startEdits({ query }: Database): { stop(): Promise<number>; refusal(): string | undefined } {
  let isStopped = false;
  let refusal: string | undefined;
  let edits = 0;
  const work = (async () => {
    for (let turn = 0; !isStopped; turn++) {
      try {
        const some = await query
          .selectFrom('users')
          .select(['id', 'moodle_user_id', 'tenant_id', 'platform_id'])
          .where('moodle_user_id', 'like', 'other %')
          .orderBy('id', turn % 2 === 0 ? 'asc' : 'desc')
          .limit(2)
          .execute();
        const [one, two] = some;
        if (one === undefined || two === undefined) return;
        if (turn % 3 === 0) {
          // With all that refers to it; then the value that must be unique goes to another row.
          await query.deleteFrom('users').where('id', '=', one.id).execute();
          await query
            .updateTable('users')
            .set({ moodle_user_id: one.moodle_user_id })
            .where('id', '=', two.id)
            .execute();
        } else if (turn % 3 === 1) {
          await query
            .updateTable('users')
            .set({ firstname: `É${turn} 🧪` })
            .where('id', '=', two.id)
            .execute();
        } else {
          await query.deleteFrom('progress').where('user_id', '=', two.id).where('grain_id', '=', 'g1').execute();
        }
        edits++;
        await new Promise((resolve) => setTimeout(resolve, 20));
      } catch (error) {
        refusal = (error as Error).message;
        return;
      }
    }
  })();
  return {
    async stop() {
      isStopped = true;
      await work;
      return edits;
    },
    refusal: () => refusal,
  };
}

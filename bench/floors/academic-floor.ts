/**
 * The least that can answer a reading: node:http, one prepared statement of the bare driver, JSON.stringify of its rows. No
 * key, quota, page, ETag or journal. Started by fork with DATABASE_URL; told by messages which statements there are.
 * `/NUMBER?[values]` answers a statement's rows at once, `/stream?[numbers]` streams the rows of several one by one.
 */
import { createServer, type ServerResponse } from 'node:http';
import pg from 'pg';
import { openDatabase } from '../../backend/src/db/connection.ts';

/** What a message may ask for. */
export type FloorMessage =
  | { statements: readonly string[] }
  /** Carry out a statement so many times, one after the other, without HTTP. */
  | { time: { statement: number; values: readonly (readonly unknown[])[]; count: number } }
  | 'usage';

const { driver } = openDatabase(process.env.DATABASE_URL ?? '');
if (driver.engine !== 'postgres') throw new Error('this floor is for PostgreSQL');
const { pool } = driver;
let statements: readonly string[] = [];

const server = createServer(async (request, response) => {
  const [path = '', query = '[]'] = (request.url ?? '').slice(1).split('?');
  const values = JSON.parse(decodeURIComponent(query)) as unknown[];
  if (path === 'stream') return stream(values as number[], response);
  const { rows } = await runStatement(Number(path), values);
  const body = JSON.stringify({ data: rows });
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
});

function runStatement(number: number, values: readonly unknown[]) {
  return pool.query({ name: `s${number}`, text: statements[number] ?? '', values: [...values] });
}

async function stream(numbers: readonly number[], response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  response.write('{"data":[');
  const client = await pool.connect();
  for (const number of numbers) {
    await new Promise<void>((resolve, reject) => {
      const rows = client.query(new pg.Query(statements[number] ?? ''));
      let text = '';
      rows.on('row', (row) => {
        text += `${JSON.stringify(row)},`;
        if (text.length < 65_536) return;
        response.write(text);
        text = '';
      });
      rows.on('error', reject);
      rows.on('end', () => {
        response.write(text);
        resolve();
      });
    });
  }
  client.release();
  response.end('null]}');
}

async function timed({
  statement,
  values,
  count,
}: {
  statement: number;
  values: readonly (readonly unknown[])[];
  count: number;
}) {
  const tookMs: number[] = [];
  for (let i = 0; i < count; i++) {
    const at = performance.now();
    await runStatement(statement, values[i % values.length] ?? []);
    tookMs.push(performance.now() - at);
  }
  tookMs.sort((a, b) => a - b);
  return { p50: tookMs[Math.floor(count / 2)] };
}

process.on('message', async (message: FloorMessage) => {
  if (message === 'usage') process.send?.({ cpu: process.cpuUsage(), maxRss: process.resourceUsage().maxRSS });
  else if ('statements' in message) {
    statements = message.statements;
    process.send?.('ready');
  } else process.send?.(await timed(message.time));
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }));

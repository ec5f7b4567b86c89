/**
 * The least that can record a finished grain durably: node:http and one prepared upsert per request into the same table,
 * each its own transaction. No session, catalogue, outbox, study session or percentages. Started by fork with DATABASE_URL.
 */
import { createServer } from 'node:http';
import { openDatabase } from '../../backend/src/db/connection.ts';
import { newId } from '../../backend/src/ids/ids.ts';

const { driver } = openDatabase(process.env.DATABASE_URL ?? '');
const upsert = prepare();

function prepare(): (values: unknown[]) => unknown {
  const columns = 'id, tenant_id, user_id, grain_id, module_id, sequence_id, completed_at, score, time_spent_seconds';
  const insert = `insert into progress (${columns}) values`;
  const asked = '(?, ?, ?, ?, ?, ?, ?, ?, ?)';
  if (driver.engine === 'sqlite') {
    const statement = driver.connection.prepare(`${insert} ${asked} on conflict (user_id, grain_id) do nothing`);
    return (values) => statement.run(values);
  }
  if (driver.engine === 'postgres') {
    const text = `${insert} ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (user_id, grain_id) do nothing`;
    return (values) => driver.pool.query({ name: 'upsert', text, values });
  }
  const pool = driver.pool.promise();
  return (values) => pool.execute(`${insert} ${asked} on duplicate key update id = id`, values as string[]);
}

interface Event {
  token: string;
  grain_id: string;
  module_id: string;
  sequence_id: string;
  score: number;
  time_spent_seconds: number;
}

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on('end', async () => {
    const event = JSON.parse(body) as Event;
    // The bench's bearers end with the learner's id.
    const userId = event.token.slice(-36);
    const at = driver.engine === 'sqlite' ? Date.now() : new Date();
    const { grain_id, module_id, sequence_id, score, time_spent_seconds } = event;
    await upsert([newId(), 'T1', userId, grain_id, module_id, sequence_id, at, score, time_spent_seconds]);
    const answer = '{"recorded":true}';
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': answer.length });
    response.end(answer);
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }));
process.on('disconnect', () => process.exit());
process.on('message', () => process.send?.({ cpu: process.cpuUsage() }));

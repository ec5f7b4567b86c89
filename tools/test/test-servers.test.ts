import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { findFreePort, startServerProgram } from '../test-servers/database-server.ts';
import { startPostgres } from '../test-servers/postgres.ts';
import { makePrivateFolder } from '../test-servers/private-folder.ts';

test('two PostgreSQL servers run side by side, and leave no folder and no open port behind', async () => {
  const servers = await Promise.all([startPostgres(), startPostgres()]);
  const ports = servers.map((server) => Number(new URL(server.url).port));
  assert.equal(new Set(ports).size, 2);
  for (const port of ports) assert.equal(await accepts(port), true);
  await Promise.all(servers.map((server) => server.stop()));
  await Promise.all(servers.map((server) => server.stop()));
  for (const port of ports) assert.equal(await accepts(port), false);
});

test('a port for a server is none that the system may give to an outgoing connection before the server has it', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, () => findFreePort()));
  assert.ok(
    ports.every((port) => port >= 1024 && port < 32_768),
    `${ports}`,
  );
  assert.ok(new Set(ports).size > 40, 'and two that look at once hardly find the same');
});

test('a server that ends before it is ready is an error that carries its last words, and its folder is deleted', async () => {
  const folder = makePrivateFolder('ends', undefined);
  const server = {
    program: process.execPath,
    args: ['-e', 'console.error("cannot bind"); process.exit(1)'],
    account: undefined,
    folder,
    readyLine: /ready/,
    stopSignal: 'SIGTERM' as const,
  };
  await assert.rejects(startServerProgram(server), /cannot bind/);
  assert.equal(existsSync(folder), false);
});

test('the servers of a run end when the run is killed with kill -9', async () => {
  const forRun = path.resolve(import.meta.dirname, '../test-servers/for-run.ts');
  const script = `import { provideServers } from ${JSON.stringify(forRun)};
    const servers = await provideServers(false);
    console.log(servers.env.PASSERELLE_TEST_POSTGRES);
    setInterval(() => {}, 1000);`;
  const { PASSERELLE_TEST_POSTGRES: _, ...env } = process.env;
  const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
  const run = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio, env });
  const [line] = (await once(run.stdout, 'data')) as [Buffer];
  const port = Number(new URL(line.toString().trim()).port);
  assert.equal(await accepts(port), true);
  run.kill('SIGKILL');
  while (await accepts(port)) await new Promise((resolve) => setTimeout(resolve, 100));
});

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

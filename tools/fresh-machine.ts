// npm run test:fresh: what somebody sees who has only Node 20, npm 10 and git. Clones the last commit into a temporary
// folder, leaves nothing else on PATH (no compiler, no make, no python), runs "npm ci" and "npm start", waits for the two
// links, opens them and stops. Prints how long each step took. Takes npm 10.8 from the registry; --node FILE names the Node.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findFreePort } from './test-servers/database-server.ts';

const NPM = 'npm@10.8.2';
const LINKS_WITHIN_MS = 60_000;
const FORBIDDEN = ['gcc', 'g++', 'cc', 'c++', 'clang', 'make', 'python', 'python3'];

const { values: options } = parseArgs({ options: { node: { type: 'string', default: findOldNode() } } });
const root = path.resolve(import.meta.dirname, '..');
const home = mkdtempSync(path.join(tmpdir(), 'passerelle-fresh-'));
const clone = path.join(home, 'passerelle');
let server: ChildProcess | undefined;

try {
  const env = makeMachine();
  mustRun('git', ['clone', '--quiet', root, clone], process.env, home);
  say(`node ${version('node', env)}, npm ${version('npm', env)}, no ${FORBIDDEN.join(', ')}`);
  timed('npm ci', () => mustRun('npm', ['ci'], env, clone));
  await start(env);
  say('good: both links answer');
} catch (error) {
  say(`FAILED: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await stop();
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
}

/** The first node of PATH that is older than 24; npm run puts the project's own before it. */
function findOldNode(): string {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(folder, 'node');
    const said = spawnSync(file, ['--version'], { encoding: 'utf8' }).stdout ?? '';
    if (/^v(20|22)\./.test(said)) return file;
  }
  return '';
}

/** Makes the folder that will be the whole PATH. @returns the environment of that machine */
function makeMachine(): NodeJS.ProcessEnv {
  if (options.node === '') throw new Error('no Node 20 or 22 on PATH; name one with --node FILE');
  const bin = path.join(home, 'bin');
  mkdirSync(bin);
  const npmFolder = path.join(home, 'npm');
  mustRun('npm', ['install', '--silent', '--no-save', '--prefix', npmFolder, NPM], process.env, home);
  symlinkSync(options.node, path.join(bin, 'node'));
  const npmScript = path.join(npmFolder, 'node_modules/npm/bin/npm-cli.js');
  writeFileSync(path.join(bin, 'npm'), `#!/bin/sh\nexec node ${npmScript} "$@"\n`, { mode: 0o755 });
  for (const program of ['git', 'sh']) symlinkSync(which(program), path.join(bin, program));
  const env: NodeJS.ProcessEnv = { PATH: bin, HOME: home, LANG: 'C.UTF-8', npm_config_cache: path.join(home, 'cache') };
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS', 'npm_config_registry']) {
    if (process.env[name] !== undefined) env[name] = process.env[name];
  }
  for (const program of FORBIDDEN) {
    if (spawnSync(program, ['--version'], { env }).error === undefined) throw new Error(`${program} is on PATH`);
  }
  return env;
}

async function start(env: NodeJS.ProcessEnv): Promise<void> {
  const startedAt = performance.now();
  const ports = { PORT: String(await findFreePort()), PRACTICE_LMS_PORT: String(await findFreePort()) };
  // A group of its own, so that everything it starts is stopped with it.
  server = spawn('npm', ['start'], { cwd: clone, env: { ...env, ...ports }, stdio: 'pipe', detached: true });
  const links = await findLinks(server);
  say(`npm start: two links after ${seconds(startedAt)} s\n  ${links.join('\n  ')}`);
  for (const link of links) {
    const answer = await fetch(link);
    if (!answer.ok) throw new Error(`${link} answers ${answer.status}`);
  }
}

function findLinks(child: ChildProcess): Promise<string[]> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string): void => reject(new Error(`npm start ${why}; it said:\n${said.slice(-3000)}`));
    const timer = setTimeout(() => fail(`showed no two links within ${LINKS_WITHIN_MS / 1000} s`), LINKS_WITHIN_MS);
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      // Followed by white space: a link cut in two by the pipe is not yet one.
      const learner = /learner\s+(https?:\S+)\s/.exec(said)?.[1];
      const teacher = /teacher\s+(https?:\S+)\s/.exec(said)?.[1];
      if (learner === undefined || teacher === undefined) return;
      clearTimeout(timer);
      resolve([learner, teacher]);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended (${code})`);
    });
  });
}

async function stop(): Promise<void> {
  const child = server;
  if (child?.pid === undefined || child.exitCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const { pid } = child;
  process.kill(-pid, 'SIGTERM');
  const timer = setTimeout(() => process.kill(-pid, 'SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}

function mustRun(program: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd: string): void {
  const result = spawnSync(program, args, { env, cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (result.status === 0) return;
  const why = result.error?.message ?? `exit code ${result.status ?? result.signal}`;
  throw new Error(`${program} ${args.join(' ')}: ${why}\n${result.stdout ?? ''}${result.stderr ?? ''}`);
}

function version(program: string, env: NodeJS.ProcessEnv): string {
  return spawnSync(program, ['--version'], { env, cwd: home, encoding: 'utf8' }).stdout.trim();
}

function which(program: string): string {
  return spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim();
}

function timed(what: string, step: () => void): void {
  const startedAt = performance.now();
  step();
  say(`${what}: ${seconds(startedAt)} s`);
}

function seconds(startedAt: number): string {
  return ((performance.now() - startedAt) / 1000).toFixed(1);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** The Directus that the tests run unless told otherwise, and the Node that its isolated-vm can be built for. */
const DIRECTUS_VERSION = '12.4.0';
const NODE_VERSION = '22.23.3';

const HEARTBEAT_MS = 15_000;

/** A Directus on this machine, outside the repository's own dependencies. */
export interface DirectusInstallation {
  /** The folder that has it under node_modules. */
  readonly folder: string;
  /** Directus' command line. */
  readonly cli: string;
  /** The Node 22 binary to run it with. */
  readonly node: string;
}

/**
 * Installs Directus from npm into the cache of this user, or finds it there. The first time takes eight to fourteen minutes on two
 * cores, 700 MB and a C++ compiler: its isolated-vm and sqlite3 are built against the headers that come with Node 22's own
 * npm package, for nothing but npm's registry need be reachable. What is done is told on stderr.
 */
export async function installDirectus(version = DIRECTUS_VERSION): Promise<DirectusInstallation> {
  const cache = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
  const root = path.join(cache, 'passerelle-directus', version);
  const folder = path.join(root, 'app');
  const nodeFolder = path.join(root, 'node22');
  const nodeHome = path.join(nodeFolder, 'node_modules', NODE_PACKAGE);
  const node = path.join(nodeHome, 'bin/node');
  const ready = path.join(root, 'ready.json');
  const wanted = JSON.stringify({ directus: version, node: NODE_VERSION });
  const found = { folder, cli: path.join(folder, 'node_modules/directus/cli.js'), node };
  if (existsSync(ready) && readFileSync(ready, 'utf8') === wanted) return found;
  tell(`Directus ${version} is installed into ${root}; this takes eight to fourteen minutes, once`);
  rmSync(ready, { force: true });
  await installNode(nodeFolder);
  makePackage(folder, 'directus-under-test');
  await step('2/4 Directus and its 1,000 packages', 'npm', ['install', `directus@${version}`, ...QUIET], folder);
  const env = {
    PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`,
    npm_config_nodedir: nodeHome,
    // Otherwise their installers wait minutes for servers that are no registry.
    npm_config_build_from_source: 'true',
  };
  const rebuild = ['rebuild', 'isolated-vm', 'sqlite3', '--ignore-scripts=false'];
  await step('3/4 isolated-vm and sqlite3 for Node 22', 'npm', rebuild, folder, env);
  const trial = "for (const name of ['isolated-vm', 'sqlite3', 'argon2', 'sharp']) require(name)";
  await step('4/4 its native parts are tried', node, ['-e', trial], folder);
  writeFileSync(ready, wanted);
  return found;
}

const QUIET = ['--no-audit', '--no-fund', '--ignore-scripts'];

const NODE_PACKAGE = `node-linux-${process.arch}`;

/** Node as the registry has it for this machine: its binary, and the headers in it. */
async function installNode(folder: string): Promise<void> {
  makePackage(folder, 'node-under-test');
  await step(`1/4 Node ${NODE_VERSION}`, 'npm', ['install', `${NODE_PACKAGE}@${NODE_VERSION}`, ...QUIET], folder);
}

function makePackage(folder: string, name: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify({ name, version: '0.0.0', private: true })}\n`);
}

async function step(
  what: string,
  command: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<void> {
  const startedAt = Date.now();
  const seconds = (): number => Math.round((Date.now() - startedAt) / 1000);
  tell(`${what} …`);
  const heartbeat = setInterval(() => tell(`${what} … ${seconds()} s`), HEARTBEAT_MS);
  let printed = '';
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(-1));
    child.once('close', resolve);
  });
  clearInterval(heartbeat);
  if (code !== 0) throw new Error(`${what} failed (${code}):\n${printed.slice(-4000)}`);
  tell(`${what}: done in ${seconds()} s`);
}

function tell(text: string): void {
  process.stderr.write(`set-up: ${text}\n`);
}

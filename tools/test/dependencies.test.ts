import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.resolve(import.meta.dirname, '../..');
const manifests = ['package.json', ...workspaces().map((workspace) => `${workspace}/package.json`)];

for (const manifest of manifests) {
  test(`every dependency of ${manifest} has a reason in docs/dependencies.md, and every reason a dependency`, () => {
    assert.deepEqual(Object.keys(reasonsOf(read('docs/dependencies.md'), manifest)), namesIn(manifest));
  });

  test(`every dependency of ${manifest} is pinned to one exact version`, () => {
    const loose = Object.entries(dependenciesOf(manifest)).filter(([, version]) => !isExact(version));
    assert.deepEqual(loose, []);
  });
}

test('a line without a reason does not count, and ranges are not exact', () => {
  assert.deepEqual(reasonsOf('## package.json\n| `a` | why |\n| `b` |  |\n## x\n| `c` | z |', 'package.json'), {
    a: 'why',
  });
  const versions = [
    '1.2.3',
    '18.4.0-beta.17',
    'npm:@a/b@6.0.2',
    '^1.2.3',
    '~1.2.3',
    '1.x',
    '*',
    'latest',
    '>=1.0.0',
    '',
  ];
  assert.deepEqual(versions.filter(isExact), ['1.2.3', '18.4.0-beta.17', 'npm:@a/b@6.0.2']);
});

function workspaces(): string[] {
  const { workspaces: listed } = JSON.parse(read('package.json')) as { workspaces: string[] };
  return listed.filter((workspace) => existsSync(path.join(root, workspace, 'package.json')));
}

function dependenciesOf(manifest: string): Record<string, string> {
  const fields = JSON.parse(read(manifest)) as Record<string, Record<string, string> | undefined>;
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
  return Object.assign({}, ...kinds.map((kind) => fields[kind] ?? {})) as Record<string, string>;
}

function namesIn(manifest: string): string[] {
  // Parts of this repository need no reason.
  return Object.keys(dependenciesOf(manifest))
    .filter((name) => !name.startsWith('@passerelle/'))
    .sort();
}

/** Package -> reason, of the section headed by the manifest's path. */
function reasonsOf(text: string, manifest: string): Record<string, string> {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${manifest}\n`)) ?? '';
  const rows = [...section.matchAll(/^\| `([^`]+)` \| *([^|]*?) *\|$/gm)].map((row) => [row[1] ?? '', row[2] ?? '']);
  return Object.fromEntries(rows.filter(([, reason]) => reason !== '').sort(([a = ''], [b = '']) => (a < b ? -1 : 1)));
}

function isExact(version: string): boolean {
  return /^(npm:(@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version);
}

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileRules } from '../../src/register/import-columns.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../../../docs/IMPORT_REGISTRE.md'), 'utf8');

test('the page on imports names every file, column and heading that is accepted, and no other', () => {
  const accepted = Object.values(fileRules('Europe/Paris')).map(({ files, columns }) => ({
    files: files.map((name) => `${name}.csv`),
    columns: columns.map(({ name, also, required }) => [name, [...also], required]),
  }));
  const sections = page.split('\n### ').slice(1);
  const written = sections.map((section) => ({
    files: quoted(/^Fichier : (.*)$/m.exec(section)?.[1] ?? ''),
    columns: [...section.matchAll(/^\| `(\w+)` \| (.*?) \| (.*?) ?\|$/gm)].map(([, name, also = '', required]) => [
      name,
      quoted(also),
      required === 'obligatoire',
    ]),
  }));
  // The last section goes on to OneRoster, whose table quotes other things.
  assert.deepEqual(
    written.map(({ files }) => files),
    accepted.map(({ files }) => files),
  );
  for (const [index, { columns }] of accepted.entries()) {
    assert.deepEqual(written[index]?.columns.slice(0, columns.length), columns);
  }
});

function quoted(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
}

import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.resolve(import.meta.dirname, '../..');

test('every recording of a real Moodle is read by a test', () => {
  const files = globSync('{backend,practice-lms}/test/**/*.ts', { cwd: root });
  const texts = files.map((file) => readFileSync(path.join(root, file), 'utf8')).join('\n');
  const unread = readdirSync(path.join(import.meta.dirname, 'recorded')).filter((file) => {
    const name = path.basename(file, '.json');
    // As a whole name, or as one that ends in what the test fills in.
    return (
      !texts.includes(`'${name}'`) &&
      !texts.includes(`${name}.json'`) &&
      !texts.includes(`${name.replace(/[^-]*$/, '')}\${`)
    );
  });
  assert.deepEqual(unread, []);
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const file = path.resolve(import.meta.dirname, '../../assets/js/progress-api.js');

test('the script is smaller than 4,608 bytes as the command gzip -9 says', (t) => {
  const size = execFileSync('gzip', ['-9', '--stdout', file]).length;
  t.diagnostic(`${size} bytes`);
  assert.ok(size < 4608, `${size} bytes`);
});

test('the script sets no cookie, writes no markup and evaluates no text', () => {
  for (const name of ['progress-api.js', 'progress-api.mjs', 'progress-api-debug.js']) {
    const text = readFileSync(path.join(path.dirname(file), name), 'utf8');
    assert.doesNotMatch(text, /\.cookie|innerHTML|insertAdjacentHTML|document\.write|eval\(|new Function/, name);
  }
});

import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { medianOf } from './table.ts';

const WRITES = 200;
const PAGE = Buffer.alloc(4096, 1);

/**
 * What every ratio of a durable write depends on: a group shares an fsync, a bare server makes one per write.
 * @returns milliseconds that an fdatasync after 4 kB takes where the databases of the benchmark lie, the median of 200
 */
export function fsyncMs(): number {
  const folder = mkdtempSync(path.join(tmpdir(), 'passerelle-disk-'));
  const file = openSync(path.join(folder, 'pages'), 'w');
  try {
    const took: number[] = [];
    for (let count = 0; count < WRITES; count++) {
      writeSync(file, PAGE);
      const from = performance.now();
      fdatasyncSync(file);
      took.push(performance.now() - from);
    }
    return medianOf(took);
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}

#!/usr/bin/env node
// The command line. Plain JavaScript, so that an old Node can read it and hand over to Node 24.
import { fileURLToPath } from 'node:url';
import { isNodeRecentEnough, runOnNode24 } from './node24.js';

/** Commands that move gigabytes: they load nothing else, so that their memory stays flat and small. */
const MOVING = ['export', 'import', 'copy', 'verify', 'backup', 'restore'];

if (isNodeRecentEnough()) {
  await (MOVING.includes(process.argv[2]) ? import('../src/app/moving-program.ts') : import('../src/cli.ts'));
} else runOnNode24([fileURLToPath(import.meta.url), ...process.argv.slice(2)]);

#!/usr/bin/env node
// The command line. Plain JavaScript, so that an old Node can read it and hand over to Node 24.
import { fileURLToPath } from 'node:url';
import { isNodeRecentEnough, runOnNode24, useCompiledModules } from './node24.js';

/** Commands that move gigabytes: they load nothing else and collect garbage early, so that their memory stays small. */
const MOVING = ['export', 'import', 'copy', 'verify', 'backup', 'restore', 'rehearse', 'move'];
const SMALL_MEMORY = ['--max-semi-space-size=4', '--max-old-space-size=128'];

const args = process.argv.slice(2);
if (MOVING.includes(args[0])) {
  runOnNode24([...SMALL_MEMORY, fileURLToPath(new URL('../src/app/moving-program.ts', import.meta.url)), ...args]);
} else if (isNodeRecentEnough()) {
  useCompiledModules();
  await import('../src/cli.ts');
} else runOnNode24([fileURLToPath(import.meta.url), ...args]);

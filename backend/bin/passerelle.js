#!/usr/bin/env node
// The command line. Plain JavaScript, so that an old Node can read it and hand over to Node 24.
import { fileURLToPath } from 'node:url';
import { isNodeRecentEnough, runOnNode24 } from './node24.js';

if (isNodeRecentEnough()) await import('../src/cli.ts');
else runOnNode24([fileURLToPath(import.meta.url), ...process.argv.slice(2)]);

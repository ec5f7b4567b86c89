// Starts the server: node backend/server.js. Plain JavaScript, so that an old Node can read it and hand over to Node 24.
import { fileURLToPath } from 'node:url';
import { isNodeRecentEnough, runOnNode24, useCompiledModules } from './bin/node24.js';

if (isNodeRecentEnough()) {
  useCompiledModules();
  const { loadInSmallMemory } = await import('./src/app/small-memory.ts');
  loadInSmallMemory();
  await import('./src/main.ts');
} else runOnNode24([fileURLToPath(import.meta.url), ...process.argv.slice(2)]);

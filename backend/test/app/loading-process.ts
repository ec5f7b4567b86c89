/** A process that loads what the server loads, as backend/server.js does it; says how large its space for new objects is. */
import { getHeapSpaceStatistics } from 'node:v8';
import { loadInSmallMemory } from '../../src/app/small-memory.ts';

loadInSmallMemory();
await import('../../src/app.ts');
process.send?.(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size);

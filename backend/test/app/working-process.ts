/** A process with little space for new objects that works for three seconds; says how large the space was and is. */
import { setTimeout } from 'node:timers/promises';
import { getHeapSpaceStatistics } from 'node:v8';
import { keepMemorySmall, loadInSmallMemory } from '../../src/app/small-memory.ts';

const newSpace = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;

loadInSmallMemory();
const before = newSpace();
keepMemorySmall();
const kept: object[][] = [];
for (const end = Date.now() + 3000; Date.now() < end; await setTimeout(10)) {
  kept.push(Array.from({ length: 5000 }, (_, nth) => ({ nth })));
  if (kept.length > 20) kept.shift();
}
process.send?.({ before, after: newSpace() });

import type { Reading } from './reading-server.ts';
import { medianOf } from './table.ts';

/** Each once to warm up, then so many times in turn. */
export async function inTurn(rounds: number, [ours, floor]: [() => Promise<Reading>, () => Promise<Reading>]) {
  await floor();
  await ours();
  const measured: [Reading[], Reading[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    measured[1].push(await floor());
    measured[0].push(await ours());
  }
  return measured;
}

/** One row of the table: ours beside the floor, of the same rounds. */
export function compared(name: string, connections: number, our: readonly Reading[], floors: readonly Reading[]) {
  const rate = ({ count, seconds }: Reading) => count / seconds;
  return {
    name,
    connections,
    ours: medianOf(our.map(rate)),
    floor: medianOf(floors.map(rate)),
    ratio: medianOf(our.map((one, round) => rate(one) / rate(floors[round] ?? one))),
    ...costs(our),
    floorCpuMs: costs(floors).cpuMs,
  };
}

/** What a call cost, the median round. */
export function costs(readings: readonly Reading[]) {
  return {
    cpuMs: medianOf(readings.map((one) => one.cpuMs / one.count)),
    p50: medianOf(readings.map((one) => one.p50)),
    p99: medianOf(readings.map((one) => one.p99)),
  };
}

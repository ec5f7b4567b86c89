/** One measured pair: ours beside the floor, alternating in the same run. */
export interface Ratio {
  name: string;
  connections: number;
  /** Requests per second, the median round. */
  ours: number;
  floor: number;
  /** The median of the rounds' own ratios. */
  ratio: number;
  /** What the ratio must reach; null where nothing is promised. */
  mark: number | null;
  /** CPU milliseconds of the server's process per request; null where the floor is no server. */
  cpuMs: number;
  floorCpuMs: number | null;
  /** How many times the floor's CPU time ours may be, where something is promised. */
  cpuMark?: number;
  /** The most memory that our process had, where something is promised. */
  memory?: { peakMb: number; markMb: number };
  /** Latency in milliseconds. */
  p50: number;
  p99: number;
}

/** The middle value; the mean of the two middle ones where their number is even. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? Number.NaN)) / 2;
}

/** Rows of text, columns aligned. */
export function tableOf(rows: readonly Ratio[]): string {
  const cells = rows.map((row) => [
    row.name,
    String(row.connections),
    rateOf(row.ours),
    rateOf(row.floor),
    row.ratio.toFixed(2),
    marked(row.ratio, '>=', row.mark),
    cpuOf(row),
    `${row.p50.toFixed(1)} / ${row.p99.toFixed(1)}`,
    row.memory === undefined
      ? ''
      : `${row.memory.peakMb.toFixed(0)} ${marked(row.memory.peakMb, '<', row.memory.markMb)}`,
  ]);
  const head = [
    '',
    'connections',
    'ours/s',
    'floor/s',
    'ratio',
    'mark',
    'CPU ms ours / floor',
    'p50 / p99 ms',
    'peak MB',
  ];
  const all = [head, ...cells];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function rateOf(perSecond: number): string {
  return perSecond.toFixed(perSecond < 20 ? 2 : 0);
}

function marked(value: number, relation: '>=' | '<=' | '<', mark: number | null): string {
  if (mark === null) return '';
  const holds = relation === '>=' ? value >= mark : relation === '<' ? value < mark : value <= mark;
  return `${relation} ${Number(mark.toFixed(2))} ${holds ? 'held' : 'MISSED'}`;
}

function cpuOf({ cpuMs, floorCpuMs, cpuMark }: Ratio): string {
  if (floorCpuMs === null) return cpuMs.toFixed(2);
  const times = cpuMs / floorCpuMs;
  const judged = cpuMark === undefined ? '' : ` = ${times.toFixed(2)} ${marked(times, '<=', cpuMark)}`;
  return `${cpuMs.toFixed(2)} / ${floorCpuMs.toFixed(2)}${judged}`;
}

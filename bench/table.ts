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
  /** CPU milliseconds of the server's process per request. */
  cpuMs: number;
  floorCpuMs: number;
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
    row.ours.toFixed(0),
    row.floor.toFixed(0),
    row.ratio.toFixed(2),
    row.mark === null ? '' : row.ratio >= row.mark ? `>= ${row.mark} held` : `>= ${row.mark} MISSED`,
    `${row.cpuMs.toFixed(2)} / ${row.floorCpuMs.toFixed(2)}`,
    `${row.p50.toFixed(1)} / ${row.p99.toFixed(1)}`,
  ]);
  const head = ['', 'connections', 'ours/s', 'floor/s', 'ratio', 'mark', 'CPU ms ours / floor', 'p50 / p99 ms'];
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

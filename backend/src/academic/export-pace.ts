import type { Readable } from 'node:stream';

/** How long an export may take. Milliseconds. */
export interface ExportPace {
  /** In all: an older snapshot would keep the database from cleaning up. */
  maxAgeMs: number;
  /** Without the caller taking anything. */
  maxPauseMs: number;
}

export const EXPORT_PACE: ExportPace = { maxAgeMs: 15 * 60_000, maxPauseMs: 2 * 60_000 };

/**
 * Breaks a stream off that takes too long or whose reader has stopped reading: either would hold its snapshot, its
 * connection and its place for as long as the reader likes.
 */
export function keepPace(stream: Readable, { maxAgeMs, maxPauseMs }: ExportPace): void {
  const breakOff = (why: string) => (): void => {
    stream.destroy(new Error(why));
  };
  const oldest = setTimeout(breakOff('the export took longer than its snapshot may live'), maxAgeMs);
  const pause = setTimeout(breakOff('the caller has stopped reading the export'), maxPauseMs);
  stream.on('data', () => pause.refresh());
  // Whoever listens for data makes a stream flow: it shall begin when somebody reads.
  stream.pause();
  stream.once('close', () => {
    clearTimeout(oldest);
    clearTimeout(pause);
  });
}

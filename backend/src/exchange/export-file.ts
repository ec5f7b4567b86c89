import type { Manifest } from './manifest.ts';
import type { MovingSource } from './move-check.ts';

/** An export that is being written. It has its name only once it is whole. */
export interface ExportWriter {
  /** Writes one table; resolves when its last line is in. */
  addTable(name: string, lines: AsyncIterable<Uint8Array>): Promise<void>;
  /** @returns size of the file and its SHA-256, which is also written beside it as FILE.sha256 */
  finish(manifest: Manifest): Promise<{ bytes: number; sha256: string }>;
  /** Removes what was written so far. */
  abandon(): Promise<void>;
}

/** An export that is read. */
export interface ExportReader extends MovingSource {
  readonly manifest: Manifest;
  /**
   * Reads all of it once and compares it with its manifest, and with FILE.sha256 where that lies beside it.
   * @throws AppError exchange.file_damaged
   */
  check(onProgress?: (done: number, of: number) => void): Promise<void>;
  close(): Promise<void>;
}

import { createHash } from 'node:crypto';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough, Readable, Transform, Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { sealing } from '../cli/sealed-file.ts';
import { AppError } from '../errors/app-error.ts';
import type { ExportWriter } from './export-file.ts';

/** Of nine: most of what there is to gain, at a quarter of the time. */
const COMPRESSION_LEVEL = 2;

/**
 * @param place where the file will be
 * @param passphrase encrypts it
 * @throws AppError exchange.file_exists
 */
export async function createExportFile(place: string, passphrase?: string): Promise<ExportWriter> {
  const temporary = `${place}.part`;
  await refuseExisting(place);
  const file = await open(temporary, 'w', 0o600);
  const zip = new ZipFile();
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const steps = passphrase === undefined ? new PassThrough() : await sealing(passphrase);
  const disk = new Writable({
    write: (chunk: Buffer, _encoding, done) => void file.writeFile(chunk).then(() => done(), done),
  });
  const written = pipeline(zip.outputStream as Readable, steps, measure, disk);
  written.catch(() => undefined);
  const failed = new Promise<never>((_resolve, reject) => {
    zip.on('error', reject);
    written.catch(reject);
  });
  failed.catch(() => undefined);
  return {
    async addTable(name, lines) {
      const stream = Readable.from(lines, { objectMode: false });
      zip.addReadStream(stream, `tables/${name}.ndjson`, { compressionLevel: COMPRESSION_LEVEL });
      try {
        await Promise.race([finished(stream, { cleanup: true }), failed]);
      } finally {
        stream.destroy();
      }
    },
    async finish(manifest) {
      zip.addBuffer(Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`), 'manifest.json');
      zip.end();
      await written;
      await file.sync();
      await file.close();
      const sha256 = hash.digest('hex');
      await rename(temporary, place);
      await writeFile(`${place}.sha256`, `${sha256}  ${path.basename(place)}\n`);
      return { bytes, sha256 };
    },
    async abandon() {
      await file.close().catch(() => undefined);
      await rm(temporary, { force: true });
    },
  };
}

async function refuseExisting(place: string): Promise<void> {
  const there = await open(place, 'r').catch(() => undefined);
  if (there === undefined) return;
  await there.close();
  throw new AppError(
    'exchange.file_exists',
    'conflict',
    `${place} exists already; give another name. / Ce fichier existe déjà.`,
  );
}

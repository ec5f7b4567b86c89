import { buffer } from 'node:stream/consumers';
import { type Entry, openPromise, type ZipFile } from 'yauzl';

const MOST_BYTES = 1024 ** 3;
const MOST_FILES = 200;

/**
 * The files of a zip, in its order. A zip that unpacks to more than 1 GB or 200 files is refused before it does.
 * @throws Error with a sentence for people
 */
export async function readZipFiles(path: string): Promise<{ name: string; bytes: Uint8Array }[]> {
  const zip = await openPromise(path);
  const files: { name: string; bytes: Uint8Array }[] = [];
  let size = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      size += entry.uncompressedSize;
      if (size > MOST_BYTES || files.length >= MOST_FILES) throw new Error('the zip holds more than 1 GB or 200 files');
      files.push({ name: entry.fileName, bytes: await bytesOf(zip, entry) });
    }
  } finally {
    zip.close();
  }
  return files;
}

async function bytesOf(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  return buffer(await zip.openReadStreamPromise(entry));
}

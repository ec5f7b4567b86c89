import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { promisify } from 'node:util';
import { RandomAccessReader } from 'yauzl';
import { AppError } from '../errors/app-error.ts';

/*
 * A file encrypted in chunks, so that it is written and read with flat memory and from any place:
 *   "PASSERELLE SEALED 1\n", 16 octets of salt, then chunks of 65,536 octets, each followed by its tag of 16.
 * AES-256-GCM; the key is scrypt's of the passphrase; the nonce is the chunk's number and whether it is the last (the
 * construction STREAM of Hoang, Reyhanitabar, Rogaway and Vizár, 2015), and the head is authenticated with every chunk. A
 * changed octet, a missing end, chunks in another order: none of it opens.
 */
const MAGIC = Buffer.from('PASSERELLE SEALED 1\n');
const SALT = 16;
const HEAD = MAGIC.length + SALT;
const CHUNK = 65_536;
const TAG = 16;
/** 32 MB of memory for a tenth of a second. */
const COST = { N: 32_768, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };
const derive = promisify<string, Buffer, number, typeof COST, Buffer>(scrypt);

function nonceOf(chunk: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(chunk), 3);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/** Encrypts what passes through. */
export async function sealing(passphrase: string): Promise<Transform> {
  const head = Buffer.concat([MAGIC, randomBytes(SALT)]);
  const key = await derive(passphrase, head.subarray(MAGIC.length), 32, COST);
  let waiting = Buffer.alloc(0);
  let chunk = 0;
  const seal = (plain: Buffer, isLast: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(chunk++, isLast), { authTagLength: TAG }).setAAD(head);
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
  const stream = new Transform({
    transform(data: Buffer, _encoding, done) {
      waiting = Buffer.concat([waiting, data]);
      // One octet more than a chunk: the last chunk is known only at the end.
      while (waiting.length > CHUNK) {
        this.push(seal(waiting.subarray(0, CHUNK), false));
        waiting = waiting.subarray(CHUNK);
      }
      done();
    },
    flush(done) {
      this.push(seal(waiting, true));
      done();
    },
  });
  stream.push(head);
  return stream;
}

/** Whether the file was written by {@link sealing}. */
export async function isSealed(file: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
  return bytesRead === MAGIC.length && buffer.equals(MAGIC);
}

/** Reads a sealed file from any place. `size` is that of what was encrypted. */
export class SealedReader extends RandomAccessReader {
  readonly size: number;
  readonly #file: FileHandle;
  readonly #key: Buffer;
  readonly #head: Buffer;
  readonly #chunks: number;
  readonly #fileSize: number;

  private constructor(file: FileHandle, key: Buffer, head: Buffer, fileSize: number) {
    super();
    this.#file = file;
    this.#key = key;
    this.#head = head;
    this.#fileSize = fileSize;
    this.#chunks = Math.ceil((fileSize - HEAD) / (CHUNK + TAG));
    this.size = fileSize - HEAD - this.#chunks * TAG;
  }

  /** @throws AppError cli.wrong_passphrase, cli.file_cut_off */
  static async open(file: FileHandle, passphrase: string): Promise<SealedReader> {
    const { size } = await file.stat();
    if (size < HEAD + TAG) throw cutOff();
    const head = Buffer.alloc(HEAD);
    await file.read(head, 0, HEAD, 0);
    const key = await derive(passphrase, head.subarray(MAGIC.length), 32, COST);
    const reader = new SealedReader(file, key, head, size);
    try {
      await reader.#open(0);
    } catch (cause) {
      throw new AppError(
        'cli.wrong_passphrase',
        'invalid',
        'The file does not open with this passphrase, or its beginning is damaged. / Mot de passe inexact, ou début du fichier endommagé.',
        undefined,
        { cause },
      );
    }
    await reader.#open(reader.#chunks - 1).catch((cause: unknown) => {
      throw cutOff(cause);
    });
    return reader;
  }

  async #open(chunk: number): Promise<Buffer> {
    const at = HEAD + chunk * (CHUNK + TAG);
    const sealed = Buffer.alloc(Math.min(CHUNK + TAG, this.#fileSize - at));
    await this.#file.read(sealed, 0, sealed.length, at);
    const isLast = chunk === this.#chunks - 1;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonceOf(chunk, isLast), { authTagLength: TAG });
    decipher.setAAD(this.#head).setAuthTag(sealed.subarray(-TAG));
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG)), decipher.final()]);
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const open = (chunk: number) => this.#open(chunk);
    return Readable.from(
      (async function* () {
        for (let at = start; at < end; at = (Math.floor(at / CHUNK) + 1) * CHUNK) {
          const chunk = Math.floor(at / CHUNK);
          const plain = await open(chunk);
          yield plain.subarray(at - chunk * CHUNK, Math.min(end - chunk * CHUNK, CHUNK));
        }
      })(),
      { objectMode: false },
    );
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }
}

function cutOff(cause?: unknown): AppError {
  return new AppError(
    'cli.file_cut_off',
    'invalid',
    'The end of the file is missing or damaged. / La fin du fichier manque ou est endommagée.',
    undefined,
    { cause },
  );
}

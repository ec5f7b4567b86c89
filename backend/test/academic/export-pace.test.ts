import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, get as httpGet, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { keepPace } from '../../src/academic/export-pace.ts';

/** Pieces without end. */
function endless(): Readable {
  return Readable.from(
    (function* () {
      for (;;) yield 'x'.repeat(16_384);
    })(),
    { objectMode: false },
  );
}

async function errorOf(stream: Readable): Promise<string> {
  const [error] = (await once(stream, 'error')) as [Error];
  return error.message;
}

test('a stream that nobody reads is broken off after a while', async () => {
  const stream = endless();
  keepPace(stream, { maxAgeMs: 60_000, maxPauseMs: 30 });
  assert.match(await errorOf(stream), /stopped reading/);
});

test('a stream that is read for too long is broken off, however fast it is read', async () => {
  const stream = endless();
  keepPace(stream, { maxAgeMs: 100, maxPauseMs: 60_000 });
  const broken = errorOf(stream);
  let taken = 0;
  const reader = (async () => {
    for await (const piece of stream) {
      taken += (piece as Buffer).length;
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  await assert.rejects(reader, /longer than its snapshot/);
  assert.match(await broken, /longer than its snapshot/);
  assert.ok(taken > 0);
});

test('a caller that stops reading in the middle is cut off, and one that reads slowly is not', async () => {
  const streams: Readable[] = [];
  const server = createServer((_request, response) => {
    const stream = endless();
    streams.push(stream);
    keepPace(stream, { maxAgeMs: 60_000, maxPauseMs: 1500 });
    stream.on('error', () => response.destroy());
    stream.pipe(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const open = async (): Promise<IncomingMessage> => {
    const [response] = (await once(httpGet({ port, agent: false }), 'response')) as [IncomingMessage];
    return response.on('error', () => undefined);
  };
  const closed = (stream: Readable | undefined) => new Promise((resolve) => stream?.once('close', resolve));
  const slow = await open();
  const readSome = setInterval(() => {
    while (slow.read() !== null);
  }, 10);
  try {
    await open();
    await closed(streams[1]);
    assert.equal(streams[0]?.destroyed, false, 'the slow one goes on');
    clearInterval(readSome);
    await closed(streams[0]);
  } finally {
    clearInterval(readSome);
    server.closeAllConnections();
    server.close();
  }
});

test('a stream that ends in time leaves nothing behind', async () => {
  const stream = Readable.from(['a', 'b'], { objectMode: false });
  keepPace(stream, { maxAgeMs: 20, maxPauseMs: 20 });
  let text = '';
  for await (const piece of stream) text += piece;
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.equal(text, 'ab');
});

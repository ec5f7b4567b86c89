import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const TYPES: Record<string, string> = { '.html': 'text/html', '.css': 'text/css', '.svg': 'image/svg+xml' };

/** A host of files as authors have them, on an origin of its own. */
export interface StaticHost {
  origin: string;
  /** Paths that were asked for. */
  asked: string[];
  /** Statuses to answer instead of the file, by path; 0 = no answer at all. */
  moods: Map<string, number>;
  stop(): Promise<void>;
}

/** An origin where nobody listens. */
export async function silentOrigin(): Promise<string> {
  const host = await startStaticHost('/');
  await host.stop();
  return host.origin;
}

/** @param charset what is announced for every page, as GitHub Pages does; none when left out */
export async function startStaticHost(folder: string, charset?: string): Promise<StaticHost> {
  const asked: string[] = [];
  const moods = new Map<string, number>();
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const place = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname);
    asked.push(place);
    const file = path.join(folder, place.endsWith('/') ? `${place}index.html` : place);
    const kind = await stat(file).catch(() => undefined);
    const mood = moods.get(place);
    if (mood === 0) return;
    if (mood !== undefined || kind === undefined) {
      response.writeHead(mood ?? 404, { 'content-type': 'text/html' }).end('<h1>Non</h1>');
      return;
    }
    if (kind.isDirectory()) {
      response.writeHead(301, { location: `${place}/` }).end();
      return;
    }
    const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
    response.setHeader(
      'content-type',
      charset === undefined || type !== 'text/html' ? type : `${type}; charset=${charset}`,
    );
    createReadStream(file).pipe(response);
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    asked,
    moods,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

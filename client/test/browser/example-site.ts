// The example mini-site on another origin than the server, as GitHub Pages serves it.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { root } from './stand-in.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

export interface ExampleSite {
  origin: string;
  stop(): Promise<void>;
}

/** @param api origin of the server, written into each script tag as an author does */
export async function startExampleSite(api: string): Promise<ExampleSite> {
  const server = createServer((request, response) => {
    const file = (request.url ?? '/').split(/[?#]/, 1)[0]?.slice(1) || 'index.html';
    try {
      const type = TYPES[path.extname(file)];
      if (type === undefined || file.includes('..')) throw new Error('not served');
      const bytes = readFileSync(path.join(root, file));
      response.setHeader('content-type', type);
      const isPage = type.startsWith('text/html');
      response.end(isPage ? bytes.toString().replace('<script async ', `<script async data-api="${api}" `) : bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, () => done()));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

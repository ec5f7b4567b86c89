import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { HttpServer } from './server.ts';

/** One build of the browser script. */
export interface ScriptFile {
  /** The name that stays: `progress-api.js`. */
  name: string;
  /** The name of these very bytes: `progress-api.<16 hex>.js`. */
  pinnedName: string;
  /** Subresource integrity, `sha384-…`. */
  integrity: string;
  bytes: Buffer;
  type: string;
}

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
};
const SHORT_CACHE = 'public, max-age=300';
const LONG_CACHE = 'public, max-age=31536000, immutable';

/**
 * Reads the builds of the script that come with this server.
 * @param folder the product's own assets/js
 */
export function readScriptFiles(folder: string): ScriptFile[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('progress-api') && path.extname(name) in TYPES)
    .map((name) => {
      const bytes = readFileSync(path.join(folder, name));
      const ending = path.extname(name);
      const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
      const integrity = `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
      return {
        name,
        pinnedName: `${path.basename(name, ending)}.${hash}${ending}`,
        integrity,
        bytes,
        type: TYPES[ending] ?? '',
      };
    });
}

/**
 * Serves the script of this server's own version, whatever lies in the site's folder: under its lasting name with a short
 * cache, and under the name of its content with a long one. Pages may pin a released build (`versions/`) for ever.
 */
export function serveScript(server: HttpServer, folder: string): void {
  const serve = (name: string, file: ScriptFile, cache: string): void => {
    const etag = `"${file.integrity.slice(7, 31)}"`;
    server.get(`/assets/js/${name}`, async (request, reply) => {
      reply.header('cache-control', cache).header('etag', etag);
      reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
      if (request.headers['if-none-match'] === etag) return reply.code(304).send();
      return reply.type(file.type).send(file.bytes);
    });
  };
  const current = readScriptFiles(folder);
  for (const file of current) {
    serve(file.name, file, SHORT_CACHE);
    serve(file.pinnedName, file, LONG_CACHE);
  }
  const released = path.join(folder, 'versions');
  if (!existsSync(released)) return;
  const known = new Set(current.map((file) => file.pinnedName));
  for (const file of readScriptFiles(released)) if (!known.has(file.name)) serve(file.name, file, LONG_CACHE);
}

import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply } from 'fastify';
import type { HttpServer } from './server.ts';

export interface SiteOptions {
  /** Absolute folder of the mini-site. */
  folder: string;
  /** Origins that may show the pages in a frame. */
  frameOrigins(): Promise<readonly string[]>;
}

/**
 * Serves the mini-site: `/`, `/index.html`, `/pages/*`, `/assets/*`, and nothing else of the folder, which may be a whole
 * repository with secrets in it.
 */
export async function serveSite(server: HttpServer, options: SiteOptions): Promise<void> {
  await server.register(fastifyStatic, {
    root: options.folder,
    serve: false,
    index: false,
    dotfiles: 'ignore',
    cacheControl: false,
    etag: true,
  });
  const typeOf = pageTypes(options.folder);
  const send = async (reply: FastifyReply, file: string): Promise<FastifyReply> => {
    const frames = await options.frameOrigins();
    reply.header('content-security-policy', `frame-ancestors ${["'self'", ...frames].join(' ')}`);
    const isAsset = file.startsWith('assets/');
    reply.header('cache-control', isAsset ? 'public, max-age=300' : 'no-cache');
    // The script is meant to be loaded by sites on other origins.
    if (isAsset)
      reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
    const type = /\.html?$/i.test(file) ? await typeOf(file) : undefined;
    if (type === undefined) return reply.sendFile(file);
    return reply.header('content-type', type).sendFile(file, { contentType: false });
  };
  server.get('/', (_request, reply) => send(reply, 'index.html'));
  server.get('/index.html', (_request, reply) => send(reply, 'index.html'));
  for (const room of ['pages', 'assets']) {
    server.get<{ Params: { '*': string } }>(`/${room}/*`, async (request, reply) => {
      const wanted = request.params['*'];
      if (!isPlainPath(wanted)) return reply.callNotFound();
      return send(reply, `${room}/${wanted.endsWith('/') || wanted === '' ? `${wanted}index.html` : wanted}`);
    });
  }
}

const MOST_PAGES = 5000;

/**
 * How to announce a page: as UTF-8 when it is UTF-8; otherwise without a charset, so that an old page's own `<meta charset>`
 * counts and its accents stay. Undefined when there is no such file.
 */
function pageTypes(folder: string): (file: string) => Promise<string | undefined> {
  const known = new Map<string, { version: string; type: string }>();
  return async (file) => {
    const place = path.join(folder, file);
    const facts = await stat(place).catch(() => undefined);
    if (!facts?.isFile()) return undefined;
    const version = `${facts.mtimeMs} ${facts.size}`;
    const kept = known.get(file);
    if (kept?.version === version) return kept.type;
    const type = isUtf8(await readFile(place)) ? 'text/html; charset=utf-8' : 'text/html';
    if (known.size >= MOST_PAGES) known.clear();
    known.set(file, { version, type });
    return type;
  };
}

/**
 * No way up, no hidden file, no backslash or NUL, in any encoding (the router has decoded once; a second layer is refused), and
 * nothing empty but at the end: each page has one path.
 */
function isPlainPath(path: string): boolean {
  if (/[\\\0%]/.test(path)) return false;
  const parts = path.split('/');
  return parts.every((part, at) => !part.startsWith('.') && (part !== '' || at === parts.length - 1));
}

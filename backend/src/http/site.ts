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
  const send = async (reply: FastifyReply, path: string): Promise<FastifyReply> => {
    const frames = await options.frameOrigins();
    reply.header('content-security-policy', `frame-ancestors ${["'self'", ...frames].join(' ')}`);
    reply.header('cache-control', path.startsWith('assets/') ? 'public, max-age=300' : 'no-cache');
    // The script is meant to be loaded by sites on other origins.
    if (path.startsWith('assets/'))
      reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
    return reply.sendFile(path);
  };
  server.get('/', (_request, reply) => send(reply, 'index.html'));
  server.get('/index.html', (_request, reply) => send(reply, 'index.html'));
  for (const room of ['pages', 'assets']) {
    server.get<{ Params: { '*': string } }>(`/${room}/*`, async (request, reply) => {
      const path = request.params['*'];
      if (!isPlainPath(path)) return reply.callNotFound();
      return send(reply, `${room}/${path.endsWith('/') || path === '' ? `${path}index.html` : path}`);
    });
  }
}

/** No way up, no hidden file, no backslash or NUL, in any encoding (the router has decoded once; a second layer is refused). */
function isPlainPath(path: string): boolean {
  if (/[\\\0%]/.test(path)) return false;
  return path.split('/').every((part) => !part.startsWith('.'));
}

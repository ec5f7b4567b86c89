import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpServer } from './server.ts';

/** What answers a request in another program's HTTP server: `app.use('/passerelle', handler)` or `createServer(handler)`. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * The whole backend as one handler. It owns its answers: headers that the program around it has set (a content security
 * policy for its own pages, say) are taken away first, and ours set every one they need. Mount it before body parsers where
 * you can; behind them it works with what they have read.
 * @param basePath where it is mounted, without a slash at the end; taken off where the program around it has not done so
 */
export async function createRequestHandler(server: HttpServer, basePath: string): Promise<RequestHandler> {
  await server.ready();
  return (request, response) => {
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    request.url = withoutBase(request.url ?? '/', basePath);
    server.routing(request, response);
  };
}

function withoutBase(url: string, basePath: string): string {
  const rest = url.slice(basePath.length);
  if (basePath === '' || !url.startsWith(basePath) || !/^([/?]|$)/.test(rest)) return url;
  return rest.startsWith('/') ? rest : `/${rest}`;
}

import { api } from './options.ts';

/** Asks the server. `route`: what follows /api/. Rejects when there is no answer within 30 s, or none the page may read. */
export function call(route: string, request: RequestInit): Promise<Response> {
  return fetch(`${api}/api/${route}`, { signal: AbortSignal.timeout?.(3e4), ...request });
}

import { fire } from './events.ts';
import { showExpired } from './notice.ts';
import { api } from './options.ts';
import { saveSession, session } from './session.ts';

/** Also a launch that was refused: it opens nothing, and leaves nobody else's session behind. */
function expire(): void {
  saveSession({ ...session, ticket: undefined, token: undefined, isEnded: true });
  showExpired();
  fire('expired', { returnUrl: session.backUrl });
}

/**
 * Asks the server; `route` is what follows /api/. With a body it is a simple request, which needs no preflight (a string
 * is text/plain) and survives the page (keepalive). Rejects when there is no good answer within 30 s.
 */
export async function ask<Reply>(route: string, body?: object): Promise<Reply> {
  const response = await fetch(`${api}/api/${route}`, {
    signal: AbortSignal.timeout?.(3e4),
    ...(body
      ? { method: 'POST', body: JSON.stringify(body), keepalive: true }
      : { headers: { authorization: `Bearer ${session.token}` } }),
  });
  const reply = await response.json();
  if (response.ok) return reply;
  if (session.ticket ? response.status < 429 : response.status === 401) expire();
  throw reply;
}

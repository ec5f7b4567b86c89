import { html } from '../html/html.ts';
import type { HttpServer } from '../http/server.ts';
import type { Clock } from '../time/clock.ts';
import { pageUrlOf } from './direct-launch.ts';
import { LaunchRefused } from './launch.errors.ts';
import { answerRefusal, type OpenClassPage, openFirst } from './launch.routes.ts';
import { settleTokenLaunch, type TokenLaunchPorts } from './token-launch.ts';

/** The token is spent; it need not stay in the history either. */
const FORGET_TOKEN = html`history.replaceState(null, '', location.pathname)`;

/**
 * GET /launch?token=: a portal without LTI opens the site; instructors see their class first. The answer leads a learner on
 * at once, so that the token stays in no history; our logs never hold addresses.
 */
export function tokenLaunchRoutes(
  ports: TokenLaunchPorts & { classPage?: OpenClassPage },
  clock: Clock,
): (server: HttpServer) => Promise<void> {
  return async (server) => {
    server.setErrorHandler(answerRefusal);
    // A HEAD, or a page fetched in advance, would spend the token.
    server.get('/launch', { exposeHeadRoute: false }, async (request, reply) => {
      const { purpose, 'sec-purpose': secPurpose } = request.headers;
      if (`${purpose} ${secPurpose}`.includes('prefetch')) throw new LaunchRefused('launch_token_prefetched');
      const { token } = request.query as { token?: unknown };
      if (Array.isArray(token)) throw new LaunchRefused('duplicate_parameter');
      const settled = await settleTokenLaunch(ports, typeof token === 'string' ? token : undefined, clock.now());
      const { code } = settled;
      const page = code && (await ports.classPage?.(code, request.headers['accept-language']));
      return openFirst(reply, pageUrlOf(settled), page && { ...page, script: FORGET_TOKEN });
    });
  };
}

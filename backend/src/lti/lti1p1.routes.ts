import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from '../http/problem.ts';
import type { HttpServer } from '../http/server.ts';
import type { Clock } from '../time/clock.ts';
import { LaunchRefused } from './launch.errors.ts';
import { answerRefusal, type OpenClassPage, openFirst } from './launch.routes.ts';
import { codeOfUrl } from './launch-record.ts';
import { type Lti1p1Ports, openLti1p1Launch } from './lti1p1-launch.ts';
import { wayBackOf } from './refusal-page.ts';

const FORM = 'application/x-www-form-urlencoded';
const LTI_1P1_PATH = '/lti/1.1/launch';

/**
 * POST /lti/1.1/launch. Instructors see their class first.
 * @param apiUrl our public address: what was signed is what the platform called, whatever proxies stand between
 */
export function lti1p1Routes(
  ports: Lti1p1Ports & { classPage?: OpenClassPage },
  apiUrl: string,
  clock: Clock,
): (server: HttpServer) => Promise<void> {
  return async (server) => {
    server.setErrorHandler(answerLti1p1Refusal);
    // The body as it came: parameters that come twice are signed twice.
    server.removeContentTypeParser([FORM, 'application/json', 'text/plain']);
    server.addContentTypeParser(FORM, { parseAs: 'string' }, (_request, body, done) => done(null, body));
    server.post(LTI_1P1_PATH, async (request, reply) => {
      const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : '';
      const form = [...new URLSearchParams(typeof request.body === 'string' ? request.body : '')];
      const page = await openLti1p1Launch(ports, { url: `${apiUrl}${LTI_1P1_PATH}${query}`, form }, clock.now());
      const code = codeOfUrl(page);
      return openFirst(reply, page, code && (await ports.classPage?.(code, request.headers['accept-language'])));
    });
  };
}

/** Back to the platform with a message where it said how (LTI 1.1.1, 3: launch_presentation_return_url), else a page. */
function answerLti1p1Refusal(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { accept = '', 'accept-language': language } = request.headers;
  const wantsPage = accept.includes('text/html') || !accept.includes('application/json');
  if (error instanceof LaunchRefused && error.context.returnUrl != null && wantsPage) {
    const { body } = problemOf(error, request.id);
    request.log.warn({ refusal: body.error, says: error.message }, 'a launch was refused');
    const back = wayBackOf({ code: body.error, family: error.family, context: error.context }, language);
    if (back !== null) return reply.code(303).header('location', back).header('cache-control', 'no-store').send();
  }
  return answerRefusal(error, request, reply);
}

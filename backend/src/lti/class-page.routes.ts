import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerPage } from '../http/page.ts';
import type { HttpServer } from '../http/server.ts';
import type { Clock } from '../time/clock.ts';
import { isFromOurPage } from './browser-binding.ts';
import { classCsv } from './class-csv.ts';
import {
  type ClassFacts,
  type ClassPagePorts,
  openSite,
  readTable,
  refreshClass,
  showClass,
  teacherInPreview,
  teacherOfForm,
} from './class-page.ts';
import { LaunchRefused } from './launch.errors.ts';
import { answerRefusal } from './launch.routes.ts';

/**
 * POST /lti/class and below it /site, /csv, /resend: the buttons of the class page; /back: the button of the site in
 * preview. What they carry says who asks.
 */
export function classPageRoutes(ports: ClassPagePorts, clock: Clock): (server: HttpServer) => Promise<void> {
  const ourOrigin = new URL(ports.classUrl).origin;
  const askedBy = async (request: FastifyRequest): Promise<ClassFacts> => {
    if (!isFromOurPage(request.headers, ourOrigin)) throw new LaunchRefused('cross_site_repost');
    const { token } = (request.body ?? {}) as Record<string, unknown>;
    return teacherOfForm(ports, token, clock.now());
  };
  const show = async (request: FastifyRequest, reply: FastifyReply, facts: ClassFacts, resent?: number) => {
    const acceptLanguage = request.headers['accept-language'];
    const page = await showClass(ports, facts, {
      acceptLanguage,
      now: clock.now(),
      ...(resent !== undefined && { resent }),
    });
    return answerPage(reply.header('referrer-policy', 'same-origin'), page);
  };
  return async (server) => {
    server.setErrorHandler(answerRefusal);
    server.post('/lti/class', async (request, reply) => {
      const facts = await askedBy(request);
      const acceptLanguage = request.headers['accept-language'];
      const page = await refreshClass(ports, facts, { acceptLanguage, now: clock.now() });
      return answerPage(reply.header('referrer-policy', 'same-origin'), page);
    });
    server.post('/lti/class/back', async (request, reply) => {
      const { bearer } = (request.body ?? {}) as Record<string, unknown>;
      return show(request, reply, await teacherInPreview(ports, bearer, request.headers.origin, clock.now()));
    });
    server.post('/lti/class/resend', async (request, reply) => {
      const facts = await askedBy(request);
      return show(request, reply, facts, await ports.resend(facts.contextId, clock.now()));
    });
    server.post('/lti/class/site', async (request, reply) => {
      const url = await openSite(ports, await askedBy(request), clock.now());
      return reply.code(303).header('location', url).header('cache-control', 'no-store').send();
    });
    server.post('/lti/class/csv', async (request, reply) => {
      const facts = await askedBy(request);
      const { language, roll, table } = await readTable(ports, facts, request.headers['accept-language']);
      return reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${language === 'fr' ? 'classe' : 'class'}.csv"`)
        .header('cache-control', 'no-store')
        .send(classCsv(roll, table, language));
    });
  };
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Page } from '../html/page.ts';
import { answerPage } from '../http/page.ts';
import { problemOf } from '../http/problem.ts';
import type { HttpServer } from '../http/server.ts';
import type { Clock } from '../time/clock.ts';
import { cookieNames, isFromOurPage, losesFrameCookies, readCookie } from './browser-binding.ts';
import { LaunchRefused } from './launch.errors.ts';
import { type LaunchOutcome, type LaunchPorts, openLaunch } from './launch.ts';
import type { MessageType } from './launch-message.ts';
import { confirmationPage, type LaunchUrls, loginPage, recoveryPage } from './launch-pages.ts';
import { handOverUrl, type LaunchStore } from './launch-record.ts';
import { beginLogin, type LoginParameters, type LoginPorts, refuseDuplicates } from './login.ts';
import { STATE_MS, surplusCookies } from './login-state.ts';
import { refusalPage, type ShownRefusal } from './refusal-page.ts';

export interface LaunchRoutesDeps {
  login: LoginPorts;
  launch: LaunchPorts;
  /** The pages that answer messages other than launches of an activity. */
  requests: Record<Exclude<MessageType, 'resource_link'>, AnswerRequest>;
  confirm: LaunchStore['confirm'];
  /** The page that an instructor sees first; undefined for everybody else's code. Absent: the site opens at once. */
  classPage?: OpenClassPage;
  clock: Clock;
}

/** The class page for the launch that left this code, if it was an instructor's. */
export type OpenClassPage = (code: string, acceptLanguage: string | undefined) => Promise<Page | undefined>;

/** The page for a genuine message that is no launch of an activity. */
export type AnswerRequest = (
  request: Extract<LaunchOutcome, { kind: 'request' }>,
  acceptLanguage: string | undefined,
) => Promise<Page>;

const COOKIE_ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=None; Partitioned';

/**
 * GET and POST /lti/login (and below it one address per registration, for issuers that have several and name no client),
 * POST /lti/launch and its "continue as" form. Answers pages for people, never JSON unless asked.
 */
export function launchRoutes(deps: LaunchRoutesDeps): (server: HttpServer) => Promise<void> {
  const { launchUrl } = deps.launch;
  const urls: LaunchUrls = {
    launchUrl,
    confirmUrl: `${launchUrl}/continue`,
    storageKeyOf: deps.login.states.storageKeyOf,
  };
  const ourOrigin = new URL(launchUrl).origin;
  return async (server) => {
    // Forms only: a JSON body is none that a platform sends.
    server.removeContentTypeParser(['application/json', 'text/plain']);
    server.setErrorHandler(answerRefusal);
    for (const url of ['/lti/login', '/lti/login/:platformId']) {
      server.route({
        method: ['GET', 'POST'],
        url,
        handler: (request, reply) => answerLogin(deps, urls, request, reply),
      });
    }
    server.post('/lti/launch', async (request, reply) => {
      const outcome = await openLaunch(
        deps.launch,
        {
          form: formOf(request),
          cookie: (name) => readCookie(request.headers.cookie, name),
          isFromOurPage: isFromOurPage(request.headers, ourOrigin),
        },
        deps.clock.now(),
      );
      const language = request.headers['accept-language'];
      if (outcome.kind === 'open') {
        reply.header('set-cookie', `${outcome.cookieName}=; ${COOKIE_ATTRIBUTES}; Max-Age=0`);
        const { teacherCode } = outcome;
        return openFirst(reply, outcome.url, teacherCode && (await deps.classPage?.(teacherCode, language)));
      }
      // The forms of these pages must say where they come from, to us alone.
      reply.header('referrer-policy', 'same-origin');
      if (outcome.kind === 'request') {
        const { type } = outcome.message;
        if (type === 'resource_link') throw new LaunchRefused('message_type_invalid');
        return answerPage(reply, await deps.requests[type](outcome, language));
      }
      if (outcome.kind === 'recover') return answerPage(reply, recoveryPage(outcome, urls, language));
      return answerPage(reply, confirmationPage(outcome, urls, language));
    });
    server.post('/lti/launch/continue', async (request, reply) => {
      if (!isFromOurPage(request.headers, ourOrigin)) throw new LaunchRefused('cross_site_repost');
      const { token } = formOf(request);
      const found = typeof token === 'string' ? await deps.confirm(token, deps.clock.now()) : undefined;
      if (typeof token !== 'string' || found === undefined) throw new LaunchRefused('confirmation_invalid');
      const page = await deps.classPage?.(token, request.headers['accept-language']);
      return openFirst(reply, handOverUrl(found.targetUrl, token), page);
    });
  };
}

async function answerLogin(
  deps: LaunchRoutesDeps,
  urls: LaunchUrls,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const parameters = request.method === 'GET' ? (request.query as LoginParameters) : formOf(request);
  const { cookie, 'user-agent': userAgent, 'accept-language': language } = request.headers;
  const { platformId } = request.params as { platformId?: string };
  const asked = { parameters, platformId, isCookieLossy: losesFrameCookies(userAgent) };
  const answer = await beginLogin(deps.login, asked, deps.clock.now());
  const { cookieName, cookieValue, state } = answer.login;
  const surplus = cookie === undefined ? [] : surplusCookies(cookieNames(cookie));
  reply.header('set-cookie', [
    `${cookieName}=${cookieValue}; ${COOKIE_ATTRIBUTES}; Max-Age=${STATE_MS / 1000}`,
    ...surplus.map((name) => `${name}=; ${COOKIE_ATTRIBUTES}; Max-Age=0`),
  ]);
  if (answer.keeper === 'cookie') return leadTo(reply, answer.redirectUrl);
  return answerPage(reply, loginPage(answer, urls.storageKeyOf(state), language));
}

function formOf(request: FastifyRequest): Record<string, unknown> {
  const form = (request.body ?? {}) as Record<string, unknown>;
  refuseDuplicates(form);
  return form;
}

/** The page where there is one, else the site. */
export function openFirst(reply: FastifyReply, url: string, page: Page | null | undefined | ''): FastifyReply {
  // The forms of the page must say where they come from, to us alone.
  return page ? answerPage(reply.header('referrer-policy', 'same-origin'), page) : leadTo(reply, url);
}

/** See other: the browser must go on with GET, and nobody may keep the answer. */
function leadTo(reply: FastifyReply, url: string): FastifyReply {
  return reply.code(303).header('location', new URL(url).href).header('cache-control', 'no-store').send();
}

/** Refusals as pages for people, or in the usual form for a program that asks for JSON. Fastify's error handler. */
export function answerRefusal(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error, request.id);
  const code = problem.body.error;
  if (problem.status >= 500) request.log.error({ err: error, refusal: code }, 'a launch failed');
  else request.log.warn({ refusal: code, says: error instanceof Error ? error.message : '' }, 'a launch was refused');
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', problem.retryAfterSeconds);
  reply.header('cache-control', 'no-store');
  const { accept = '', 'accept-language': language } = request.headers;
  if (accept.includes('application/json') && !accept.includes('text/html')) {
    return reply.code(problem.status).send(problem.body);
  }
  const shown = { status: problem.status, code, requestId: request.id, ...toldOf(error, problem.status) };
  return answerPage(reply, refusalPage(shown, language));
}

function toldOf(error: unknown, status: number): Pick<ShownRefusal, 'family' | 'context'> {
  if (error instanceof LaunchRefused) return { family: error.family, context: error.context };
  if (status === 503) return { family: 'later', context: {} };
  return { family: status >= 500 ? 'internal' : 'unverified', context: {} };
}

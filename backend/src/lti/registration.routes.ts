import type { FastifyReply, FastifyRequest } from 'fastify';
import { languageOf } from '../html/page.ts';
import { answerPage } from '../http/page.ts';
import { problemOf } from '../http/problem.ts';
import type { HttpServer } from '../http/server.ts';
import type { Clock } from '../time/clock.ts';
import { RegistrationRefused } from './registration.errors.ts';
import { type RegistrationPorts, type RegistrationVisit, registerTool } from './registration.ts';
import { createRegistrationLimit } from './registration-limit.ts';
import { instructionsPage, registeredPage, registrationRefusalPage } from './registration-pages.ts';
import { TOOL_ICON } from './tool-icon.ts';

export interface RegistrationDeps extends RegistrationPorts {
  clock: Clock;
  /** The name of an institution. */
  nameOfTenant(id: string): Promise<string | undefined>;
}

/** Of one address, invited or not: a person tries a few times, a program many times. */
const PER_ADDRESS = { most: 10, withinMs: 10 * 60_000 };
/** Of all together, uninvited. */
const UNINVITED = { most: 30, withinMs: 10 * 60_000 };
const ICON_SECONDS = 24 * 3600;

/** GET /lti/register, the address that an administrator pastes into the LMS, and the icon that the LMS shows. */
export function registrationRoutes(deps: RegistrationDeps): (server: HttpServer) => Promise<void> {
  const perAddress = createRegistrationLimit(PER_ADDRESS);
  const uninvited = createRegistrationLimit(UNINVITED);
  const brake = (request: FastifyRequest, isInvited: boolean): void => {
    const now = deps.clock.now();
    const wait =
      perAddress.secondsToWait(request.ip, now) ?? (isInvited ? undefined : uninvited.secondsToWait('', now));
    if (wait !== undefined) throw new RegistrationRefused('too_many', undefined, { retryAfterSeconds: wait });
  };
  return async (server) => {
    server.setErrorHandler(answerRegistrationRefusal);
    server.get('/lti/icon.svg', (_request, reply) =>
      reply
        .header('content-type', 'image/svg+xml')
        .header('cache-control', `public, max-age=${ICON_SECONDS}`)
        .header('access-control-allow-origin', '*')
        .header('cross-origin-resource-policy', 'cross-origin')
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
        .send(TOOL_ICON),
    );
    // No HEAD: a look must not register, nor spend an invitation.
    server.get('/lti/register', { exposeHeadRoute: false }, async (request, reply) => {
      const visit = visitOf(request.query as Record<string, unknown>);
      const language = languageOf(null, request.headers['accept-language']);
      brake(request, visit.invite !== undefined);
      if (visit.configurationUrl !== '') {
        const registered = await registerTool(deps, visit, deps.clock.now());
        request.log.info({ state: registered.state, platform: registered.name }, 'a platform registered itself');
        return answerPage(reply, registeredPage(registered, language));
      }
      if (visit.invite === undefined) throw new RegistrationRefused('parameter_missing');
      const invitation = await deps.invitations.findOpen(visit.invite, deps.clock.now());
      if (invitation === undefined) throw new RegistrationRefused('invitation_invalid');
      const link = `${deps.apiUrl}/lti/register?invite=${encodeURIComponent(visit.invite)}`;
      const tenantName = (await deps.nameOfTenant(invitation.tenantId)) ?? invitation.tenantId;
      return answerPage(reply, instructionsPage({ link, tenantName, expiresAt: invitation.expiresAt }, language));
    });
  };
}

/** What comes twice is as good as wrong; an invitation that is there but empty is a wrong one. */
function visitOf(query: Record<string, unknown>): RegistrationVisit {
  const { openid_configuration: configurationUrl, registration_token: token, invite } = query;
  for (const value of [configurationUrl, token, invite]) {
    if (Array.isArray(value)) throw new RegistrationRefused('address_refused', 'a parameter came more than once');
  }
  return {
    configurationUrl: typeof configurationUrl === 'string' ? configurationUrl : '',
    registrationToken: typeof token === 'string' && token !== '' ? token : undefined,
    invite: typeof invite === 'string' ? invite : undefined,
  };
}

function isInvited(request: FastifyRequest): boolean {
  return (request.query as Record<string, unknown>).invite !== undefined;
}

function answerRegistrationRefusal(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error, request.id);
  const says = error instanceof RegistrationRefused ? error.message : '';
  if (problem.status >= 500) request.log.error({ err: error, refusal: problem.body.error }, 'a registration failed');
  else request.log.warn({ refusal: problem.body.error, says }, 'a registration was refused');
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', problem.retryAfterSeconds);
  reply.header('cache-control', 'no-store');
  const { accept = '', 'accept-language': language } = request.headers;
  if (accept.includes('application/json') && !accept.includes('text/html')) {
    return reply.code(problem.status).send(problem.body);
  }
  const shown = {
    status: problem.status,
    code: problem.body.error,
    requestId: request.id,
    refusal: error instanceof RegistrationRefused ? error.refusal : undefined,
    // What another server answers is told to who was invited: strangers would look around our network with it.
    detail: error instanceof RegistrationRefused && isInvited(request) ? error.shownDetail : undefined,
  };
  return answerPage(reply, registrationRefusalPage(shown, languageOf(null, language)));
}

import type { WebReply, WebRequest } from './http.ts';
import { autoPostPage, errorPage, type View } from './pages/layout.ts';
import { answerAuth, type PlatformState } from './platform-state.ts';
import { answerTokenRequest } from './protocol/access-tokens.ts';
import type { BrowserSession } from './protocol/browser-session.ts';
import { openIdConfiguration } from './protocol/registration.ts';
import { publicJwk } from './protocol/signing-keys.ts';
import { answerOutcomes } from './services/outcomes.ts';
import { htmlError } from './services/service-reply.ts';
import { answerService, serviceNameOf } from './services/services.routes.ts';
import { answerWebService } from './services/web-services.ts';

/** The endpoints that the moods upset, as the request counters call them. */
export function endpointName(request: WebRequest): string | undefined {
  const { pathname } = request.url;
  if (pathname === '/auth' || pathname === '/token' || pathname === '/jwks') return pathname.slice(1);
  if (/^\/as\/\d+\/(launch\/\d+|content\/launch)$/.test(pathname)) return 'login';
  if (pathname === '/mod/lti/contentitem_return.php') return 'content-return';
  if (pathname === '/mod/lti/service.php') return 'outcomes';
  if (pathname === '/webservice/rest/server.php') return 'web-services';
  if (pathname === '/mod/lti/openid-configuration.php') return 'openid-configuration';
  if (pathname === '/mod/lti/openid-registration.php') return 'registration';
  return serviceNameOf(pathname) ?? (pathname.startsWith('/mod/lti/services.php') ? 'unknown-service' : undefined);
}

/** The authorization endpoint. */
export function answerAuthRequest(
  request: WebRequest,
  session: BrowserSession | undefined,
  state: PlatformState,
  view: View,
): WebReply {
  const query = new URLSearchParams([...request.url.searchParams, ...request.form]);
  const answer = answerAuth(query, session, state);
  if (answer.kind === 'post') return autoPostPage(view, answer.action, answer.fields);
  if (answer.kind === 'invalid') return errorPage(view, 404, view.words.errors.invalid, true);
  return autoPostPage(view, request.url.pathname + request.url.search, {
    ...Object.fromEntries(request.form),
    repost: 'true',
  });
}

function tokenError(text: string): WebReply {
  const body = `{\n  "error" : "${text}"\n}`;
  return { status: 400, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

async function answerToken(request: WebRequest, state: PlatformState): Promise<WebReply> {
  const client = { id: state.platform.clientId, scopes: state.scopes, keys: state.toolKeys };
  const answer = await answerTokenRequest(request.form, client, state.tokens, state.now());
  if (answer.kind === 'refused') return tokenError(answer.error);
  if (answer.kind === 'keys_unreachable') return htmlError(404, 'Exception');
  const { token, expiresIn, scope } = answer;
  const body = `{\n  "access_token" : "${token}",\n  "token_type" : "Bearer",\n  "expires_in" : ${expiresIn},\n  "scope" : "${scope}"\n}`;
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

function answerRegistration(request: WebRequest, state: PlatformState): WebReply {
  const answer = state.registrations.answer(request.headers.authorization, request.body, state.platform);
  if (answer.kind === 'unreadable_token') return htmlError(404, 'Exception');
  if (answer.kind === 'refused') {
    return { status: answer.status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: answer.word };
  }
  return { status: 200, headers: { 'content-type': JSON_TYPE }, body: JSON.stringify(answer.body) };
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** The endpoints that the tool calls by itself: registration, token, JWKS, AGS and NRPS. */
export async function answerTool(request: WebRequest, state: PlatformState): Promise<WebReply> {
  if (request.url.pathname === '/token') return answerToken(request, state);
  if (request.url.pathname === '/jwks') {
    const body = JSON.stringify({ keys: state.keys.map(publicJwk) });
    return { status: 200, headers: { 'content-type': JSON_TYPE }, body };
  }
  if (request.url.pathname === '/mod/lti/openid-registration.php') return answerRegistration(request, state);
  if (request.url.pathname === '/mod/lti/openid-configuration.php') {
    const body = JSON.stringify(openIdConfiguration(state.platform));
    return { status: 200, headers: { 'content-type': JSON_TYPE }, body };
  }
  const { site, platform, tokens, moods, now, scoreLog, doors } = state;
  const context = { site, platform, tokens, moods, now, scoreLog, gate: () => state.onScore };
  if (request.url.pathname === '/mod/lti/service.php') return answerOutcomes(request, context, doors.consumer);
  if (request.url.pathname === '/webservice/rest/server.php') {
    return answerWebService(request, context, { token: doors.servicesToken, rights: state.servicesRights });
  }
  return answerService(request, context);
}

/** What the moods answer instead of the endpoint; undefined when it may go on. Waits first when Moodle is slow. */
export async function answerMood(
  state: PlatformState,
  view: View,
  isForPeople: boolean,
): Promise<WebReply | 'cut' | undefined> {
  const { down, slowSeconds, failing } = state.moods.current;
  if (down === 'cut') return 'cut';
  if (slowSeconds > 0) {
    await new Promise((resolve) => {
      setTimeout(resolve, slowSeconds * 1000).unref();
    });
  }
  if (down === '503') {
    return isForPeople ? errorPage(view, 503, view.words.errors.down, true) : htmlError(503, '503 Service Unavailable');
  }
  if (failing === 'no') return undefined;
  return isForPeople
    ? errorPage(view, 500, view.words.errors.failing, true)
    : htmlError(500, '500 Internal Server Error');
}

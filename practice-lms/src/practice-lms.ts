import { randomBytes } from 'node:crypto';
import { startServer, type WebHandler, type WebRequest } from './http.ts';
import { LiveFeed } from './live-feed.ts';
import { type View, wordsFor } from './pages/layout.ts';
import { answerPage, cookieName } from './pages.routes.ts';
import { type AuthAnswer, answerAuth, currentKey, type PlatformState } from './platform-state.ts';
import { AccessTokens, ALL_SCOPES } from './protocol/access-tokens.ts';
import { PendingLaunches } from './protocol/authorization.ts';
import { newSession, openSession, sealSession, sesskeyOf, signIn } from './protocol/browser-session.ts';
import { type Container, type Launch, type MessageType, makeClaims } from './protocol/claims.ts';
import { loadKey, type MintOptions, makeKey, mint, publicPem, saveKey } from './protocol/signing-keys.ts';
import { ToolKeys } from './protocol/tool-keys.remote.ts';
import { answerAuthRequest, answerMood, answerTool, endpointName } from './protocol.routes.ts';
import type { PostedScore, ScoreGate } from './services/service.ts';
import { MoodPanel } from './site/moods.ts';
import { type GradebookRow, type NewActivity, Site } from './site/site.ts';
import { readState, type SavedState, writeState } from './site/state-file.ts';

export type { AuthAnswer } from './platform-state.ts';
export type { MintOptions } from './protocol/signing-keys.ts';
export type { PostedScore, ScoreGate } from './services/service.ts';
export type { Moods } from './site/moods.ts';
export type { Activity, GradebookRow, NewActivity, NewLineItem } from './site/site.ts';

/** How to start a practice LMS. `port` 0: any free one. `now` in milliseconds. `state`: path of a file that a restart reads back. */
export interface PracticeLmsOptions {
  port: number;
  host?: string | undefined;
  /** Origin of Passerelle, e.g. http://127.0.0.1:3000. */
  toolUrl: string;
  clientId?: string | undefined;
  deploymentId?: string | undefined;
  /** Default: the LMS's own address. */
  issuer?: string | undefined;
  now?: (() => number) | undefined;
  state?: string | undefined;
  /** Default: 12. Ignored when the state file holds people already. */
  learners?: number | undefined;
  /** Default: the whole course, module 1, sequence 1 of module 1; 20 points each, 10 to pass. */
  activities?: readonly NewActivity[] | undefined;
  course?: { label: string; title: string } | undefined;
  onScore?: ScoreGate | undefined;
}

/** One login to begin. Defaults: in a frame, LtiResourceLinkRequest, a new browser. `session`: the cookie of an earlier login. */
export interface LoginOptions {
  container?: Container;
  messageType?: MessageType;
  forUserId?: string;
  locale?: string;
  session?: string;
}

/** A login that was begun: what the browser posts to `url`, and the cookie (`name=value`) with which it must come to `/auth`. */
export interface StartedLogin {
  url: string;
  params: Record<string, string>;
  cookie: string;
}

/** A running practice LMS: an LTI 1.3 platform that behaves as the recorded Moodle 4.4. */
export interface PracticeLms {
  /** Its address, without trailing slash: http://localhost:PORT. */
  readonly url: string;
  readonly port: number;
  readonly issuer: string;
  readonly clientId: string;
  readonly deploymentId: string;
  readonly registration: {
    issuer: string;
    clientId: string;
    authUrl: string;
    tokenUrl: string;
    jwksUrl: string;
    deploymentIds: string[];
  };
  /** People, activities, columns, grades: add, change, remove, lock, override. */
  readonly site: Site;
  readonly moods: MoodPanel;
  /** Every score posted so far (the latest 10,000 at least), refused ones too. */
  readonly scoreLog: readonly PostedScore[];
  onScore: ScoreGate | undefined;
  gradebook(): GradebookRow[];
  /** Requests so far by endpoint: login, auth, token, jwks, lineitems, lineitem, scores, results, memberships, content-return. */
  requestCount(endpoint: string): number;
  /** `activityId` null: deep linking. Throws RangeError for unknown ids. */
  startLogin(userId: string, activityId: string | null, options?: LoginOptions): StartedLogin;
  /** The authorization endpoint without HTTP: `url` is where the tool redirected to. */
  authorize(url: string | URL, cookie: string | undefined): AuthAnswer;
  /** The claims of a good launch of now, to be spoilt and minted. */
  launchClaims(
    userId: string,
    activityId: string | null,
    nonce: string,
    options?: LoginOptions,
  ): Record<string, unknown>;
  mint(claims: unknown, options?: MintOptions): string;
  /** The current public key as PEM text. */
  publicPem(): string;
  /** A new key signs from now on. The old ones stay published unless `keepOld` is false. */
  rotateKeys(keepOld?: boolean): void;
  /** What the tool may ask for; scopes given out earlier stay until their tokens end. */
  allowScopes(scopes: readonly string[]): void;
  /** Ends every access token given out so far. */
  revokeTokens(): void;
  /** Frees the port: connections are refused until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
}

/** The example course of Passerelle. */
const DEFAULT_COURSE = { label: 'NUM101', title: 'Le numérique, l’esprit tranquille' };
const DEFAULT_ACTIVITIES: readonly NewActivity[] = [
  { title: 'Le cours entier', description: 'Trois modules, vingt-quatre grains, à votre rythme.' },
  {
    title: 'Module 1 : Protéger ses comptes',
    description: 'Deux séquences, huit grains.',
    custom: { module: 'module1' },
  },
  {
    title: 'Séquence 1 : Des mots de passe solides',
    description: 'Pour commencer : quatre grains, un quart d’heure.',
    custom: { module: 'module1', sequence: 'sequence1' },
  },
];

function makeState(options: PracticeLmsOptions, url: string, saved: SavedState | undefined): PlatformState {
  const { toolUrl, clientId = 'PracticePasserelle', deploymentId = '1', issuer = url, now = Date.now } = options;
  const site = new Site(now);
  if (saved === undefined) site.fill(options.learners ?? 12, options.activities ?? DEFAULT_ACTIVITIES);
  else site.restore(saved.site);
  const course = options.course ?? DEFAULT_COURSE;
  const tool = toolUrl.replace(/\/+$/, '');
  return {
    site,
    platform: { url, issuer, toolUrl: tool, clientId, deploymentId, course, siteName: 'LMS d’essai' },
    moods: new MoodPanel(),
    tokens: new AccessTokens(now),
    pending: new PendingLaunches(),
    toolKeys: new ToolKeys(`${tool}/lti/jwks`, now),
    keys: saved?.keys.map(loadKey) ?? [makeKey()],
    scopes: ALL_SCOPES,
    cookieSecret: saved?.cookieSecret ?? randomBytes(32).toString('base64url'),
    now,
    requests: new Map(),
    scoreLog: [],
    onScore: options.onScore,
  };
}

function makeHandler(state: PlatformState, feed: LiveFeed): WebHandler {
  return async (request: WebRequest) => {
    const { url } = request;
    const language = url.searchParams.get('lang');
    if (language !== null && request.method === 'GET' && !url.pathname.startsWith('/mod/')) {
      url.searchParams.delete('lang');
      const cookie = `practice_lms_lang=${language === 'en' ? 'en' : 'fr'}; Path=/; Max-Age=31536000; SameSite=Lax`;
      return { status: 303, headers: { location: url.pathname + url.search, 'set-cookie': cookie } };
    }
    const session = openSession(request.cookies.get(cookieName(state)), state.cookieSecret);
    const words = wordsFor(request.cookies.get('practice_lms_lang'));
    const view: View = {
      words,
      platform: state.platform,
      person: null,
      path: url.pathname,
      moods: state.moods.current,
    };
    const endpoint = endpointName(request);
    if (endpoint === undefined) return answerPage({ request, session, view, state, feed });
    state.requests.set(endpoint, (state.requests.get(endpoint) ?? 0) + 1);
    const isForPeople = ['login', 'auth', 'content-return'].includes(endpoint);
    const moody = await answerMood(state, view, isForPeople);
    if (moody !== undefined) return moody;
    if (endpoint === 'auth') return answerAuthRequest(request, session, state, view);
    return isForPeople ? answerPage({ request, session, view, state, feed }) : answerTool(request, state);
  };
}

function makeLaunch(state: PlatformState, userId: string, activityId: string | null, options: LoginOptions): Launch {
  const activity = activityId === null ? null : state.site.activities.get(activityId);
  if (activity === undefined) throw new RangeError(`no activity has the id ${activityId}`);
  const { container = 'iframe', forUserId = null, locale = 'fr' } = options;
  const usual =
    activity === null
      ? 'LtiDeepLinkingRequest'
      : forUserId === null
        ? 'LtiResourceLinkRequest'
        : 'LtiSubmissionReviewRequest';
  const messageType = options.messageType ?? usual;
  return { person: state.site.getPerson(userId), activity, messageType, container, locale, sesskey: '', forUserId };
}

function startLogin(state: PlatformState, launch: Launch, cookie: string | undefined): StartedLogin {
  const name = cookieName(state);
  const earlier = cookie === undefined ? undefined : openSession(cookie.replace(`${name}=`, ''), state.cookieSecret);
  const session = signIn(earlier ?? newSession(), launch.person.id);
  const sesskey = sesskeyOf(session, state.cookieSecret);
  const params = state.pending.begin(session, { ...launch, sesskey }, state.platform);
  return {
    url: `${state.platform.toolUrl}/lti/login`,
    params,
    cookie: `${name}=${sealSession(session, state.cookieSecret)}`,
  };
}

function registrationOf({
  url,
  issuer,
  clientId,
  deploymentId,
}: PlatformState['platform']): PracticeLms['registration'] {
  const endpoints = { authUrl: `${url}/auth`, tokenUrl: `${url}/token`, jwksUrl: `${url}/jwks` };
  return { issuer, clientId, ...endpoints, deploymentIds: [deploymentId] };
}

/** Starts a practice LMS. Rejects with the error of `listen` when the port is taken. */
export async function createPracticeLms(options: PracticeLmsOptions): Promise<PracticeLms> {
  let handler: WebHandler = async () => ({ status: 503 });
  const server = await startServer((request) => handler(request), options.port, options.host);
  const url = `http://${options.host ?? 'localhost'}:${server.port}`;
  const path = options.state;
  const state = makeState(options, url, path === undefined ? undefined : readState(path));
  const feed = new LiveFeed();
  const save = (): void => {
    if (path === undefined) return;
    writeState(path, { keys: state.keys.map(saveKey), cookieSecret: state.cookieSecret, site: state.site.snapshot() });
  };
  state.moods.onChange = () => feed.tell(undefined);
  state.site.onChange = (cell) => {
    save();
    feed.tell(cell?.userId);
  };
  save();
  handler = makeHandler(state, feed);
  const { issuer, clientId, deploymentId } = state.platform;
  return {
    url,
    port: server.port,
    issuer,
    clientId,
    deploymentId,
    registration: registrationOf(state.platform),
    site: state.site,
    moods: state.moods,
    scoreLog: state.scoreLog,
    get onScore() {
      return state.onScore;
    },
    set onScore(gate) {
      state.onScore = gate;
    },
    gradebook: () => state.site.gradebook(),
    requestCount: (endpoint) => state.requests.get(endpoint) ?? 0,
    startLogin: (userId, activityId, login = {}) =>
      startLogin(state, makeLaunch(state, userId, activityId, login), login.session),
    authorize: (to, cookie) => {
      const session = openSession(cookie?.replace(`${cookieName(state)}=`, ''), state.cookieSecret);
      return answerAuth(new URL(to).searchParams, session, state);
    },
    launchClaims: (userId, activityId, nonce, login = {}) => {
      const { platform, scopes, moods } = state;
      const issuedAt = Math.floor(state.now() / 1000);
      const context = { platform, nonce, issuedAt, privacy: moods.current.privacy, scopes };
      return makeClaims(makeLaunch(state, userId, activityId, login), context);
    },
    mint: (claims, how) => mint(claims, currentKey(state), how),
    publicPem: () => publicPem(currentKey(state)),
    rotateKeys: (keepOld = true) => {
      state.keys = [...(keepOld ? state.keys : []), makeKey()];
      save();
    },
    allowScopes: (scopes) => {
      state.scopes = scopes;
    },
    revokeTokens: () => state.tokens.revokeAll(),
    pause: () => server.pause(),
    resume: () => server.resume(),
    close: async () => {
      feed.close();
      await server.pause();
    },
  };
}

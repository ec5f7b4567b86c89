import { randomBytes } from 'node:crypto';
import { startServer, type WebHandler, type WebRequest } from './http.ts';
import {
  type LoginOptions,
  launchClaims,
  makeLaunch,
  type StartedLogin,
  startLogin,
} from './launch-without-browser.ts';
import { LiveFeed } from './live-feed.ts';
import { type View, wordsFor } from './pages/layout.ts';
import { answerPage, cookieName } from './pages.routes.ts';
import { type AuthAnswer, answerAuth, currentKey, type PlatformState } from './platform-state.ts';
import { AccessTokens, ALL_SCOPES } from './protocol/access-tokens.ts';
import { PendingLaunches } from './protocol/authorization.ts';
import { openSession } from './protocol/browser-session.ts';
import type { TokenIssuer } from './protocol/launch-token.ts';
import { type Consumer, lti1p1Form } from './protocol/lti1p1.ts';
import { ToolRegistrations } from './protocol/registration.ts';
import { loadKey, type MintOptions, makeKey, mint, publicPem, saveKey } from './protocol/signing-keys.ts';
import { ToolKeys } from './protocol/tool-keys.remote.ts';
import { answerAuthRequest, answerMood, answerTool, endpointName } from './protocol.routes.ts';
import type { PostedScore, ScoreGate } from './services/service.ts';
import type { ServicesRights } from './services/web-services.ts';
import { MoodPanel } from './site/moods.ts';
import { type GradebookRow, type NewActivity, Site } from './site/site.ts';
import { readState, type SavedState, writeState } from './site/state-file.ts';

export type { LoginOptions, StartedLogin } from './launch-without-browser.ts';
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
  /** Key and secret of the tool, for activities whose door is `lti1p1`. */
  consumer?: Consumer | undefined;
  /** What the tool gave for activities whose door is `token`. */
  tokenIssuer?: TokenIssuer | undefined;
  /** The token that opens the web services; undefined: none does. */
  servicesToken?: string | undefined;
}

/** A running practice LMS: an LTI 1.3 platform that behaves as the recorded Moodle 4.4. */
export interface PracticeLms {
  /** Its address, without trailing slash: http://localhost:PORT. */
  readonly url: string;
  readonly port: number;
  readonly issuer: string;
  /** Another one after a tool has registered itself. */
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
  /**
   * Requests so far by endpoint: login, auth, token, jwks, lineitems, lineitem, scores, results, memberships, content-return,
   * openid-configuration, registration.
   */
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
  /** The signed form of an LTI 1.1 launch. Throws RangeError for unknown ids, and without a consumer. */
  lti1p1Form(userId: string, activityId: string): { action: string; fields: Record<string, string> };
  mint(claims: unknown, options?: MintOptions): string;
  /** The current public key as PEM text. */
  publicPem(): string;
  /** A new key signs from now on. The old ones stay published unless `keepOld` is false. */
  rotateKeys(keepOld?: boolean): void;
  /** What the tool may ask for; scopes given out earlier stay until their tokens end. */
  allowScopes(scopes: readonly string[]): void;
  /** What the user of the web services may do; `manage` at first. */
  allowServices(rights: ServicesRights): void;
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
  const { toolUrl, deploymentId = '1', issuer = url, now = Date.now } = options;
  const clientId = saved?.tool?.clientId ?? options.clientId ?? 'PracticePasserelle';
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
    registrations: new ToolRegistrations(now),
    keys: saved?.keys.map(loadKey) ?? [makeKey()],
    scopes: saved?.tool?.scopes ?? ALL_SCOPES,
    cookieSecret: saved?.cookieSecret ?? randomBytes(32).toString('base64url'),
    now,
    requests: new Map(),
    scoreLog: [],
    onScore: options.onScore,
    servicesRights: 'manage',
    doors: options,
    save: () => {},
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
    const words = wordsFor(request.cookies.get('practice_lms_lang'), request.headers['accept-language']);
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

function registrationOf({
  url,
  issuer,
  clientId,
  deploymentId,
}: PlatformState['platform']): PracticeLms['registration'] {
  const endpoints = { authUrl: `${url}/auth`, tokenUrl: `${url}/token`, jwksUrl: `${url}/jwks` };
  return { issuer, clientId, ...endpoints, deploymentIds: [deploymentId] };
}

/** What keeps the state file and the open pages up to date. Returns the function that writes the file. */
function watch(state: PlatformState, feed: LiveFeed, file: string | undefined): () => void {
  const save = (): void => {
    if (file === undefined) return;
    const { cookieSecret, platform, scopes } = state;
    const tool = { clientId: platform.clientId, scopes };
    writeState(file, { keys: state.keys.map(saveKey), cookieSecret, site: state.site.snapshot(), tool });
  };
  state.save = save;
  state.moods.onChange = () => feed.tell(undefined);
  state.site.onChange = (cell) => {
    save();
    feed.tell(cell?.userId);
  };
  save();
  return save;
}

type Tools = Pick<
  PracticeLms,
  | 'gradebook'
  | 'requestCount'
  | 'startLogin'
  | 'authorize'
  | 'launchClaims'
  | 'lti1p1Form'
  | 'mint'
  | 'publicPem'
  | 'rotateKeys'
  | 'allowScopes'
  | 'allowServices'
  | 'revokeTokens'
>;

function toolsFor(state: PlatformState, save: () => void): Tools {
  const cookie = `${cookieName(state)}=`;
  return {
    gradebook: () => state.site.gradebook(),
    requestCount: (endpoint) => state.requests.get(endpoint) ?? 0,
    startLogin: (userId, activityId, login = {}) =>
      startLogin(state, makeLaunch(state, userId, activityId, login), login.session),
    authorize: (url, given) =>
      answerAuth(new URL(url).searchParams, openSession(given?.replace(cookie, ''), state.cookieSecret), state),
    launchClaims: (userId, activityId, nonce, login = {}) =>
      launchClaims(state, makeLaunch(state, userId, activityId, login), nonce),
    lti1p1Form: (userId, activityId) => {
      const { doors, platform, now } = state;
      if (doors.consumer === undefined) throw new RangeError('the tool has given no key for LTI 1.1');
      const about = { privacy: state.moods.current.privacy, now: now() };
      return lti1p1Form(makeLaunch(state, userId, activityId, {}), platform, doors.consumer, about);
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
    allowServices: (rights) => {
      state.servicesRights = rights;
    },
    revokeTokens: () => state.tokens.revokeAll(),
  };
}

/** Starts a practice LMS. Rejects with the error of `listen` when the port is taken. */
export async function createPracticeLms(options: PracticeLmsOptions): Promise<PracticeLms> {
  const saved = options.state === undefined ? undefined : readState(options.state);
  let handler: WebHandler = async () => ({ status: 503 });
  const server = await startServer((request) => handler(request), options.port, options.host);
  const url = `http://${options.host ?? 'localhost'}:${server.port}`;
  const state = makeState(options, url, saved);
  const feed = new LiveFeed();
  const save = watch(state, feed, options.state);
  handler = makeHandler(state, feed);
  const { issuer, deploymentId } = state.platform;
  const { site, moods, scoreLog } = state;
  return {
    ...{ url, port: server.port, issuer, deploymentId },
    get clientId() {
      return state.platform.clientId;
    },
    get registration() {
      return registrationOf(state.platform);
    },
    ...{ site, moods, scoreLog },
    ...toolsFor(state, save),
    get onScore() {
      return state.onScore;
    },
    set onScore(gate) {
      state.onScore = gate;
    },
    pause: () => server.pause(),
    resume: () => server.resume(),
    close: async () => {
      feed.close();
      await server.pause();
    },
  };
}

import type { AccessTokens } from './protocol/access-tokens.ts';
import { type AuthDecision, authorize, type PendingLaunches } from './protocol/authorization.ts';
import type { BrowserSession } from './protocol/browser-session.ts';
import { makeClaims, type Platform } from './protocol/claims.ts';
import type { TokenIssuer } from './protocol/launch-token.ts';
import type { Consumer } from './protocol/lti1p1.ts';
import type { ToolRegistrations } from './protocol/registration.ts';
import { mint, type SigningKey } from './protocol/signing-keys.ts';
import type { ToolKeys } from './protocol/tool-keys.remote.ts';
import type { PostedScore, ScoreGate } from './services/service.ts';
import type { ServicesRights } from './services/web-services.ts';
import type { MoodPanel } from './site/moods.ts';
import type { Site } from './site/site.ts';

/** Everything that one running practice LMS holds. `keys`: newest last, which signs. `scopes`: what the tool may ask for. */
export interface PlatformState {
  site: Site;
  platform: Platform;
  moods: MoodPanel;
  tokens: AccessTokens;
  pending: PendingLaunches;
  toolKeys: ToolKeys;
  registrations: ToolRegistrations;
  keys: SigningKey[];
  scopes: readonly string[];
  cookieSecret: string;
  now: () => number;
  requests: Map<string, number>;
  scoreLog: PostedScore[];
  onScore: ScoreGate | undefined;
  servicesRights: ServicesRights;
  /** What the tool gave for LTI 1.1 and for signed tokens, and what we gave it for our web services. */
  doors: { consumer?: Consumer | undefined; tokenIssuer?: TokenIssuer | undefined; servicesToken?: string | undefined };
  /** Keeps what a restart must know. */
  save(): void;
}

/** The tool that registered itself takes the place of the former registration; what was given to that one ends. */
export function activateTool(state: PlatformState): void {
  const tool = state.registrations.waiting;
  if (tool === undefined) return;
  state.registrations.waiting = undefined;
  state.platform.clientId = tool.clientId;
  state.scopes = tool.scopes;
  state.tokens.revokeAll();
  state.save();
}

/** What the browser is told to do after an authentication request. `post`: submit these fields to `action`. */
export type AuthAnswer =
  | { kind: 'post'; action: string; fields: Record<string, string> }
  | Extract<AuthDecision, { kind: 'repost' | 'invalid' }>;

/** The key that signs. */
export function currentKey(state: PlatformState): SigningKey {
  const key = state.keys.at(-1);
  if (key === undefined) throw new Error('the platform has no signing key');
  return key;
}

/** The authorization endpoint, without HTTP. */
export function answerAuth(
  query: URLSearchParams,
  session: BrowserSession | undefined,
  state: PlatformState,
): AuthAnswer {
  const decision = authorize(query, session, state.pending, state.platform);
  if (decision.kind === 'refused') return { kind: 'post', action: decision.action, fields: decision.fields };
  if (decision.kind !== 'launch') return decision;
  const { platform, scopes } = state;
  const issuedAt = Math.floor(state.now() / 1000);
  const { privacy } = state.moods.current;
  const claims = makeClaims(decision.launch, { platform, nonce: decision.nonce, issuedAt, privacy, scopes });
  const fields = { id_token: mint(claims, currentKey(state)), state: decision.state };
  return { kind: 'post', action: decision.action, fields };
}

import type { AccessTokens } from '../protocol/access-tokens.ts';
import type { Platform } from '../protocol/claims.ts';
import type { MoodPanel } from '../site/moods.ts';
import type { Site } from '../site/site.ts';

/** A score that the tool posted, as the tests see it. `body` is the JSON as sent; `status` is 0 before it is answered. */
export interface PostedScore {
  at: number;
  itemId: string;
  body: unknown;
  status: number;
}

/** Called before a score is applied and again after, before it is answered. The answer waits for it. */
export type ScoreGate = (when: 'before' | 'after', score: PostedScore) => Promise<void> | void;

/** What the services for the tool work with. */
export interface ServiceContext {
  site: Site;
  platform: Platform;
  tokens: AccessTokens;
  moods: MoodPanel;
  now: () => number;
  scoreLog: PostedScore[];
  gate: () => ScoreGate | undefined;
}

import type { ReasonCode } from './ags-reasons.ts';
import type { OutboundResponse } from './outbound.ts';

/**
 * Why a call to an LMS's service gave nothing. `retry`: it may succeed later; `isPlatformWide` when it says something about
 * the LMS as a whole and not about this one grade. `gave_up`: only a person can change that.
 */
export type ServiceTrouble =
  | { kind: 'retry'; code: ReasonCode; isPlatformWide: boolean; afterMs?: number | undefined }
  | { kind: 'gave_up'; code: ReasonCode };

/** A trouble of the LMS as a whole, to be tried again. `afterMs`: how long it asked us to wait. */
export function trouble(code: ReasonCode, options: { afterMs?: number | undefined } = {}): ServiceTrouble {
  return { kind: 'retry', code, isPlatformWide: true, ...options };
}

const LONGEST_WAIT_MS = 24 * 3600_000;

/** Retry-After, in seconds or as a date (RFC 9110, 10.2.3), at most a day; undefined when absent or unreadable. */
export function retryAfterMs(response: Pick<OutboundResponse, 'headers'>, nowMs: number): number | undefined {
  const text = response.headers['retry-after']?.trim();
  if (text === undefined || text === '') return undefined;
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), LONGEST_WAIT_MS) : undefined;
}

/** What an error thrown by a GuardedFetch says about the platform; other errors are thrown on. */
export function troubleOfOutbound(error: unknown): ServiceTrouble {
  const { code } = error as { code?: unknown };
  if (code === 'lti.outbound_refused') return trouble('address_refused');
  if (typeof code === 'string' && code.startsWith('lti.outbound_')) return trouble('lms_unreachable');
  throw error;
}

import type { Scope } from './scopes.ts';

/** Calls allowed in each UTC minute, hour and day. */
export interface Quotas {
  minute: number;
  hour: number;
  day: number;
}

export type QuotaWindow = keyof Quotas;

const QUOTA_WINDOWS: readonly QuotaWindow[] = ['minute', 'hour', 'day'];
const WINDOW_SECONDS: Readonly<Quotas> = { minute: 60, hour: 3600, day: 86_400 };

const READ_QUOTAS: Quotas = { minute: 60, hour: 1000, day: 10_000 };
/** An export is one long call, but its callers usually repeat it. */
const EXPORT_QUOTAS: Quotas = { minute: 300, hour: 5000, day: 50_000 };

/** What a caller may do whose row leaves a quota empty: never unlimited. */
export function quotasOf(
  row: { quota_per_minute: number | null; quota_per_hour: number | null; quota_daily: number | null },
  scopes: readonly Scope[],
): Quotas {
  const fallback = scopes.includes('academic:export') ? EXPORT_QUOTAS : READ_QUOTAS;
  return {
    minute: Math.max(0, row.quota_per_minute ?? fallback.minute),
    hour: Math.max(0, row.quota_per_hour ?? fallback.hour),
    day: Math.max(0, row.quota_daily ?? fallback.day),
  };
}

/** The three windows that an instant lies in, numbered from 1970 in UTC. */
export function windowNumbersOf(at: Date): Quotas {
  const seconds = Math.floor(at.getTime() / 1000);
  return {
    minute: Math.floor(seconds / WINDOW_SECONDS.minute),
    hour: Math.floor(seconds / WINDOW_SECONDS.hour),
    day: Math.floor(seconds / WINDOW_SECONDS.day),
  };
}

/** The first instant of the minute with this number. */
export function startOfMinute(number: number): Date {
  return new Date(number * WINDOW_SECONDS.minute * 1000);
}

/** Who pays: one row of counters. */
export interface QuotaBucket {
  id: string;
  tenantId: string;
  quotas: Quotas;
}

/** The counters after a call was let in, or as they stood when it was turned away. */
export interface QuotaCount {
  admitted: boolean;
  used: Quotas;
  /** When the call was counted: an instant of the window that the counters are of. */
  at: Date;
}

/** Where calls are counted, for all processes at once. */
export interface QuotaStore {
  /** One guarded statement: either all three counters go up by one, or none does and the call is refused. */
  consume(bucket: QuotaBucket, at: Date): Promise<QuotaCount>;
}

/** When the window that an instant lies in ends, in whole seconds since 1970. */
export function resetOf(window: QuotaWindow, at: Date): number {
  return (windowNumbersOf(at)[window] + 1) * WINDOW_SECONDS[window];
}

/** How many calls are left in each window; never below 0. */
export function remainingOf(quotas: Quotas, used: Quotas): Quotas {
  return {
    minute: Math.max(0, quotas.minute - used.minute),
    hour: Math.max(0, quotas.hour - used.hour),
    day: Math.max(0, quotas.day - used.day),
  };
}

/** The windows in which nothing is left, shortest first. */
export function exhaustedWindows(remaining: Quotas): QuotaWindow[] {
  return QUOTA_WINDOWS.filter((window) => remaining[window] === 0);
}

/** Seconds until the window ends, at least 1. */
export function secondsToReset(window: QuotaWindow, at: Date): number {
  return Math.max(1, Math.ceil(resetOf(window, at) - at.getTime() / 1000));
}

/** The headers that tell a caller where it stands: X-RateLimit-* and the IETF draft's RateLimit fields. */
export function quotaHeaders(quotas: Quotas, { used, at }: QuotaCount): Record<string, string> {
  const left = remainingOf(quotas, used);
  const list = (write: (window: QuotaWindow) => string) => QUOTA_WINDOWS.map(write).join(',');
  return {
    'x-ratelimit-limit': String(quotas.minute),
    'x-ratelimit-remaining': String(left.minute),
    'x-ratelimit-reset': String(resetOf('minute', at)),
    'x-ratelimit-limit-hour': String(quotas.hour),
    'x-ratelimit-remaining-hour': String(left.hour),
    'x-ratelimit-reset-hour': String(resetOf('hour', at)),
    'x-ratelimit-limit-day': String(quotas.day),
    'x-ratelimit-remaining-day': String(left.day),
    'x-ratelimit-reset-day': String(resetOf('day', at)),
    'ratelimit-policy': list((window) => `"${window}";q=${quotas[window]};w=${WINDOW_SECONDS[window]}`),
    ratelimit: list((window) => `"${window}";r=${left[window]};t=${secondsToReset(window, at)}`),
  };
}

/** What went wrong, in the eight ways a caller can react to. Only `http/problem.ts` turns a kind into a status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_many'
  | 'unavailable'
  | 'internal';

export interface AppErrorOptions {
  cause?: unknown;
  /** More members of the error body, for machines. Never personal data. */
  details?: Record<string, unknown>;
  /** How long a caller should wait, in seconds. */
  retryAfterSeconds?: number;
}

/**
 * The one error type that the rooms throw. `code` is stable and written `room.what_happened`; the part after the dot is
 * what HTTP answers as `error`. `message` is for the operator's log; `publicText` is what a stranger may read.
 */
export class AppError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly publicText: string;
  readonly details: Record<string, unknown>;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: string, kind: ErrorKind, operatorText: string, publicText?: string, options: AppErrorOptions = {}) {
    super(operatorText, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.kind = kind;
    this.publicText = publicText ?? operatorText;
    this.details = options.details ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

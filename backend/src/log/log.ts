import { type DestinationStream, type Logger, pino } from 'pino';

/** Levels by meaning: error = somebody must act; warn = somebody should look; info = a fact of operation; debug = for us. */
export type Log = Pick<Logger, 'error' | 'warn' | 'info' | 'debug' | 'child' | 'level'>;

/**
 * Structured JSON lines on standard output. Nothing personal may be logged: callers pass ids of ours, codes and counts.
 * The paths below are a second net under that rule.
 * @param level pino's level names, or `silent`
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'token',
        'code',
        'key',
        'email',
        'name',
        'authorization',
        '*.authorization',
        '*.cookie',
        '*.token',
        '*.email',
      ],
      censor: '[redacted]',
    },
    serializers: { err: errorFacts },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/**
 * What MySQL, MariaDB and PostgreSQL quote of rows in their messages: `Duplicate entry '...' for key`, `Incorrect datetime value:
 * '...' for column`, `invalid input syntax for type uuid: "..."`.
 */
const QUOTED_VALUE =
  /\b(entry|value:?|range:|type [\w ]{1,40}:) (?:'.*'|".*")(?= for (?:key|column) | is out of range|$)/s;

/**
 * What of an error may stand in a log: drivers put bound values into `detail`, `sql` and `parameters`, so these are dropped, and
 * into the message, which stands in the stack again: there they are cut out.
 */
function errorFacts(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as Error & { code?: unknown };
  const cause = error.cause instanceof Error ? errorFacts(error.cause) : undefined;
  const message = error.message.replace(QUOTED_VALUE, '$1 [redacted]');
  const places = (error.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line));
  const stack = [`${error.name}: ${message}`, ...places].join('\n');
  return { type: error.name, code, message, stack, ...(cause && { cause }) };
}

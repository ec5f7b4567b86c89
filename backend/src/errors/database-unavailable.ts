const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ER_SERVER_SHUTDOWN',
  'ER_CON_COUNT_ERROR',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_READ_ONLY_MODE',
  'ER_RECORD_FILE_FULL',
  'SQLITE_BUSY',
  'SQLITE_IOERR',
  'SQLITE_FULL',
  'SQLITE_READONLY',
  'SQLITE_CANTOPEN',
  'ER_DISK_FULL',
  'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION',
  'POOL_CLOSED',
]);
/** Statement ended for its time: MariaDB, MySQL. Their names are missing in the driver's list. */
const ERRNOS = new Set([1969, 3024]);
/** SQLSTATE classes: 08 connection, 53 out of resources, 57P0x shutting down, 25006 read-only, 55P03 lock, 57014 time-out. */
const SQLSTATE = /^(08|53|57P0[1-4]|57014|25006|55P03)/;
const DRIVER_SENTENCES =
  /connection terminated|timeout exceeded when trying to connect|Query read timeout|closed state|is not queryable|Can't add new command|No space left on device|error 28 |refused: maintenance/i;

const OF_FILES = new Set(['ENOENT', 'ENOSPC', 'EDQUOT']);

/** Whether the system said so of a file: a socket that is not there is a server's. */
export function isOfFile(error: unknown): error is NodeJS.ErrnoException {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code !== undefined && OF_FILES.has(code) && syscall !== undefined && syscall !== 'connect';
}

/**
 * Whether an error says that the database cannot answer now, as opposed to refusing this statement: the caller then gets
 * 503 and may try again.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error) || isOfFile(error)) return false;
  const { code, errno } = error as { code?: unknown; errno?: unknown };
  if (typeof errno === 'number' && ERRNOS.has(errno)) return true;
  if (
    typeof code === 'string' &&
    (NETWORK.has(code) || SQLSTATE.test(code) || code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_BUSY'))
  )
    return true;
  return DRIVER_SENTENCES.test(error.message) || isDatabaseUnavailable(error.cause);
}

const NO_WRITES = new Set([
  '53100',
  '25006',
  'ER_DISK_FULL',
  'ER_RECORD_FILE_FULL',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_READ_ONLY_MODE',
  'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION',
  'SQLITE_FULL',
  'SQLITE_IOERR_WRITE',
]);

/**
 * Whether an error says that the database answers and takes no writes: its disk is full, or it is read-only. A base that is
 * closed on purpose (maintenance, a move) is not meant.
 */
export function isRefusingWrites(error: unknown): boolean {
  if (!(error instanceof Error) || isOfFile(error) || /refused: maintenance/.test(error.message)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (NO_WRITES.has(code) || code.startsWith('SQLITE_READONLY'))) return true;
  return /No space left on device|error 28 /i.test(error.message) || isRefusingWrites(error.cause);
}

/** Whether a row was held by somebody else for longer than the statement may wait. */
export function isLockedRow(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === '55P03' || code === 'ER_LOCK_WAIT_TIMEOUT';
}

/** Whether the same transaction may succeed if it is tried again at once: deadlock or serialisation failure. */
export function isWorthRetrying(error: unknown): boolean {
  const { code, errno } = error as { code?: unknown; errno?: unknown };
  return code === '40P01' || code === '40001' || code === 'ER_LOCK_DEADLOCK' || errno === 1020;
}

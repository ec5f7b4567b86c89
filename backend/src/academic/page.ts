/** Which part of a list is wanted. */
export interface PageRequest {
  limit: number;
  offset: number;
  /** Position after which the page begins, as the list's own view wrote it; then offset is 0. */
  after: readonly (string | number | null)[] | undefined;
  /** The number of rows as counted a moment ago, where counting again would cost more than it tells. */
  knownTotal: number | undefined;
}

/** A part of a list. */
export interface Page<Row> {
  rows: Row[];
  /** All rows that match, wherever the page lies. */
  total: number;
  hasMore: boolean;
  /** Position of the last row; undefined when the page is empty. */
  last: readonly (string | number | null)[] | undefined;
}

const CURSOR_VERSION = 'c1';

/** A position as text that callers hand back unread. */
export function cursorOf(resource: string, position: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify([CURSOR_VERSION, resource, ...position])).toString('base64url');
}

/** The position behind a cursor of this resource; undefined when it is none. */
export function positionOf(resource: string, text: string): (string | number | null)[] | undefined {
  if (!/^[A-Za-z0-9_-]{1,2000}$/.test(text)) return undefined;
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  if (!Array.isArray(read)) return undefined;
  const [version, of, ...position] = read as unknown[];
  if (version !== CURSOR_VERSION || of !== resource || position.length > 4) return undefined;
  return position.every(isPlain) ? position : undefined;
}

/** No control characters: PostgreSQL takes no NUL. */
function isPlain(value: unknown): value is string | number | null {
  if (value === null || (typeof value === 'number' && Number.isFinite(value))) return true;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is refused
  return typeof value === 'string' && value.isWellFormed() && !/[\u0000-\u001f]/.test(value);
}

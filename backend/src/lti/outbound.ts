/** A request to a server that somebody else named. No header is added that is not here, save User-Agent and Host. */
export interface OutboundRequest {
  /** Default GET. */
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

/** An answer, read whole. A redirect is an answer like any other: it is never followed. */
export interface OutboundResponse {
  status: number;
  /** The reason phrase; Moodle puts its whole explanation there. */
  statusText: string;
  /** Lower-case names; repeated headers joined by `, `. */
  headers: Readonly<Record<string, string>>;
  text(): string;
}

/**
 * Calls another server, inside limits of time and size.
 * @throws AppError `lti.outbound_refused` (the address may not be called), `lti.outbound_timeout`,
 * `lti.outbound_too_large`, `lti.outbound_failed` (no connection, TLS, protocol)
 */
export type GuardedFetch = (url: string, request?: OutboundRequest) => Promise<OutboundResponse>;

/** The media type of an answer, lower case, without parameters; empty when it says none. */
export function mediaTypeOf(response: Pick<OutboundResponse, 'headers'>): string {
  return (response.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** An answer's JSON, or undefined where it is none (Moodle's error bodies, a proxy's HTML page). */
export function jsonOf(response: Pick<OutboundResponse, 'text'>): unknown {
  try {
    return JSON.parse(response.text());
  } catch {
    return undefined;
  }
}

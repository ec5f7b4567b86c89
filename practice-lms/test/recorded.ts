import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type Answer, call } from './service-client.ts';

/** One recorded exchange with a real Moodle 4.4. `afterwards`: what its database held just after. */
export interface Exchange {
  what: string;
  request: {
    method: string;
    url: string;
    headers: Record<string, string>;
    body?: string;
    clientAssertion?: RecordedAssertion;
  };
  response: { status: number; reason: string; headers: Record<string, string>; body: string };
  afterwards?: unknown;
}

interface RecordedAssertion {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
}

const MOODLE = 'http://localhost:8081';

/** Reads test/recorded/NAME.json. */
export function readRecorded(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`./recorded/${name}.json`, import.meta.url), 'utf8'));
}

/** The scope that the recorded token had, by the description; undefined: all scopes. */
export function scopeOf(what: string): string | undefined {
  const ags = 'https://purl.imsglobal.org/spec/lti-ags/scope/';
  if (/read-only scope|only lineitem\.readonly/.test(what)) return `${ags}lineitem.readonly`;
  if (/only result\.readonly/.test(what)) return `${ags}result.readonly`;
  if (/only the NRPS scope/.test(what))
    return 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';
  if (/only (the )?score/.test(what)) return `${ags}score`;
  return undefined;
}

/** Sends a recorded request to `url` in place of Moodle, with our token where it had one. */
export function replay(exchange: Exchange, url: string, token: string): Promise<Answer> {
  const { method, headers, body } = exchange.request;
  const sent = { ...headers };
  if (sent.authorization?.includes('LAB-ACCESS-TOKEN')) sent.authorization = `Bearer ${token}`;
  return call(method, exchange.request.url.replace(MOODLE, url), sent, body?.replaceAll(MOODLE, url));
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Status, reason phrase, media type, Link and (but for HTML and abridged bodies) the body are those that Moodle sent. */
export function assertSameAnswer(answer: Answer, exchange: Exchange, url: string): void {
  const { response, what } = exchange;
  const isHtml = response.headers['content-type']?.startsWith('text/html') ?? false;
  assert.equal(answer.status, response.status, what);
  if (!isHtml || response.status === 204) assert.equal(answer.reason, response.reason, what);
  assert.equal(
    answer.headers['content-type']?.toString().split(';')[0],
    response.headers['content-type']?.split(';')[0],
    what,
  );
  const link =
    answer.headers.link === undefined ? undefined : Buffer.from(String(answer.headers.link), 'latin1').toString();
  assert.equal(link, response.headers.link?.replaceAll(MOODLE, url), what);
  const recorded = response.body.replaceAll(MOODLE.replaceAll('/', '\\/'), url).replaceAll(MOODLE, url);
  if (!isHtml && !recorded.includes('(an HTML error page, cut)'))
    assert.deepEqual(bodyOf(answer.body), bodyOf(recorded), what);
}

import type { WebReply, WebRequest } from '../http.ts';

/** The header as Moodle reads it: only of GET and DELETE, and never fetch's silence, which is no header at all. */
export function acceptOf(request: WebRequest): string {
  return isReading(request) ? (request.headers.accept ?? '') : '';
}

/** The media type of the body without its parameters; empty for GET and DELETE. */
export function contentTypeOf(request: WebRequest): string {
  return isReading(request) ? '' : ((request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '');
}

export function isReading(request: WebRequest): boolean {
  return request.method === 'GET' || request.method === 'DELETE';
}

/** Moodle's error document: the reason is in the status line as well. */
export function serviceError(request: WebRequest, status: number, reason: string): WebReply {
  const accept = acceptOf(request);
  const about = {
    method: request.method,
    url: request.url.pathname + request.url.search,
    ...(accept === '' ? {} : { accept }),
    contentType: contentTypeOf(request),
  };
  const body = JSON.stringify({ status, reason, request: about }, null, 4);
  return { status, reason, headers: { 'content-type': 'application/json; charset=utf-8' }, body };
}

/** A successful answer of this media type. */
export function serviceReply(status: number, mediaType: string, value: unknown): WebReply {
  const headers = { 'content-type': `${mediaType}; charset=utf-8` };
  return { status, headers, body: value === undefined ? '' : JSON.stringify(value) };
}

/** An HTML error page, such as a proxy or Moodle's own exception handler sends where JSON was expected. */
export function htmlError(status: number, title: string): WebReply {
  const body = `<!DOCTYPE html>\n<html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

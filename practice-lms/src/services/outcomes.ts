import type { WebReply, WebRequest } from '../http.ts';
import { type Consumer, isSignedCall, readSourcedId } from '../protocol/lti1p1.ts';
import type { ServiceContext } from './service.ts';

/** Scores by Basic Outcomes have no order: each replaces what is there. */
const NO_TIME = Number.MAX_SAFE_INTEGER;
const NAMESPACE = 'http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0';
const OPERATIONS = ['replaceResult', 'readResult', 'deleteResult'] as const;
type Operation = (typeof OPERATIONS)[number];

interface Answer {
  code: 'success' | 'failure' | 'unsupported';
  says: string;
  operation?: Operation;
  messageId?: string;
  result?: string;
}

/** POST /mod/lti/service.php: Basic Outcomes of LTI 1.1. Always 200 and text/html, as Moodle's. */
export function answerOutcomes(request: WebRequest, context: ServiceContext, consumer: Consumer | undefined): WebReply {
  const url = `${context.platform.url}${request.url.pathname}${request.url.search}`;
  const { authorization } = request.headers;
  if (authorization === undefined || consumer === undefined) {
    return reply({ code: 'failure', says: 'Missing or invalid consumer key or access token.' });
  }
  if (!isSignedCall({ url, authorization, body: request.body }, consumer, context.now())) {
    return reply({ code: 'failure', says: 'Message signature not valid' });
  }
  const operation = OPERATIONS.find((one) => request.body.includes(`<${one}Request>`));
  const messageId = textOf(request.body, 'imsx_messageIdentifier') ?? '';
  if (operation === undefined) return reply({ code: 'unsupported', says: 'unsupported', messageId });
  return reply({ operation, messageId, ...perform(operation, request.body, context, consumer) });
}

function perform(operation: Operation, body: string, { site }: ServiceContext, { secret }: Consumer): Answer {
  const named = readSourcedId(textOf(body, 'sourcedId') ?? '', secret);
  if (named === 'unreadable') return { code: 'failure', says: 'Invalid sourcedid in result message' };
  if (named === 'tampered') return { code: 'failure', says: 'SourcedId hash not valid' };
  const item = site.lineItems.get(site.activities.get(named.activityId)?.lineItemId ?? '');
  if (item === undefined) return { code: 'failure', says: 'Invalid instance' };
  if (operation === 'readResult') {
    const { finalGrade } = site.grade(item.id, named.userId);
    const score = finalGrade === null ? '' : String(finalGrade / item.scoreMaximum);
    const result = `<result><resultScore><language>en</language><textString>${score}</textString></resultScore></result>`;
    return { code: 'success', says: 'Result read', result };
  }
  return write(operation, textOf(body, 'textString') ?? '', (given) =>
    site.storeScore(item, named.userId, { given, maximum: 1, comment: null, timestampSeconds: NO_TIME }),
  );
}

function write(operation: Operation, score: string, store: (given: number | null) => { kind: string }): Answer {
  if (operation === 'deleteResult') {
    store(null);
    return { code: 'success', says: 'Grade delete request' };
  }
  if (!/^\d*\.?\d+$/.test(score)) return { code: 'failure', says: 'Score must be numeric' };
  if (Number(score) > 1) return { code: 'failure', says: 'Score not between 0.0 and 1.0' };
  const isStored = store(Number(score)).kind === 'stored';
  return { code: isStored ? 'success' : 'failure', says: isStored ? 'Grade replace response' : 'Grade not stored' };
}

function textOf(xml: string, name: string): string | undefined {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  const names: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' };
  return found?.replace(/&(lt|gt|quot|amp);/g, (_, entity: string) => names[entity] ?? '');
}

function reply({ code, says, operation, messageId = '', result = '' }: Answer): WebReply {
  const body = `<?xml version="1.0" encoding="UTF-8"?>
<imsx_POXEnvelopeResponse xmlns="${NAMESPACE}"><imsx_POXHeader><imsx_POXResponseHeaderInfo><imsx_version>V1.0</imsx_version><imsx_messageIdentifier>${Date.now()}</imsx_messageIdentifier><imsx_statusInfo><imsx_codeMajor>${code}</imsx_codeMajor><imsx_severity>status</imsx_severity><imsx_description>${says}</imsx_description><imsx_messageRefIdentifier>${messageId.replaceAll(/[^\w-]/g, '')}</imsx_messageRefIdentifier><imsx_operationRefIdentifier>${operation ?? 'unknown'}Request</imsx_operationRefIdentifier></imsx_statusInfo></imsx_POXResponseHeaderInfo></imsx_POXHeader><imsx_POXBody><${operation ?? 'unknown'}Response>${result}</${operation ?? 'unknown'}Response></imsx_POXBody></imsx_POXEnvelopeResponse>
`;
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

import { mediaTypeOf, type OutboundResponse } from './outbound.ts';
import { retryAfterMs, type ServiceTrouble, trouble } from './service-trouble.ts';

/** Where the LMS takes the result of one learner in one activity, as the learner's last launch named it. */
export interface OutcomeTarget {
  serviceUrl: string;
  /** The LMS' own name for (learner, activity); means nothing to us. */
  sourcedId: string;
}

/** What became of one call of the outcomes service. */
export type OutcomeAnswer =
  | { kind: 'done'; score: number | null }
  /** The LMS does not know this result (any more). */
  | { kind: 'unknown_target' }
  /** The server failed on it, which may concern this one grade. */
  | { kind: 'failing' }
  | ServiceTrouble;

/** Basic Outcomes of LTI 1.1 platforms. Nothing here throws for what another server does. */
export interface OutcomesClient {
  /** @param score 0..1 */
  replaceResult(consumer: OutcomeConsumer, target: OutcomeTarget, score: number): Promise<OutcomeAnswer>;
  /** Answers the score that the LMS has, null when it has none. */
  readResult(consumer: OutcomeConsumer, target: OutcomeTarget): Promise<OutcomeAnswer>;
  deleteResult(consumer: OutcomeConsumer, target: OutcomeTarget): Promise<OutcomeAnswer>;
}

/** Who signs: key and secret that the LMS gave, or that we gave it. */
export interface OutcomeConsumer {
  consumerKey: string;
  secret: string;
}

export type OutcomeOperation = 'replaceResult' | 'readResult' | 'deleteResult';

export const OUTCOMES_TYPE = 'application/xml';
const NAMESPACE = 'http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0';
const DECIMALS = 5;
const MAX_ANSWER_LENGTH = 64 * 1024;

/** The body of a call (LTI 1.1.1, 6.1). A score is a decimal from 0.0 to 1.0 with a point, whatever the language. */
export function outcomeBody(
  operation: OutcomeOperation,
  message: { id: string; sourcedId: string; score?: number },
): string {
  const result =
    message.score === undefined
      ? ''
      : `<result><resultScore><language>en</language><textString>${decimalOf(message.score)}</textString></resultScore></result>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<imsx_POXEnvelopeRequest xmlns="${NAMESPACE}">
<imsx_POXHeader><imsx_POXRequestHeaderInfo><imsx_version>V1.0</imsx_version><imsx_messageIdentifier>${xmlText(message.id)}</imsx_messageIdentifier></imsx_POXRequestHeaderInfo></imsx_POXHeader>
<imsx_POXBody><${operation}Request><resultRecord><sourcedGUID><sourcedId>${xmlText(message.sourcedId)}</sourcedId></sourcedGUID>${result}</resultRecord></${operation}Request></imsx_POXBody>
</imsx_POXEnvelopeRequest>`;
}

/** `0.0`, `0.33333`, `1.0`: never an exponent, never a comma, never a sign. */
export function decimalOf(score: number): string {
  const text = Math.min(Math.max(score, 0), 1).toFixed(DECIMALS).replace(/0+$/, '');
  return text.endsWith('.') ? `${text}0` : text;
}

/** Characters that XML 1.0 cannot hold are left out; the rest is escaped. */
export function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Moodle always says 200 and text/html: only the code inside counts. */
export function readOutcomeAnswer(response: OutboundResponse, nowMs: number): OutcomeAnswer {
  const envelope = readEnvelope(response.text());
  if (envelope === undefined) return troubleOfStatus(response, nowMs);
  if (envelope.codeMajor === 'success') return { kind: 'done', score: envelope.score };
  if (response.status >= 500) return { kind: 'failing' };
  return refusalOf(envelope);
}

function troubleOfStatus(response: OutboundResponse, nowMs: number): OutcomeAnswer {
  const { status } = response;
  const afterMs = retryAfterMs(response, nowMs);
  if (status === 429) return trouble('lms_throttled', { afterMs });
  if (status === 401) return trouble('secret_refused');
  if (status === 403 && mediaTypeOf(response) !== 'text/html') return { kind: 'gave_up', code: 'forbidden' };
  if (status === 500 || status === 502) return { kind: 'failing' };
  if (status >= 500 || status === 408) return trouble('lms_failing', { afterMs });
  return trouble('unexpected_answer');
}

interface Envelope {
  codeMajor: string;
  description: string;
  /** 0..1; null when there is none. */
  score: number | null;
}

/** What Moodle's descriptions of failures mean; others are refusals of the score. */
const REFUSALS: readonly [RegExp, OutcomeAnswer][] = [
  [/signature|consumer key|access token/i, trouble('secret_refused')],
  [/sourced.?id|not found|unknown (user|instance)|invalid instance/i, { kind: 'unknown_target' }],
  [/enrol|not allowed|permission/i, { kind: 'gave_up', code: 'not_a_student' }],
];

function refusalOf({ codeMajor, description }: Envelope): OutcomeAnswer {
  if (codeMajor === 'processing') return trouble('lms_failing');
  if (codeMajor === 'unsupported') return { kind: 'gave_up', code: 'outcomes_unsupported' };
  const known = REFUSALS.find(([pattern]) => pattern.test(description));
  return known?.[1] ?? { kind: 'gave_up', code: 'score_refused' };
}

/**
 * Reads the few elements of an answer that matter. Declarations of types and entities are refused outright, so nothing is
 * ever expanded; prefixes of elements do not matter. Undefined when it is no such answer.
 */
export function readEnvelope(xml: string): Envelope | undefined {
  if (xml.length > MAX_ANSWER_LENGTH || /<!(DOCTYPE|ENTITY)/i.test(xml)) return undefined;
  if (!/<(?:[\w-]+:)?imsx_POXEnvelopeResponse[\s>]/.test(xml)) return undefined;
  const codeMajor = elementText(xml, 'imsx_codeMajor');
  if (codeMajor === undefined) return undefined;
  const score = elementText(xml, 'textString');
  const isNumber = score !== undefined && /^\d*\.?\d+$/.test(score);
  return {
    codeMajor: codeMajor.toLowerCase(),
    description: elementText(xml, 'imsx_description') ?? '',
    score: isNumber ? Number(score) : null,
  };
}

const PREDEFINED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The text of the first element of that name; undefined when there is none or it is empty. */
function elementText(xml: string, name: string): string | undefined {
  const found = new RegExp(`<(?:[\\w-]+:)?${name}(?:\\s[^<>]*)?>([^<]{0,4000})</(?:[\\w-]+:)?${name}>`).exec(xml)?.[1];
  const text = found?.replace(/&(lt|gt|amp|quot|apos);/g, (_, entity: string) => PREDEFINED[entity] ?? '').trim();
  return text === '' ? undefined : text;
}

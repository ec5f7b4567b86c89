import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorKind } from '../errors/app-error.ts';
import { isDatabaseUnavailable } from '../errors/database-unavailable.ts';

const STATUS: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_many: 429,
  unavailable: 503,
  internal: 500,
};

/** An error as HTTP tells it. */
export interface Problem {
  status: number;
  retryAfterSeconds: number | undefined;
  body: { error: string; message: string; request_id: string } & Record<string, unknown>;
}

const RETRY_AFTER_SECONDS = 5;

/** Any thrown thing as an answer: stable code, a sentence for strangers, never a stack or a driver's text. */
export function problemOf(error: unknown, requestId: string): Problem {
  const known = asAppError(error);
  return {
    status: known.status,
    retryAfterSeconds: known.error.retryAfterSeconds,
    body: {
      error: known.error.code.slice(known.error.code.indexOf('.') + 1),
      message: known.error.publicText,
      ...known.error.details,
      request_id: requestId,
    },
  };
}

function asAppError(error: unknown): { error: AppError; status: number } {
  if (error instanceof AppError) return { error, status: STATUS[error.kind] };
  if (isDatabaseUnavailable(error)) {
    const unavailable = new AppError(
      'db.service_unavailable',
      'unavailable',
      'the database does not answer',
      'The service cannot answer right now. Nothing is lost; please try again in a moment.',
      { cause: error, retryAfterSeconds: RETRY_AFTER_SECONDS },
    );
    return { error: unavailable, status: 503 };
  }
  if (isUnkeepableText(error)) {
    const sentence = 'The request holds a character that no text may hold (U+0000).';
    return { error: new AppError('http.malformed_request', 'invalid', sentence, sentence), status: 400 };
  }
  const status = statusOfFramework(error);
  if (status !== undefined) {
    const { message, code } = error as FastifyError;
    // The framework repeats the whole address.
    const text = status === 414 || code === 'FST_ERR_BAD_URL' ? 'This address cannot be read.' : message;
    return { error: new AppError(`http.${frameworkCode(status, code)}`, 'invalid', text), status };
  }
  return {
    error: new AppError('http.internal_error', 'internal', 'unexpected error', 'Something went wrong on our side.'),
    status: 500,
  };
}

/** PostgreSQL takes no NUL in a text, where the other engines find nothing by one. */
function isUnkeepableText(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === '22021';
}

/** Refusals by the framework itself: schema, size, media type, malformed JSON, malformed URL. */
function statusOfFramework(error: unknown): number | undefined {
  const { statusCode } = error as Partial<FastifyError>;
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500 ? statusCode : undefined;
}

function frameworkCode(status: number, code: string | undefined): string {
  if (status === 413) return 'body_too_large';
  if (status === 414) return 'address_too_long';
  if (status === 415) return 'unsupported_media_type';
  if (status === 404) return 'not_found';
  return code === 'FST_ERR_VALIDATION' ? 'invalid_request' : 'malformed_request';
}

/** Fastify's error handler: answers the problem, logs what an operator has to know. */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error, request.id);
  if (problem.status >= 500) request.log.error({ err: error, code: problem.body.error }, 'request failed');
  else request.log.debug({ code: problem.body.error }, 'request refused');
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', problem.retryAfterSeconds);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  return reply.code(problem.status).header('cache-control', 'no-store').send(problem.body);
}

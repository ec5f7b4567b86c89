import type { FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';
import { AppError } from '../errors/app-error.ts';
import type { HttpServer } from '../http/server.ts';
import type { Log } from '../log/log.ts';
import { isPreview, requireSession, type Session, type SessionReader } from '../sessions/session.ts';
import type { Clock } from '../time/clock.ts';
import { completionOf, eventIdOf, MAX_BATCH, readEvent } from './event.ts';
import { type GrainCatalogue, type GrainMap, percentagesAround } from './grain-catalogue.ts';
import {
  progressBatchAnswer,
  progressPreviewAnswer,
  progressRecordedAnswer,
  progressWriteRequest,
} from './progress.schema.ts';
import { bearerOf } from './progress-read.routes.ts';
import type { Recorded, Recorder } from './recorder.ts';

export interface ProgressWritePorts {
  sessions: SessionReader;
  catalogue: GrainCatalogue;
  recorder: Recorder;
  clock: Clock;
  /** Called after a commit that recorded something new: grades may be due. */
  onRecorded(): void;
}

/** POST /api/progress: records one finished grain, or a batch of them. 201 and `ack` mean that it is on the disk. */
export function progressWriteRoutes(ports: ProgressWritePorts): (server: HttpServer) => Promise<void> {
  return async (server) => {
    server.post(
      '/api/progress',
      {
        schema: {
          body: progressWriteRequest,
          response: {
            200: Type.Union([progressRecordedAnswer, progressPreviewAnswer, progressBatchAnswer]),
            201: progressRecordedAnswer,
          },
        },
        validatorCompiler: () => () => true,
      },
      async (request, reply) => {
        const body = bodyOf(request.body);
        const bearer = bearerOf(request.headers.authorization) ?? tokenOf(body);
        const session = await requireSession(ports.sessions, bearer, request.headers.origin);
        if (isPreview(session)) {
          reply.header('cache-control', 'no-store');
          return previewAnswer(body);
        }
        const grains = await ports.catalogue.grainsOf(session.tenantId);
        const writer: Writer = { ports, session, grains, log: request.log };
        reply.header('cache-control', 'no-store');
        return 'events' in body ? recordBatch(writer, body.events) : recordSingle(writer, body, reply);
      },
    );
  };
}

interface Writer {
  ports: ProgressWritePorts;
  session: Session;
  grains: GrainMap;
  log: Pick<Log, 'error'>;
}

async function recordSingle(
  writer: Writer,
  body: unknown,
  reply: FastifyReply,
): Promise<Static<typeof progressRecordedAnswer>> {
  const { grainId, recorded } = await recordOne(writer, body, { isSingle: true });
  const { outcome, doneGrains } = recorded;
  if (outcome.kind === 'learner_gone') throw learnerGone();
  if (outcome.kind === 'recorded') {
    reply.code(201);
    writer.ports.onRecorded();
  }
  return {
    recorded: true,
    progress: {
      grain_id: grainId,
      module_id: outcome.moduleId,
      sequence_id: outcome.sequenceId,
      completed_at: outcome.completedAt.toISOString(),
    },
    percent: percentagesAround(writer.grains, doneGrains, outcome),
  };
}

async function recordOne(
  { ports, session, grains }: Writer,
  body: unknown,
  { isSingle }: { isSingle: boolean },
): Promise<{ grainId: string; recorded: Recorded }> {
  const event = readEvent(body, { needsId: !isSingle });
  const completion = completionOf(event, session, grains, ports.clock.now());
  return { grainId: event.grainId, recorded: await ports.recorder.record(completion, { wantsDone: isSingle }) };
}

/** An instructor looks without leaving a trace; a script that sends all the same may empty its queue. */
function previewAnswer(
  body: Record<string, unknown>,
): Static<typeof progressPreviewAnswer> | Static<typeof progressBatchAnswer> {
  if (!('events' in body)) {
    readEvent(body, { needsId: false });
    return { recorded: false, preview: true };
  }
  const ids = checkedBatch(body.events).map(eventIdOf);
  return { preview: true, ack: ids.filter((id) => id !== null), rejected: [] };
}

function checkedBatch(events: unknown): unknown[] {
  if (Array.isArray(events) && events.length > 0 && events.length <= MAX_BATCH) return events;
  throw invalidBody(`events must be an array of 1 to ${MAX_BATCH} events`);
}

async function recordBatch(writer: Writer, sent: unknown): Promise<Static<typeof progressBatchAnswer>> {
  const events = checkedBatch(sent);
  const results = await Promise.allSettled(events.map((event) => recordOne(writer, event, { isSingle: false })));
  const answer: Static<typeof progressBatchAnswer> = { ack: [], rejected: [] };
  const failures: unknown[] = [];
  let isNew = false;
  results.forEach((result, index) => {
    const event_id = eventIdOf(events[index]);
    if (result.status === 'fulfilled') {
      const { kind } = result.value.recorded.outcome;
      if (kind === 'learner_gone') failures.push(learnerGone());
      else answer.ack.push(event_id ?? '');
      isNew ||= kind === 'recorded';
    } else if (result.reason instanceof AppError && result.reason.kind === 'invalid') {
      const { code, publicText } = result.reason;
      answer.rejected.push({ event_id, error: code.slice(code.indexOf('.') + 1), message: publicText });
    } else failures.push(result.reason);
  });
  if (isNew) writer.ports.onRecorded();
  settleFailures(writer, failures, answer.ack.length);
  return answer;
}

/** A failure that concerns the whole batch is the answer; one event's own failure leaves it in neither list. */
function settleFailures({ log }: Writer, failures: readonly unknown[], acknowledged: number): void {
  const general = failures.find((failure) => failure instanceof AppError) ?? (acknowledged === 0 && failures[0]);
  if (general) throw general;
  for (const err of failures) log.error({ err }, 'an event of a batch could not be recorded');
}

function bodyOf(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw invalidBody('the body must be a JSON object: one event, or {"events": [...]}');
}

function tokenOf(body: Record<string, unknown>): string | undefined {
  return typeof body.token === 'string' ? body.token : undefined;
}

function invalidBody(sentence: string): AppError {
  return new AppError('progress.invalid_body', 'invalid', sentence);
}

/** The profile was erased while its session still answered from memory. */
function learnerGone(): AppError {
  return new AppError(
    'progress.learner_gone',
    'unauthenticated',
    'the learner of this session does not exist any more',
    'Ce profil n’existe plus : rouvrez l’activité depuis Moodle. / This profile is gone: open the activity again from Moodle.',
  );
}

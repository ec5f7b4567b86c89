import type { CatalogueReader } from '../catalogue/catalogue.ts';
import type { ActivityScope } from '../catalogue/scope.ts';
import type { HttpServer } from '../http/server.ts';
import { requireSession, type Session, type SessionReader } from '../sessions/session.ts';
import { progressAnswer } from './progress-read.schema.ts';
import { type CompletedGrain, type Summary, summarise } from './summary.ts';

export interface ProgressReadPorts {
  sessions: SessionReader;
  catalogue: CatalogueReader;
  /** The learner's finished grains, oldest first. */
  completedBy(userId: string): Promise<CompletedGrain[]>;
  scopeOf(session: Session): Promise<ActivityScope>;
  /** Called for a session in use, so that it does not expire under a reader. */
  extend(bearer: string): Promise<void>;
}

/** GET /api/progress: what the learner has finished, with totals per sequence, module and course. */
export function progressReadRoutes(ports: ProgressReadPorts): (server: HttpServer) => Promise<void> {
  return async (server) => {
    server.get('/api/progress', { schema: { response: { 200: progressAnswer } } }, async (request, reply) => {
      const bearer = bearerOf(request.headers.authorization);
      const session = await requireSession(ports.sessions, bearer, request.headers.origin);
      const [catalogue, completed, scope] = await Promise.all([
        ports.catalogue.of(session.tenantId),
        ports.completedBy(session.userId),
        ports.scopeOf(session),
        ports.extend(bearer ?? ''),
      ]);
      reply.header('cache-control', 'no-store');
      return answerOf(session.userId, completed, summarise(catalogue, completed, scope), scope);
    });
  };
}

/** The bearer of an Authorization header; the scheme's case does not matter (RFC 9110). */
export function bearerOf(header: string | undefined): string | undefined {
  return /^bearer +(\S+)$/i.exec(header ?? '')?.[1];
}

function answerOf(userId: string, completed: readonly CompletedGrain[], summary: Summary, scope: ActivityScope) {
  return {
    user_id: userId,
    completed: completed.map((one) => ({
      grain_id: one.grainId,
      module_id: one.moduleId,
      sequence_id: one.sequenceId,
      completed_at: one.completedAt.toISOString(),
      score: one.score,
    })),
    course: summary.course,
    modules: summary.modules.map(({ moduleId, sequences, ...module }) => ({
      module_id: moduleId,
      ...module,
      sequences: sequences.map(({ sequenceId, ...sequence }) => ({ sequence_id: sequenceId, ...sequence })),
    })),
    resume: summary.resume === null ? null : { grain_id: summary.resume.grainId, url: summary.resume.url },
    scope: {
      ...(scope.moduleId !== null && { module_id: scope.moduleId }),
      ...(scope.sequenceId !== null && { sequence_id: scope.sequenceId }),
      ...(scope.grainId !== null && { grain_id: scope.grainId }),
    },
  };
}

import { createCatalogueReader } from '../catalogue/catalogue.view.ts';
import type { ReadyConfig } from '../config/read-config.ts';
import { isDatabaseUnavailable } from '../errors/database-unavailable.ts';
import { allowSites } from '../http/cors.ts';
import type { Metrics } from '../http/metrics.ts';
import type { HttpServer } from '../http/server.ts';
import { developmentPlatform } from '../lti/demonstration.ts';
import { createGradeEnqueue } from '../passback/enqueue.store.ts';
import { createCompletedReader } from '../progress/completed.view.ts';
import { createGrainCatalogue } from '../progress/grain-catalogue.view.ts';
import { progressWriteRoutes } from '../progress/progress.routes.ts';
import { createProgressStore } from '../progress/progress.store.ts';
import { progressReadRoutes } from '../progress/progress-read.routes.ts';
import { createRecorder } from '../progress/recorder.ts';
import { createStudyLog } from '../register/study-log.store.ts';
import { createDevelopmentSignIn } from '../sessions/development-sign-in.ts';
import { type ProfilePorts, profileRoutes } from '../sessions/profile.routes.ts';
import { createScopeReader, createSessionReader } from '../sessions/session.view.ts';
import type { Ground } from './ground.ts';
import { measuredStore } from './metrics.ts';
import type { Stores } from './stores.ts';

/** What the routes of the browser script are told from outside. */
interface LearnerRoutePorts {
  isSiteOrigin(origin: string): Promise<boolean>;
  onRecorded(): void;
  openToken: ProfilePorts['openToken'];
  metrics: Metrics;
}

/** The routes that the browser script calls, for the sites of our tenants only. */
export function learnerRoutes(
  config: ReadyConfig,
  { database, clock }: Ground,
  stores: Stores,
  { isSiteOrigin, onRecorded, openToken, metrics }: LearnerRoutePorts,
) {
  const sessions = createSessionReader(database);
  const parts = [createGradeEnqueue(database), createStudyLog(database)];
  const store = measuredStore(createProgressStore(database, parts), metrics);
  return async (server: HttpServer) => {
    await allowSites(server, isSiteOrigin);
    await server.register(
      profileRoutes({
        clock,
        codes: stores.launches,
        sessions,
        openSession: stores.sessions.open,
        isBearerUsed: stores.sessions.isBearerUsed,
        findProfile: stores.learners.find,
        openToken,
        signInByMoodleUserId: createDevelopmentSignIn({
          ...config,
          platform: () => developmentPlatform(stores),
          learners: stores.learners,
          transactions: database,
        }),
      }),
    );
    await server.register(
      progressReadRoutes({
        sessions,
        catalogue: createCatalogueReader(database),
        completedBy: createCompletedReader(database),
        scopeOf: createScopeReader(database),
        extend: (bearer) => stores.sessions.extend(bearer, clock.now(), config.sessionMaxDays).catch(unlessReadOnly),
      }),
    );
    await server.register(
      progressWriteRoutes({
        sessions,
        clock,
        catalogue: createGrainCatalogue(database),
        recorder: createRecorder(store, { clock }),
        onRecorded,
      }),
    );
  };
}

/** Reading goes on where nothing can be written, as in the last seconds of a move: the session is extended by a later look. */
function unlessReadOnly(error: unknown): void {
  if (!isDatabaseUnavailable(error)) throw error;
}

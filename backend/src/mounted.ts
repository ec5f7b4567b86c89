import { createApp } from './app.ts';
import { type ReadyConfig, readConfig } from './config/read-config.ts';
import { settings } from './config/settings.ts';
import { openDatabase } from './db/connection.ts';
import { migrate } from './db/migrate.ts';
import { type ForeignEnvironment, mountPath, settingsInside } from './directus/mounted-settings.ts';
import { createRequestHandler, type RequestHandler } from './http/mounted-handler.ts';
import { createLog } from './log/log.ts';
import { systemClock } from './time/clock.ts';

/** Passerelle inside somebody else's HTTP server. */
export interface MountedPasserelle {
  /** Answers what arrives below API_URL's path. */
  readonly handler: RequestHandler;
  /** Starts what works without being asked: the sender of grades, housekeeping. Call it when the server listens. */
  start(): void;
  /** Ends it and closes the database; a grade on its way is seen through. Call it when the server has stopped listening. */
  stop(): Promise<void>;
}

/**
 * Opens the database, brings its tables up to date and answers the handler. The process is left alone: no port, no signal.
 * @param overrides settings by their variable names; they win over the environment and backend/.env
 * @throws ConfigError, or the database's own error
 */
export async function openPasserelle(overrides: Record<string, string | undefined> = {}): Promise<MountedPasserelle> {
  return open(readConfig(overrides));
}

/** The same with Directus' own settings. */
export async function openInsideDirectus(environment: ForeignEnvironment): Promise<MountedPasserelle> {
  const names = Object.values(settings).map(({ name }) => name);
  return open(readConfig(settingsInside(environment, names)));
}

export { mountPath };

async function open(config: ReadyConfig): Promise<MountedPasserelle> {
  const log = createLog(config.logLevel);
  const patient = openDatabase(config.databaseUrl, 2, 'patient');
  await migrate(patient).finally(() => patient.close());
  const database = openDatabase(config.databaseUrl, config.databasePoolSize);
  const app = await createApp(config, { database, log, clock: systemClock });
  return {
    handler: await createRequestHandler(app.server, new URL(config.apiUrl).pathname.replace(/\/$/, '')),
    start: () => app.startSenders(),
    async stop() {
      app.leave();
      await app.stop();
      await database.close();
    },
  };
}

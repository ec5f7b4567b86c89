import path from 'node:path';
import type { PracticeLms } from '@passerelle/practice-lms';
import { keepMemorySmall } from './app/small-memory.ts';
import { createApp } from './app.ts';
import { scanFolder } from './catalogue/catalogue.commands.ts';
import { ConfigError } from './config/config.ts';
import { backendFolder, type ReadyConfig, readConfig } from './config/read-config.ts';
import { openDatabase } from './db/connection.ts';
import { type MigrationStep, migrate } from './db/migrate.ts';
import { isDatabaseUnavailable } from './errors/database-unavailable.ts';
import { createLog } from './log/log.ts';
import { systemClock } from './time/clock.ts';

/** How long a stop may take, the draining included, before the process ends anyway: orchestrators wait 20 s or more. */
const STOP_WITHIN_MS = 19_000;

async function run(config: ReadyConfig): Promise<void> {
  keepMemorySmall();
  const log = createLog(config.logLevel);
  const applied = await migratePatiently(config.databaseUrl);
  const database = openDatabase(config.databaseUrl, config.databasePoolSize);
  if (applied.length > 0) log.info({ applied: applied.map((step) => step.name) }, 'schema brought up to date');
  const app = await createApp(config, { database, log, clock: systemClock });
  if (config.nodeEnv === 'production') await app.retireDemonstration();
  await app.server.listen({ host: config.host, port: config.port });
  app.startSenders();
  log.info({ port: config.port, engine: database.engine }, 'listening');

  const drain = async (): Promise<void> => {
    app.leave();
    log.info({ seconds: config.drainSeconds }, 'leaving');
    await new Promise((resolve) => setTimeout(resolve, config.drainSeconds * 1000));
  };
  const closers: (() => Promise<void>)[] = [drain, () => app.stop(), () => database.close()];
  stopOnSignals(closers);
  if (config.nodeEnv === 'development') {
    const lms = await startPracticeLms(config);
    closers.unshift(() => lms.close());
    const { catalogue } = await scanFolder(config.siteDir);
    const key = await app.setUpDemonstration(lms.registration, catalogue);
    process.stdout.write(welcome(config.apiUrl, lms.url, key));
  }
}

/** A step may take longer than a statement of a server may. */
async function migratePatiently(url: string): Promise<MigrationStep[]> {
  const database = openDatabase(url, 2, 'patient');
  try {
    return await migrate(database);
  } finally {
    await database.close();
  }
}

/** Loaded only in development: production does not even read it. */
async function startPracticeLms(config: ReadyConfig): Promise<PracticeLms> {
  const { createPracticeLms } = await import('@passerelle/practice-lms');
  const state = path.join(backendFolder, '.cache', 'practice-lms.json');
  return createPracticeLms({ port: config.practiceLmsPort, toolUrl: config.apiUrl, state });
}

function welcome(apiUrl: string, lmsUrl: string, key: string | undefined): string {
  const call = `curl -H "X-API-Key: ${key}" "${apiUrl}/api/academic/students?class_id=CLASS_PARIS_L1_A&limit=50"`;
  const api = key === undefined ? '' : `\n    API académique         ${apiUrl}/docs\n      ${call}\n`;
  return `
  Passerelle est prête. / Passerelle is ready.

    Apprenant / learner    ${lmsUrl}/?as=learner
    Formateur / teacher    ${lmsUrl}/?as=teacher

    Mini-site              ${apiUrl}/
${api}    Ctrl-C arrête tout. / Ctrl-C stops everything.

`;
}

/** Ends in order on SIGTERM, Ctrl-C, or when the launcher that started this process is gone. */
function stopOnSignals(closers: readonly (() => Promise<void>)[]): void {
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    for (const close of closers) await close().catch(() => undefined);
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
  if (process.send !== undefined) process.on('disconnect', () => void stop());
}

/** What a person at the terminal can act on, in one sentence. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const { code, message, port } = error as Error & { code?: string; port?: number };
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken: is Passerelle running already? Choose others with PORT and PRACTICE_LMS_PORT. / Le port ${port} est déjà pris.`;
  }
  if (isDatabaseUnavailable(error)) {
    return `The database of DATABASE_URL does not answer (${code ?? message}). / La base de données ne répond pas.`;
  }
  return message;
}

try {
  await run(readConfig());
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}

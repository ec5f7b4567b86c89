/**
 * A process that serves POST /api/progress with everything behind it, for tests that kill it and for the benchmark.
 * Started by fork with DATABASE_URL; says `{port}` when it listens, answers `cpu` with its cpuUsage, ends with its parent.
 */

import { openDatabase } from '../../src/db/connection.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { createLog } from '../../src/log/log.ts';
import { createGradeEnqueue } from '../../src/passback/enqueue.store.ts';
import { createGrainCatalogue } from '../../src/progress/grain-catalogue.view.ts';
import { progressWriteRoutes } from '../../src/progress/progress.routes.ts';
import { createProgressStore } from '../../src/progress/progress.store.ts';
import { createRecorder } from '../../src/progress/recorder.ts';
import { createStudyLog } from '../../src/register/study-log.store.ts';
import { createSessionReader } from '../../src/sessions/session.view.ts';
import { systemClock } from '../../src/time/clock.ts';

const database = openDatabase(process.env.DATABASE_URL ?? '');
const server = await createHttpServer({ log: createLog('error'), trustProxy: false });
const store = createProgressStore(database, [createGradeEnqueue(database), createStudyLog(database)]);
await server.register(
  progressWriteRoutes({
    sessions: createSessionReader(database),
    catalogue: createGrainCatalogue(database),
    recorder: createRecorder(store, { clock: systemClock }),
    clock: systemClock,
    onRecorded: () => undefined,
  }),
);
await server.listen({ port: 0, host: '127.0.0.1' });
process.on('disconnect', () => process.exit());
process.on('message', () => process.send?.({ cpu: process.cpuUsage() }));
process.send?.({ port: (server.server.address() as { port: number }).port });

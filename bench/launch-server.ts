/**
 * The whole application, as it runs in production save its address, for benchmarks. Started by fork with
 * DATABASE_URL and API_URL; says `{port}`, answers any message with what it has used, ends with its parent.
 */
import { keepMemorySmall } from '../backend/src/app/small-memory.ts';
import { createApp } from '../backend/src/app.ts';
import { readConfig } from '../backend/src/config/read-config.ts';
import { openDatabase } from '../backend/src/db/connection.ts';
import { createLog } from '../backend/src/log/log.ts';
import { systemClock } from '../backend/src/time/clock.ts';

keepMemorySmall();
const config = readConfig();
const database = openDatabase(config.databaseUrl);
const { server } = await createApp(config, { database, log: createLog('error'), clock: systemClock });
await server.listen({ port: 0, host: '127.0.0.1' });
process.on('disconnect', () => process.exit());
process.on('message', () => process.send?.({ cpu: process.cpuUsage(), maxRss: process.resourceUsage().maxRSS }));
process.send?.({ port: (server.server.address() as { port: number }).port });

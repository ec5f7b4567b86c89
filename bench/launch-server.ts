/**
 * The whole application, as it runs in production save its address, for benchmarks. Started by fork with
 * DATABASE_URL and API_URL; says `{port}`, answers any message with what it has used, ends with its parent.
 */
import { keepMemorySmall, loadInSmallMemory } from '../backend/src/app/small-memory.ts';

loadInSmallMemory();
const { createApp } = await import('../backend/src/app.ts');
const { readConfig } = await import('../backend/src/config/read-config.ts');
const { openDatabase } = await import('../backend/src/db/connection.ts');
const { createLog } = await import('../backend/src/log/log.ts');
const { systemClock } = await import('../backend/src/time/clock.ts');

keepMemorySmall();
const config = readConfig();
const database = openDatabase(config.databaseUrl);
const { server } = await createApp(config, { database, log: createLog('error'), clock: systemClock });
await server.listen({ port: 0, host: '127.0.0.1' });
process.on('disconnect', () => process.exit());
process.on('message', () => process.send?.({ cpu: process.cpuUsage(), maxRss: process.resourceUsage().maxRSS }));
process.send?.({ port: (server.server.address() as { port: number }).port });

/**
 * The academic API alone, in the parts of the application, once with its journal and once, where JOURNAL is `none`, with one
 * that forgets: what lies between the two is what the journal costs. Started by fork with DATABASE_URL; says `{port}`, answers
 * any message with what it has used, ends with its parent.
 */
import { academicRoutes } from '../backend/src/academic/academic.routes.ts';
import { createAcademicReads } from '../backend/src/academic/academic-reads.view.ts';
import { ExportPlaces } from '../backend/src/academic/export-plan.ts';
import { createExportSources } from '../backend/src/academic/export-source.view.ts';
import { createGate } from '../backend/src/academic/gate.ts';
import { createJournalStore } from '../backend/src/academic/journal.store.ts';
import { createJournal, type Journal } from '../backend/src/academic/journal.ts';
import { createKnownTotals } from '../backend/src/academic/known-totals.ts';
import { createApiKeyStore } from '../backend/src/api-keys/api-key.store.ts';
import { FailedAttempts } from '../backend/src/api-keys/failed-attempts.ts';
import { createKeyCheck } from '../backend/src/api-keys/key-check.ts';
import { createQuotaStore } from '../backend/src/api-keys/quota.store.ts';
import { openDatabase } from '../backend/src/db/connection.ts';
import { createSnapshots } from '../backend/src/db/snapshots.ts';
import { createHttpServer } from '../backend/src/http/server.ts';
import { createLog } from '../backend/src/log/log.ts';
import { createBulkSources } from '../backend/src/oneroster/bulk-source.view.ts';
import { systemClock as clock } from '../backend/src/time/clock.ts';

const url = process.env.DATABASE_URL ?? '';
const database = openDatabase(url);
const log = createLog('error');
const store = createApiKeyStore(database);
const attempts = new FailedAttempts(clock, 100);
const keys = createKeyCheck(
  { store, attempts, clock, log },
  { pepper: undefined, cacheMs: 30_000, strict: false, addresses: 'full' },
);
const noTokens = { callerOf: () => Promise.reject(new Error('keys only')) };
const isActiveTenant = async () => true;
const gate = createGate({ keys, tokens: noTokens, quotas: createQuotaStore(database), isActiveTenant, clock });
const nothing = async () => undefined;
const forgets: Journal = { note: () => undefined, write: nothing, flush: nothing };
const journal = process.env.JOURNAL === 'none' ? forgets : createJournal(createJournalStore(database), log);
const snapshots = createSnapshots(url);
const server = await createHttpServer({ log, trustProxy: false });
const ports = {
  ...{ gate, journal, clock },
  lists: { reads: createAcademicReads(database), totals: createKnownTotals(), now: () => clock.now() },
  exports: {
    open: createExportSources(snapshots),
    openOneRoster: createBulkSources(snapshots),
    places: new ExportPlaces(),
    log,
  },
};
const options = {
  apiUrl: 'http://127.0.0.1:39999',
  strictQuery: true,
  journalMode: 'batched',
  journalIp: 'full',
} as const;
await server.register(academicRoutes(ports, options));
await server.listen({ port: 0, host: '127.0.0.1' });
process.on('disconnect', () => process.exit());
process.on('message', () => process.send?.({ cpu: process.cpuUsage(), maxRss: process.resourceUsage().maxRSS }));
process.send?.({ port: (server.server.address() as { port: number }).port });

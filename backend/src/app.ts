import { serveDocumentation } from './academic/openapi.routes.ts';
import { retireDemonstrationKeys } from './api-keys/demonstration-key.ts';
import { releaseAbandonedMove } from './app/abandoned-move.ts';
import { academicApi } from './app/academic.ts';
import { keyRotation } from './app/command-line.ts';
import { demonstrate } from './app/demonstration.ts';
import type { Ground } from './app/ground.ts';
import { createHousekeeping } from './app/housekeeping.ts';
import { learnerRoutes } from './app/learner-routes.ts';
import { classPorts, directLaunchPorts, launchPorts, messagePorts, registrationPorts, rosterSync } from './app/lti.ts';
import { followMaintenance } from './app/maintenance.ts';
import { appMetrics } from './app/metrics.ts';
import { gradeSender } from './app/passback.ts';
import { scriptFolder } from './app/script-folder.ts';
import { openStores } from './app/stores.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import type { ReadyConfig } from './config/read-config.ts';
import { probeWrite } from './db/write-probe.ts';
import { endConnectionsWhenLeaving, healthRoutes } from './http/health.ts';
import { measureRequests, metricsRoute } from './http/metrics-route.ts';
import { serveScript } from './http/script.ts';
import { createHttpServer, type HttpServer } from './http/server.ts';
import { serveSite } from './http/site.ts';
import { watchFailures, watchWrites } from './http/write-watch.ts';
import { createAccessTokens } from './lti/access-token.remote.ts';
import { classPageRoutes } from './lti/class-page.routes.ts';
import { openClassPage } from './lti/class-page.ts';
import type { LmsRegistration } from './lti/demonstration.ts';
import { jwksRoutes } from './lti/jwks.routes.ts';
import { launchRoutes } from './lti/launch.routes.ts';
import { lti1p1Routes } from './lti/lti1p1.routes.ts';
import { messageRequests } from './lti/message-requests.routes.ts';
import { createGuardedFetch } from './lti/outbound.remote.ts';
import { registrationRoutes } from './lti/registration.routes.ts';
import { createSigningKeyStore } from './lti/signing-keys.store.ts';
import { createSigningKeys } from './lti/signing-keys.ts';
import { tokenLaunchRoutes } from './lti/token-launch.routes.ts';
import { grantOfToken } from './lti/token-launch.ts';
import { createOriginsReader } from './tenants/origins.view.ts';

export interface App {
  server: HttpServer;
  /** Registers the practice LMS and its course for a newcomer; answers a key to try the academic API with. */
  setUpDemonstration(lms: LmsRegistration, course: Catalogue): Promise<string | undefined>;
  /** What was there to try things out opens nothing in production. */
  retireDemonstration(): Promise<void>;
  /** Starts what works without being asked: the sender of grades, and the removal of what expired. */
  startSenders(): void;
  /** Says at /readyz that this process wants no more work; it goes on answering. */
  leave(): void;
  /** Ends requests and senders; the database stays open. */
  stop(): Promise<void>;
}

/** Joins the rooms: stores and remotes -> rules -> routes. This file and its parts in app/ know everyone; nobody knows them. */
export async function createApp(config: ReadyConfig, ground: Ground): Promise<App> {
  const { database, log, clock } = ground;
  const stores = openStores(database);
  const server = await createHttpServer({ log, trustProxy: config.trustProxy });
  const outbound = createGuardedFetch({
    allowPrivateNetworks: config.allowPrivateNetworks,
    userAgent: 'Passerelle/0.1',
  });
  const origins = createOriginsReader(database, config.apiUrl, config.nodeEnv !== 'production');
  const signingKeys = createSigningKeys(createSigningKeyStore(database), config.secretKey);

  const isPaused = followMaintenance(server, stores);
  await serveDocumentation(server, config.apiUrl);
  const metrics = appMetrics(ground);
  measureRequests(server, metrics);
  await server.register(
    metricsRoute(metrics, { token: config.metricsToken, isProduction: config.nodeEnv === 'production' }),
  );
  let isLeaving = false;
  endConnectionsWhenLeaving(server, () => isLeaving);
  const writes = watchWrites(() => probeWrite(database));
  watchFailures(server, writes);
  const { areRefused: areWritesRefused } = writes;
  await server.register(healthRoutes({ ping: () => database.ping(), isLeaving: () => isLeaving, areWritesRefused }));
  const tokens = createAccessTokens(outbound.fetch, signingKeys);
  await server.register(jwksRoutes(signingKeys));
  const rosters = rosterSync(ground, stores.learners, { fetch: outbound.fetch, tokens });
  const { sender, reconciler } = gradeSender(config, ground, tokens, outbound.fetch, isPaused);
  const messages = messageRequests(messagePorts(config, ground, stores, signingKeys));
  const launches = launchPorts(config, ground, stores, { fetch: outbound.fetch, tokens });
  const classes = classPorts(config, ground, stores, { rosters, sender });
  const classPage = (code: string, language: string | undefined) => openClassPage(classes, code, language, clock.now());
  await server.register(launchRoutes({ ...launches, requests: messages.pages, classPage }));
  await server.register(classPageRoutes(classes, clock));
  await server.register(messages.routes);
  const direct = directLaunchPorts(config, ground, stores, { launch: launches.launch, fetch: outbound.fetch });
  await server.register(lti1p1Routes({ ...direct, classPage }, config.apiUrl, clock));
  await server.register(tokenLaunchRoutes({ ...direct, classPage }, clock));
  await server.register(registrationRoutes(registrationPorts(config, ground, stores, outbound.fetch)));
  const onRecorded = () => sender.wake();
  const openToken = (token: string, now: Date) => grantOfToken(direct, stores.launches, token, now);
  const learnerPorts = { isSiteOrigin: origins.isSiteOrigin, onRecorded, openToken, metrics };
  await server.register(learnerRoutes(config, ground, stores, learnerPorts));
  const academic = academicApi(config, ground, stores, outbound.fetch);
  await server.register(academic.routes);
  const housekeeping = createHousekeeping(ground, stores, {
    rotation: keyRotation(database, config, clock),
    rosters,
    academic,
    isPaused,
    releaseAbandonedMove: releaseAbandonedMove(config.databaseUrl, ground, stores),
  });
  serveScript(server, scriptFolder);
  await serveSite(server, { folder: config.siteDir, frameOrigins: origins.frameOrigins });
  return {
    server,
    setUpDemonstration: (lms, course) => demonstrate(ground, stores, lms, course, config),
    retireDemonstration: () => retireDemonstrationKeys(stores.apiKeys, clock.now()),
    startSenders() {
      sender.start();
      reconciler.start();
      housekeeping.start();
    },
    leave() {
      isLeaving = true;
    },
    async stop() {
      housekeeping.stop();
      await server.close();
      await academic.stop();
      await reconciler.stop();
      await sender.stop();
      await outbound.close();
    },
  };
}

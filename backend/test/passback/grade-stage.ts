import { createPracticeLms, type PracticeLms, type PracticeLmsOptions } from '@passerelle/practice-lms';
import { type Database, openDatabase } from '../../src/db/connection.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { createLog } from '../../src/log/log.ts';
import { createAccessTokens } from '../../src/lti/access-token.remote.ts';
import type { AccessTokens } from '../../src/lti/access-token.ts';
import { createAgsClient } from '../../src/lti/ags.remote.ts';
import { createLineItemStore } from '../../src/lti/ags.store.ts';
import { AGS_SCOPES } from '../../src/lti/ags.ts';
import { jwksRoutes } from '../../src/lti/jwks.routes.ts';
import { createMoodleServicesClient } from '../../src/lti/moodle-services.remote.ts';
import { createGuardedFetch } from '../../src/lti/outbound.remote.ts';
import type { GuardedFetch } from '../../src/lti/outbound.ts';
import { createOutcomesClient } from '../../src/lti/outcomes.remote.ts';
import { createPlatformSecrets } from '../../src/lti/platform-secrets.store.ts';
import { createSigningKeyStore } from '../../src/lti/signing-keys.store.ts';
import { createSigningKeys } from '../../src/lti/signing-keys.ts';
import { createAgsChannel } from '../../src/passback/ags-channel.ts';
import type { GradeChannels } from '../../src/passback/grade-channel.ts';
import { createMoodleServicesChannel } from '../../src/passback/moodle-services-channel.ts';
import { createOutboxStore } from '../../src/passback/outbox.store.ts';
import { createOutcomesChannel } from '../../src/passback/outcomes-channel.ts';
import { createReconcileStore } from '../../src/passback/reconcile.store.ts';
import { createReconciler, type Reconciler } from '../../src/passback/reconcile.ts';
import { createPendingGradeReader } from '../../src/passback/score.view.ts';
import { createSender, type Sender, type SenderOptions, type SenderPorts } from '../../src/passback/sender.ts';
import { createServicesSwitch } from '../../src/passback/services-switch.store.ts';
import { systemClock } from '../../src/time/clock.ts';
import { type GradeCourse, gradeCourse } from './grade-course.ts';

export const SECRET = 'a secret key that is only for tests';

/** A practice LMS that trusts our keys, and a course whose first activity and learners it knows. */
export interface GradeStage {
  lms: PracticeLms;
  course: GradeCourse;
  /** Points (of 20) of one of the course's learners in the activity; null = no grade. */
  pointsOf(userId: string): number | null;
  close(): Promise<void>;
}

/** @param learners at most what the practice LMS has (12) */
export async function gradeStage(
  database: Database,
  learners: number,
  grainCount = 12,
  options: Partial<PracticeLmsOptions> = {},
): Promise<GradeStage> {
  const server = await createHttpServer({ log: createLog('silent'), trustProxy: false });
  await server.register(jwksRoutes(createSigningKeys(createSigningKeyStore(database), SECRET)));
  const toolUrl = await server.listen({ host: '127.0.0.1', port: 0 });
  const lms = await createPracticeLms({
    port: 0,
    toolUrl,
    host: '127.0.0.1',
    learners: Math.max(learners, 1),
    ...options,
  });
  const course = await gradeCourse(database, learners, grainCount);
  const people = lms.site.learners().map((person) => person.id);
  const moodleIds = new Map(course.learners.map((userId, index) => [userId, people[index] ?? '']));
  const { query } = database;
  await query
    .updateTable('platforms')
    .set({ client_id: lms.clientId, token_url: lms.registration.tokenUrl })
    .where('id', '=', course.platformId)
    .execute();
  for (const [userId, moodleId] of moodleIds) {
    await query.updateTable('users').set({ moodle_user_id: moodleId }).where('id', '=', userId).execute();
  }
  const itemId = lms.site.activities.get('4')?.lineItemId ?? '';
  const services = `${lms.url}/mod/lti/services.php/2/lineitems`;
  await query
    .updateTable('resource_links')
    .set({
      lineitem_url: `${services}/${itemId}/lineitem?type_id=1`,
      lineitems_url: `${services}?type_id=1`,
      lineitem_origin: 'platform',
      ags_scopes: Object.values(AGS_SCOPES).join(' '),
    })
    .where('id', '=', course.linkId)
    .execute();
  return {
    lms,
    course,
    pointsOf: (userId) => {
      const item = [...lms.site.lineItems.values()].find((one) => one.resourceLinkId === '4');
      return item === undefined ? null : lms.site.grade(item.id, moodleIds.get(userId) ?? '').finalGrade;
    },
    async close() {
      await lms.close();
      await server.close();
    },
  };
}

/** A sender as the server makes it, on a database of the caller's. */
export function senderOn(
  database: Database,
  options: Partial<SenderOptions> & { afterDelivery?: SenderPorts['afterDelivery']; timeoutMs?: number } = {},
): { sender: Sender; close(): Promise<void> } {
  const { afterDelivery, timeoutMs = 2000, ...rest } = options;
  const remote = createGuardedFetch({ allowPrivateNetworks: true, userAgent: 'Passerelle/test', timeoutMs });
  const keys = createSigningKeys(createSigningKeyStore(database), SECRET);
  const sender = createSender(
    {
      outbox: createOutboxStore(database),
      read: createPendingGradeReader(database),
      channels: channelsOn(database, remote.fetch, createAccessTokens(remote.fetch, keys)),
      clock: systemClock,
      log: createLog('silent'),
      ...(afterDelivery !== undefined && { afterDelivery }),
    },
    { owner: `test-${process.pid}-${Math.random()}`, pollMs: 100, ...rest },
  );
  return {
    sender,
    async close() {
      await sender.stop();
      await remote.close();
    },
  };
}

/** The reconcile job as the server makes it; it looks when it is told to. */
export function reconcilerOn(database: Database, sender: Sender): { reconciler: Reconciler; close(): Promise<void> } {
  const remote = createGuardedFetch({ allowPrivateNetworks: true, userAgent: 'Passerelle/test', timeoutMs: 2000 });
  const keys = createSigningKeys(createSigningKeyStore(database), SECRET);
  const reconciler = createReconciler({
    store: createReconcileStore(database),
    read: createPendingGradeReader(database),
    channels: channelsOn(database, remote.fetch, createAccessTokens(remote.fetch, keys)),
    outbox: createOutboxStore(database),
    wake: () => sender.wake(),
    clock: systemClock,
    log: createLog('silent'),
  });
  return { reconciler, close: () => remote.close() };
}

/** All three channels, as the server makes them. */
function channelsOn(database: Database, fetch: GuardedFetch, tokens: AccessTokens): GradeChannels {
  const secrets = createPlatformSecrets(database, SECRET);
  return {
    ags: createAgsChannel(createAgsClient(fetch, tokens), createLineItemStore(database)),
    outcomes: createOutcomesChannel(
      createOutcomesClient(fetch),
      async (platformId) => (await secrets.find(platformId, 'lti1p1'))?.secret,
    ),
    moodle_ws: createMoodleServicesChannel(
      createMoodleServicesClient(fetch),
      async (platformId) => {
        const known = await secrets.find(platformId, 'moodle_services');
        return known && { platformId, url: known.url ?? '', token: known.secret };
      },
      createServicesSwitch(database),
    ),
  };
}

/** Waits until something is so; a condition that never comes fails with its name. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`it never came to this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Another connection to the same base, as another process has. */
export const anotherOn = (url: string): Database => openDatabase(url, 4);

/** The bodies of the scores that the LMS was sent, in order. */
export const scoresOf = ({ lms }: GradeStage) =>
  lms.scoreLog.map((posted) => posted.body as { userId: string; scoreGiven: number; timestamp: string });

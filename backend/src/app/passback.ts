import type { ReadyConfig } from '../config/read-config.ts';
import type { Database } from '../db/connection.ts';
import { newId } from '../ids/ids.ts';
import type { AccessTokens } from '../lti/access-token.ts';
import { createAgsClient } from '../lti/ags.remote.ts';
import { createLineItemStore } from '../lti/ags.store.ts';
import { createMoodleServicesClient } from '../lti/moodle-services.remote.ts';
import type { GuardedFetch } from '../lti/outbound.ts';
import { createOutcomesClient } from '../lti/outcomes.remote.ts';
import { createPlatformSecrets } from '../lti/platform-secrets.store.ts';
import type { SecretKind } from '../lti/platform-secrets.ts';
import { createAgsChannel } from '../passback/ags-channel.ts';
import { createMoodleServicesChannel } from '../passback/moodle-services-channel.ts';
import { createOutboxStore } from '../passback/outbox.store.ts';
import type { OutboxStore } from '../passback/outbox.ts';
import { createOutcomesChannel } from '../passback/outcomes-channel.ts';
import { createReconcileStore } from '../passback/reconcile.store.ts';
import { createReconciler, type Reconciler } from '../passback/reconcile.ts';
import { createPendingGradeReader } from '../passback/score.view.ts';
import { createSender, type Sender } from '../passback/sender.ts';
import { createServicesSwitch } from '../passback/services-switch.store.ts';
import { recent } from '../time/recent.ts';
import type { Ground } from './ground.ts';

/** What carries grades to the platforms, and what repairs them. */
export function gradeSender(
  config: ReadyConfig,
  { database, log, clock }: Ground,
  tokens: AccessTokens,
  fetch: GuardedFetch,
  isPaused: () => Promise<boolean>,
): { sender: Sender; reconciler: Reconciler } {
  const channels = gradeChannels(config, database, tokens, fetch);
  const outbox = whileNotPaused(createOutboxStore(database), isPaused);
  const read = createPendingGradeReader(database);
  const sender = createSender({ outbox, read, channels, clock, log }, { owner: newId() });
  const store = createReconcileStore(database);
  const wake = () => sender.wake();
  return { sender, reconciler: createReconciler({ store, read, channels, outbox, wake, clock, log, isPaused }) };
}

/** During maintenance nothing is claimed: a grade that is sent could not be marked as sent. */
function whileNotPaused(outbox: OutboxStore, isPaused: () => Promise<boolean>): OutboxStore {
  return {
    ...outbox,
    duePlatforms: async (now) => ((await isPaused()) ? [] : outbox.duePlatforms(now)),
    claim: async (platformId, limit, lease) => ((await isPaused()) ? [] : outbox.claim(platformId, limit, lease)),
  };
}

/** LTI 1.3, LTI 1.1, Moodle's web services. */
function gradeChannels(config: ReadyConfig, database: Database, tokens: AccessTokens, fetch: GuardedFetch) {
  const secrets = createPlatformSecrets(database, config.secretKey);
  const ofKind = (kind: SecretKind) => recent((platformId) => secrets.find(platformId, kind), 5000);
  const [consumerSecret, services] = [ofKind('lti1p1'), ofKind('moodle_services')];
  return {
    ags: createAgsChannel(createAgsClient(fetch, tokens), createLineItemStore(database)),
    outcomes: createOutcomesChannel(
      createOutcomesClient(fetch),
      async (platformId) => (await consumerSecret(platformId))?.secret,
    ),
    moodle_ws: createMoodleServicesChannel(
      createMoodleServicesClient(fetch),
      async (platformId) => {
        const known = await services(platformId);
        return known === undefined ? undefined : { platformId, url: known.url ?? '', token: known.secret };
      },
      createServicesSwitch(database),
    ),
  };
}

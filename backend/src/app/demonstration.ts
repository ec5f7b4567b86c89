import { setUpDemonstrationKey } from '../api-keys/demonstration-key.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ReadyConfig } from '../config/read-config.ts';
import { type LmsRegistration, setUpDemonstration } from '../lti/demonstration.ts';
import { createDemonstrationWork } from '../register/demonstration.store.ts';
import { setUpDemonstrationRegister } from '../register/demonstration.ts';
import type { Ground } from './ground.ts';
import type { Stores } from './stores.ts';

/**
 * The institution of the documentation's examples, with its course, its LMS, its register and a key to try the API with.
 * @returns the key; undefined when somebody has revoked it
 */
export async function demonstrate(
  { database, clock }: Ground,
  stores: Stores,
  lms: LmsRegistration,
  course: Catalogue,
  key: Pick<ReadyConfig, 'secretKey' | 'apiKeyPepper'>,
): Promise<string | undefined> {
  const { tenantId, platformId } = await setUpDemonstration(stores, lms, course);
  const work = createDemonstrationWork(database, platformId);
  const ports = { rows: stores.registerRows, days: stores.studyDays, work, transactions: database };
  const modules = course.modules.map(({ moduleId }) => moduleId);
  await setUpDemonstrationRegister(ports, { tenantId, modules }, clock.now());
  const { secretKey, apiKeyPepper: pepper } = key;
  return setUpDemonstrationKey({ store: stores.apiKeys, secretKey, pepper }, tenantId);
}

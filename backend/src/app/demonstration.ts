import type { Catalogue } from '../catalogue/catalogue.ts';
import { type LmsRegistration, setUpDemonstration } from '../lti/demonstration.ts';
import { createDemonstrationWork } from '../register/demonstration.store.ts';
import { setUpDemonstrationRegister } from '../register/demonstration.ts';
import type { Ground } from './ground.ts';
import type { Stores } from './stores.ts';

/** The institution of the documentation's examples, with its course, its LMS and its register. */
export async function demonstrate(
  { database, clock }: Ground,
  stores: Stores,
  lms: LmsRegistration,
  course: Catalogue,
): Promise<void> {
  const { tenantId, platformId } = await setUpDemonstration(stores, lms, course);
  const work = createDemonstrationWork(database, platformId);
  const ports = { rows: stores.registerRows, days: stores.studyDays, work, transactions: database };
  const modules = course.modules.map(({ moduleId }) => moduleId);
  await setUpDemonstrationRegister(ports, { tenantId, modules }, clock.now());
}

import { createApiKeyStore } from '../api-keys/api-key.store.ts';
import { createIssuerStore } from '../api-keys/issuer.store.ts';
import { createCatalogueStore } from '../catalogue/catalogue.store.ts';
import type { Database } from '../db/connection.ts';
import { createMaintenanceStore } from '../exchange/maintenance.store.ts';
import { createLearnerStore } from '../learners/learner.store.ts';
import { createLaunchStore } from '../lti/launch.store.ts';
import { createPlatformStore } from '../lti/platform.store.ts';
import { createInvitationStore, createRegistrationStore } from '../lti/registration.store.ts';
import { createActivityDesk } from '../passback/activities.store.ts';
import { createOutboxDesk } from '../passback/outbox-desk.store.ts';
import { createServicesSwitch } from '../passback/services-switch.store.ts';
import { createRegisterRows } from '../register/import.store.ts';
import { createStudyDays } from '../register/study-days.store.ts';
import { createSessionStore } from '../sessions/session.store.ts';
import { createTenantStore } from '../tenants/tenant.store.ts';

/** Every store, for the command line. */
export function openStores(database: Database) {
  return {
    tenants: createTenantStore(database),
    learners: createLearnerStore(database),
    catalogue: createCatalogueStore(database),
    sessions: createSessionStore(database),
    platforms: createPlatformStore(database),
    registrations: createRegistrationStore(database),
    invitations: createInvitationStore(database),
    launches: createLaunchStore(database),
    outbox: createOutboxDesk(database),
    activities: createActivityDesk(database),
    services: createServicesSwitch(database),
    apiKeys: createApiKeyStore(database),
    issuers: createIssuerStore(database),
    registerRows: createRegisterRows(database),
    studyDays: createStudyDays(database),
    maintenance: createMaintenanceStore(database),
  };
}

export type Stores = ReturnType<typeof openStores>;

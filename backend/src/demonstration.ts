import path from 'node:path';
import { createPracticeLms, type PracticeLms } from '@passerelle/practice-lms';
import { scanFolder } from './catalogue/catalogue.commands.ts';
import { createCatalogueStore } from './catalogue/catalogue.store.ts';
import { backendFolder, type ReadyConfig } from './config/read-config.ts';
import type { Database } from './db/connection.ts';
import { createPlatformStore } from './lti/platform.store.ts';
import { createTenantStore } from './tenants/tenant.store.ts';

/** The institution of the documentation's examples. */
const TENANT = { id: 'TENANT_INST_PARIS', name: 'Institut de Paris (démonstration)', siteUrl: null };

/**
 * What a newcomer sees after two commands: the example course in the catalogue, the practice LMS beside the server,
 * registered, and two links to click. Development only.
 * @returns how to stop it
 */
export async function startDemonstration(config: ReadyConfig, database: Database): Promise<() => Promise<void>> {
  const tenants = createTenantStore(database);
  if ((await tenants.find(TENANT.id)) === undefined) await tenants.add(TENANT);
  const { catalogue } = await scanFolder(config.siteDir);
  await createCatalogueStore(database).replace(TENANT.id, catalogue, new Date());
  const lms = await createPracticeLms({
    port: config.practiceLmsPort,
    toolUrl: config.apiUrl,
    state: path.join(backendFolder, '.cache', 'practice-lms.json'),
  });
  await registerPracticeLms(database, lms);
  process.stdout.write(welcome(config.apiUrl, lms.url));
  return () => lms.close();
}

async function registerPracticeLms(database: Database, lms: PracticeLms): Promise<void> {
  const platforms = createPlatformStore(database);
  const { issuer, clientId, authUrl, tokenUrl, jwksUrl, deploymentIds } = lms.registration;
  const known = await platforms.ofIssuer(issuer);
  if (known.some((platform) => platform.clientId === clientId)) return;
  const urls = { authUrl, tokenUrl, jwksUrl };
  const identity = { tenantId: TENANT.id, name: 'LMS d’entraînement', issuer, clientId };
  await platforms.add({ ...identity, ...urls, deploymentPolicy: 'reject', deploymentIds });
}

function welcome(apiUrl: string, lmsUrl: string): string {
  return `
  Passerelle est prête. / Passerelle is ready.

    Apprenant / learner    ${lmsUrl}/?as=learner
    Formateur / teacher    ${lmsUrl}/?as=teacher

    Mini-site              ${apiUrl}/
    Ctrl-C arrête tout. / Ctrl-C stops everything.

`;
}

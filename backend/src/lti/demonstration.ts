import type { Catalogue } from '../catalogue/catalogue.ts';
import { DEVELOPMENT_ISSUER } from '../sessions/development-sign-in.ts';
import type { TenantStore } from '../tenants/tenant.ts';
import type { Platform, PlatformStore } from './platform.ts';

/** What an LMS says of itself when it is registered by hand. */
export interface LmsRegistration {
  issuer: string;
  clientId: string;
  authUrl: string;
  tokenUrl: string;
  jwksUrl: string;
  deploymentIds: string[];
}

export interface DemonstrationPorts {
  tenants: Pick<TenantStore, 'find' | 'add' | 'list'>;
  platforms: Pick<PlatformStore, 'ofIssuer' | 'add'>;
  catalogue: { replace(tenantId: string, catalogue: Catalogue, now: Date): Promise<unknown> };
}

/** The institution of the documentation's examples. */
const PARIS = { id: 'TENANT_INST_PARIS', name: 'Institut de Paris (démonstration)', siteUrl: null };

/**
 * The institution, its course and the practice LMS that a newcomer finds. Safe to call at every start.
 * @returns the keys of institution and LMS
 */
export async function setUpDemonstration(
  ports: DemonstrationPorts,
  lms: LmsRegistration,
  course: Catalogue,
): Promise<{ tenantId: string; platformId: string }> {
  const tenant = (await ports.tenants.find(PARIS.id)) ?? (await ports.tenants.add(PARIS));
  // With a site of its own (tenants set) its catalogue is that site's.
  if (tenant.siteUrl === null) await ports.catalogue.replace(PARIS.id, course, new Date());
  const known = await ports.platforms.ofIssuer(lms.issuer);
  const { id: platformId } =
    known.find((platform) => platform.clientId === lms.clientId) ??
    (await ports.platforms.add({ ...lms, tenantId: PARIS.id, name: 'LMS d’entraînement', deploymentPolicy: 'reject' }));
  return { tenantId: PARIS.id, platformId };
}

/** The platform of learners who sign in without an LMS, in the first institution there is. */
export async function developmentPlatform(ports: DemonstrationPorts): Promise<Platform> {
  const [known] = await ports.platforms.ofIssuer(DEVELOPMENT_ISSUER);
  if (known !== undefined) return known;
  const [tenant = await ports.tenants.add(PARIS)] = await ports.tenants.list();
  const urls = { authUrl: DEVELOPMENT_ISSUER, tokenUrl: DEVELOPMENT_ISSUER, jwksUrl: DEVELOPMENT_ISSUER };
  return ports.platforms.add({
    ...urls,
    tenantId: tenant.id,
    name: 'Développement',
    issuer: DEVELOPMENT_ISSUER,
    clientId: 'development',
    deploymentPolicy: 'reject',
    status: 'disabled',
    deploymentIds: [],
  });
}

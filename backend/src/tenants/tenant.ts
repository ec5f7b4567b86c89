/** An institution with its one mini-site. */
export interface Tenant {
  id: string;
  name: string;
  /** Base address of the mini-site without a slash at the end; null = served by us. */
  siteUrl: string | null;
  /** IANA zone in which its days begin. */
  timezone: string;
  status: 'active' | 'inactive';
}

/** What a new institution is made of. */
export type NewTenant = Pick<Tenant, 'id' | 'name' | 'siteUrl'> & { timezone?: string };

/** Where institutions are kept. */
export interface TenantStore {
  find(id: string): Promise<Tenant | undefined>;
  list(): Promise<Tenant[]>;
  /** @throws AppError tenants.already_exists */
  add(tenant: NewTenant): Promise<Tenant>;
}

/** Base address of an institution's pages, without a slash at the end. */
export function siteBaseOf(tenant: Tenant, apiUrl: string): string {
  return tenant.siteUrl ?? apiUrl;
}

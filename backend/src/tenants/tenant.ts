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

/** What of an institution can be changed; its id is in every table. */
export type TenantChanges = Partial<Pick<Tenant, 'name' | 'siteUrl' | 'timezone'>>;

/** Where institutions are kept. */
export interface TenantStore {
  find(id: string): Promise<Tenant | undefined>;
  list(): Promise<Tenant[]>;
  /** @throws AppError tenants.already_exists */
  add(tenant: NewTenant): Promise<Tenant>;
  /** Changes what is given. @throws AppError tenants.unknown_tenant */
  set(id: string, changes: TenantChanges): Promise<Tenant>;
}

/**
 * Address of a page of a site. Its path is written as its author named the file (`pages/œuvre n° 2.html`), or already as an
 * address; what an address cannot hold is escaped, escapes that are there stay.
 * @param page path relative to the site
 */
export function pageAddress(siteBase: string, page: string): string {
  const escaped = encodeURI(page.toWellFormed()).replace(/%25(?=[0-9a-f]{2})/gi, '%');
  return `${siteBase}/${escaped.replaceAll('#', '%23')}`;
}

/** Base address of an institution's pages, without a slash at the end. */
export function siteBaseOf(tenant: Tenant, apiUrl: string): string {
  return tenant.siteUrl ?? apiUrl;
}

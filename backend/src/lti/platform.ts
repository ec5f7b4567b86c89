export type DeploymentPolicy = 'reject' | 'pending' | 'auto-add';
export type PlatformStatus = 'active' | 'pending' | 'disabled';
export type DeploymentStatus = 'active' | 'pending' | 'refused';

/** One registration of us in an LMS; (issuer, clientId) is unique. */
export interface Platform {
  id: string;
  tenantId: string;
  name: string;
  /** Claim `iss`, byte for byte. */
  issuer: string;
  clientId: string;
  authUrl: string;
  tokenUrl: string;
  jwksUrl: string;
  tokenAudience: string | null;
  /** What happens to a deployment_id never seen before. */
  deploymentPolicy: DeploymentPolicy;
  anonymousPolicy: 'refuse' | 'guest';
  unboundPolicy: 'confirm' | 'reject';
  status: PlatformStatus;
}

/** One placement of a registration inside the LMS. */
export interface Deployment {
  id: string;
  platformId: string;
  /** The platform's own name for it. */
  deploymentId: string;
  status: DeploymentStatus;
}

/** What a new registration is made of. */
export type NewPlatform = Omit<Platform, 'id' | 'status' | 'anonymousPolicy' | 'unboundPolicy' | 'tokenAudience'> &
  Partial<Pick<Platform, 'status' | 'anonymousPolicy' | 'unboundPolicy' | 'tokenAudience'>> & {
    deploymentIds: readonly string[];
  };

/** What a launch asks about registrations. Answers may be some seconds old. */
export interface PlatformReader {
  find(id: string): Promise<Platform | undefined>;
  /** Every registration of an issuer, whatever its status (Canvas has one issuer for the world). */
  ofIssuer(issuer: string): Promise<readonly Platform[]>;
}

/** What the terminal does to registrations. */
export interface PlatformStore extends PlatformReader {
  list(): Promise<Platform[]>;
  deploymentsOf(platformId: string): Promise<Deployment[]>;
  /** @throws AppError lti.platform_exists */
  add(platform: NewPlatform): Promise<Platform>;
  /** Answers whether there is such a platform. */
  setStatus(id: string, status: PlatformStatus): Promise<boolean>;
  /** Active from now on, made when the platform never sent it. */
  approveDeployment(platform: Platform, deploymentId: string): Promise<void>;
  /** @throws AppError lti.platform_in_use when learners came through it */
  remove(id: string): Promise<boolean>;
}

/** Origins whose pages may show ours in a frame. */
export function originsOf(platform: Pick<Platform, 'issuer' | 'authUrl'>): string[] {
  const origins = [platform.issuer, platform.authUrl].flatMap((text) =>
    URL.canParse(text) ? [new URL(text).origin] : [],
  );
  return [...new Set(origins.filter((origin) => origin !== 'null'))];
}

import { foreignNames, type Setting, settings } from './settings.ts';

/** What the environment says, checked. Read once, frozen. */
export interface Config {
  readonly databaseUrl: string;
  /** Undefined = databaseUrl. */
  readonly databaseReadUrl: string | undefined;
  readonly port: number;
  readonly nodeEnv: 'development' | 'test' | 'production';
  /** Public origin (and base path), without a slash at the end. */
  readonly apiUrl: string;
  readonly host: string;
  /** Undefined only outside production, until `config/secret-key.ts` has made one. */
  readonly secretKey: string | undefined;
  readonly siteDir: string;
  readonly allowPrivateNetworks: boolean;
  readonly trustProxy: boolean | string[];
  readonly practiceLmsPort: number;
  readonly databasePoolSize: number;
  readonly apiKeyPepper: string | undefined;
  readonly apiKeyCacheSeconds: number;
  readonly apiKeysStrict: boolean;
  readonly strictQuery: boolean;
  readonly syncLogsMode: 'batched' | 'sync';
  readonly syncLogsIp: 'full' | 'truncated' | 'none';
  /** 0 = kept for ever. */
  readonly syncLogsDays: number;
  readonly sessionMaxDays: number;
  /** Undefined = nobody may read /metrics in production, elsewhere only this machine. */
  readonly metricsToken: string | undefined;
  /** Between "not ready" and the end. */
  readonly drainSeconds: number;
  /** Where Directus answers; undefined = nobody said. */
  readonly directusUrl: string | undefined;
  readonly directusToken: string | undefined;
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug' | 'silent';
}

/** All faults of a configuration at once. */
export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The configuration has ${faults.length} fault(s):\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/**
 * Turns variables into a Config.
 * @param environment the process's variables; they win over the file's
 * @param envFile the variables of backend/.env (already parsed)
 * @throws ConfigError listing every fault: bad values, unknown names in the file, what production lacks
 */
export function parseConfig(
  environment: Record<string, string | undefined>,
  envFile: Record<string, string | undefined> = {},
): Config {
  const faults: string[] = [];
  const known = new Set<string>(Object.values(settings).map((setting) => setting.name));
  for (const name of Object.keys(envFile)) {
    if (known.has(name) || foreignNames.includes(name)) continue;
    faults.push(`${name} (in .env) is not a setting of Passerelle; docs/config.md lists them all`);
  }
  const read = (setting: Setting): unknown => {
    const text = environment[setting.name] || envFile[setting.name] || setting.fallback;
    if (text === undefined) return undefined;
    try {
      return setting.parse(text);
    } catch (error) {
      faults.push(`${setting.name}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  const values = Object.fromEntries(Object.entries(settings).map(([key, setting]) => [key, read(setting)]));
  const config = withDerivedValues(values as unknown as Config);
  if (config.nodeEnv === 'production') faults.push(...whatProductionLacks(values as unknown as Config));
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze(config);
}

function withDerivedValues(values: Config): Config {
  return {
    ...values,
    apiUrl: values.apiUrl ?? `http://127.0.0.1:${values.port}`,
    allowPrivateNetworks: values.allowPrivateNetworks ?? values.nodeEnv !== 'production',
    drainSeconds: values.drainSeconds ?? (values.nodeEnv === 'production' ? 5 : 0),
    practiceLmsPort: values.practiceLmsPort ?? values.port + 1,
  };
}

function whatProductionLacks(values: Config): string[] {
  const faults: string[] = [];
  if (values.secretKey === undefined) faults.push('SECRET_KEY: required in production, at least 32 characters');
  if (values.apiUrl === undefined) faults.push('API_URL: required in production, e.g. https://api.exemple.fr');
  else if (!values.apiUrl.startsWith('https://'))
    faults.push('API_URL: production needs https, LTI cookies do not travel without it');
  return faults;
}

import path from 'node:path';
import { createPracticeLms, type PracticeLms, type PracticeLmsOptions } from '@passerelle/practice-lms';
import { freePort, type RunningPasserelle, startPasserelle } from './passerelle.ts';

/** Passerelle and a practice LMS that know each other, with the example course in the catalogue. */
export interface Stage {
  passerelle: RunningPasserelle;
  lms: PracticeLms;
  platformId: string;
  close(): Promise<void>;
}

const siteFolder = path.resolve(import.meta.dirname, '../../..');

/**
 * Sets both up the way an administrator does: with the command line. `isRegistered` false: they do not know each other yet,
 * and `platformId` is empty.
 */
export async function setStage(
  databaseUrl: string,
  options: { lms?: Partial<PracticeLmsOptions>; environment?: Record<string, string>; isRegistered?: boolean } = {},
): Promise<Stage> {
  const port = await freePort();
  const lms = await createPracticeLms({ port: 0, toolUrl: `http://127.0.0.1:${port}`, ...options.lms });
  const passerelle = await startPasserelle(databaseUrl, { PORT: String(port), ...options.environment });
  await passerelle.command('tenants', 'add', '--id', 'TENANT_TEST', '--name', 'Institut d’essai');
  const platformId = options.isRegistered === false ? '' : await registerByHand(passerelle, lms);
  await passerelle.command('site', 'scan', siteFolder, '--tenant', 'TENANT_TEST');
  return {
    passerelle,
    lms,
    platformId,
    async close() {
      await passerelle.stop();
      await lms.close();
    },
  };
}

async function registerByHand(passerelle: RunningPasserelle, lms: PracticeLms): Promise<string> {
  const { issuer, clientId, authUrl, tokenUrl, jwksUrl, deploymentIds } = lms.registration;
  const platform = await passerelle.command<{ id: string }>(
    ...[
      'platforms',
      'add',
      '--tenant',
      'TENANT_TEST',
      '--name',
      'LMS d’essai',
      '--issuer',
      issuer,
      '--client-id',
      clientId,
    ],
    ...['--auth-url', authUrl, '--token-url', tokenUrl, '--jwks-url', jwksUrl],
    ...deploymentIds.flatMap((id) => ['--deployment-id', id]),
  );
  return platform.id;
}

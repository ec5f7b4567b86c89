import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createApp } from '../backend/src/app.ts';
import { readConfig } from '../backend/src/config/read-config.ts';
import { openDatabase } from '../backend/src/db/connection.ts';
import { createLog } from '../backend/src/log/log.ts';
import { systemClock } from '../backend/src/time/clock.ts';

/** The OpenAPI document as a server answers it, in YAML; of an empty base that is gone again. */
export async function openApiDocument(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'passerelle-openapi-'));
  const config = readConfig({
    NODE_ENV: 'test',
    DATABASE_URL: `sqlite:${path.join(folder, 'empty.sqlite')}`,
    API_URL: 'https://api.exemple.fr',
  });
  const database = openDatabase(config.databaseUrl, 1);
  try {
    const app = await createApp(config, { database, log: createLog('silent'), clock: systemClock });
    const { statusCode, body } = await app.server.inject('/orchestrator/docs/openapi-orchestrator.yaml');
    await app.stop();
    if (statusCode !== 200) throw new Error(`The server answered its OpenAPI document with ${statusCode}: ${body}`);
    return body;
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

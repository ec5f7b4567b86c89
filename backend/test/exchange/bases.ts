import { after } from 'node:test';
import { exchangeDesk } from '../../src/app/exchange.ts';
import { createTargetNote } from '../../src/exchange/change-log.store.ts';
import type { MoveListener } from '../../src/exchange/cut-over.ts';
import { emptyBase } from '../../src/exchange/empty-base.store.ts';
import type { ExchangePorts } from '../../src/exchange/exchange.ts';
import { openExportFile } from '../../src/exchange/export-reader.store.ts';
import { createExportFile } from '../../src/exchange/export-writer.store.ts';
import type { MovePorts } from '../../src/exchange/move.ts';
import { openBase, prepareBase } from '../../src/exchange/open-base.store.ts';
import { type EngineName, engines, type FreshDatabase } from '../support/engines.ts';

export const SECRET_KEY = 'a secret key that is only for tests';

/** What the commands stand on, with the SECRET_KEY of the tests. */
export const ports: ExchangePorts = {
  openBase,
  prepareBase,
  createExport: createExportFile,
  openExport: openExportFile,
  targetNoteOf: createTargetNote,
  emptyBase,
  secretKey: SECRET_KEY,
};

/** Nobody watches. */
export const unwatched = () => () => undefined;

/** Empty bases of any engine, dropped after the tests of the surrounding suite. */
export function emptyBases(): (engine: EngineName) => Promise<string> {
  const bases: FreshDatabase[] = [];
  after(async () => {
    for (const base of bases) await base.drop();
  });
  return async (name) => {
    const engine = engines.find((one) => one.name === name);
    if (engine === undefined || engine.missing !== undefined) throw new Error(`no ${name}`);
    const base = await engine.freshDatabaseUrl();
    bases.push(base);
    return base.url;
  };
}

/** The reason to leave out a test that needs all three engines; undefined when they are there. */
export const engineMissing: string | undefined = engines.find((engine) => engine.missing !== undefined)?.missing;

/** What `passerelle move` stands on. */
export const moving: MovePorts = {
  ...exchangeDesk({ databaseUrl: '', secretKey: SECRET_KEY } as Parameters<typeof exchangeDesk>[0]),
};
/** A move that nobody listens to. */
export const silent: MoveListener = {
  bar: unwatched,
  resumed: () => undefined,
  logging: () => undefined,
  copied: () => undefined,
  caughtUp: () => undefined,
  beforeRefusing: async () => undefined,
  refusing: () => undefined,
  switchNow: async () => undefined,
};

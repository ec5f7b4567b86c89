import { type ReadyConfig, readDatabaseUrl } from '../config/read-config.ts';
import type { ExchangeDesk } from '../exchange/exchange.commands.ts';
import { openExportFile } from '../exchange/export-reader.store.ts';
import { createExportFile } from '../exchange/export-writer.store.ts';
import { openBase, prepareBase } from '../exchange/open-base.store.ts';

/** What the commands that move whole bases work with. They open their own connections, without the limits of a server's. */
export function exchangeDesk({ databaseUrl, secretKey }: ReadyConfig): ExchangeDesk {
  return {
    databaseUrl,
    secretKey,
    readUrl: readDatabaseUrl,
    openBase,
    prepareBase,
    createExport: createExportFile,
    openExport: openExportFile,
  };
}

import { type ReadyConfig, readDatabaseUrl } from '../config/read-config.ts';
import type { BackupDesk } from '../exchange/backup.commands.ts';
import { openBackupFolder } from '../exchange/backup-folder.store.ts';
import { emptyBase } from '../exchange/empty-base.store.ts';
import { openExportFile } from '../exchange/export-reader.store.ts';
import { createExportFile } from '../exchange/export-writer.store.ts';
import { openBase, prepareBase } from '../exchange/open-base.store.ts';

/** What the commands that move whole bases work with. They open their own connections, without the limits of a server's. */
export function exchangeDesk({ databaseUrl, secretKey }: ReadyConfig): BackupDesk {
  return {
    databaseUrl,
    secretKey,
    readUrl: readDatabaseUrl,
    openBase,
    prepareBase,
    emptyBase,
    openBackupFolder,
    createExport: createExportFile,
    openExport: openExportFile,
  };
}

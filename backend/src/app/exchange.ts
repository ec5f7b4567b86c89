import { type ReadyConfig, readDatabaseUrl } from '../config/read-config.ts';
import { openDatabase } from '../db/connection.ts';
import { knownMigrations } from '../db/migrate.ts';
import type { BackupDesk } from '../exchange/backup.commands.ts';
import { openBackupFolder } from '../exchange/backup-folder.store.ts';
import { createChangeLog, createTargetNote } from '../exchange/change-log.store.ts';
import { emptyBase } from '../exchange/empty-base.store.ts';
import { openExportFile } from '../exchange/export-reader.store.ts';
import { createExportFile } from '../exchange/export-writer.store.ts';
import { createMaintenanceStore } from '../exchange/maintenance.store.ts';
import type { MaintenanceStore } from '../exchange/maintenance.ts';
import type { MovePorts } from '../exchange/move.ts';
import { openBase, prepareBase } from '../exchange/open-base.store.ts';

/** What the commands that move whole bases work with. They open their own connections, without the limits of a server's. */
export function exchangeDesk({ databaseUrl, secretKey }: ReadyConfig): BackupDesk & MovePorts {
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
    changeLogOf: createChangeLog,
    targetNoteOf: createTargetNote,
    openMaintenance,
    knownMigrations,
  };
}

async function openMaintenance(url: string): Promise<MaintenanceStore & { close(): Promise<void> }> {
  const database = openDatabase(url, 1);
  return { ...createMaintenanceStore(database), close: () => database.close() };
}

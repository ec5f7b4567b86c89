import path from 'node:path';
import type { Command } from 'commander';
import { print, withExamples } from '../cli/output.ts';
import { progressBar } from '../cli/progress-bar.ts';
import { AppError } from '../errors/app-error.ts';
import { type BackupFolder, backUp } from './backup.ts';
import { type ExchangeDesk, passphraseIn, report, urlOf } from './exchange.commands.ts';
import { importFile } from './exchange.ts';

/** What backups need beside moving. */
export interface BackupDesk extends ExchangeDesk {
  openBackupFolder(place: string): BackupFolder;
}

/** `passerelle backup | restore`. */
export function registerBackupCommands(program: Command, open: () => Promise<BackupDesk>): void {
  registerBackup(program, open);
  registerRestore(program, open);
}

function registerBackup(program: Command, open: () => Promise<BackupDesk>): void {
  withExamples(
    program
      .command('backup')
      .description(
        'back the base up into a folder, restore it into a scratch base and compare / sauvegarde, puis essai de restauration',
      )
      .requiredOption('--to <folder>', 'the folder; files are named passerelle-YYYYMMDDTHHMMSSZ.zip')
      .option('--keep <n>', 'backups that stay; older ones go once the new one is proved', '14')
      .option('--encrypt <file>', 'encrypt with the passphrase or key in this file')
      .option(
        '--scratch <url>',
        'an empty base for the restore test (default: SQLite in a private temporary folder, TMPDIR)',
      ),
    'passerelle backup --to /var/backups/passerelle',
    'passerelle backup --to /mnt/backups --keep 30 --encrypt /etc/passerelle/backup.key --json',
  ).action(async (options: { to: string; keep: string; encrypt?: string; scratch?: string; json?: boolean }) => {
    const keep = Number(options.keep);
    if (!Number.isInteger(keep) || keep < 1) {
      throw new AppError(
        'exchange.bad_keep',
        'invalid',
        '--keep is a whole number from 1. / --keep est un nombre entier, 1 au moins.',
      );
    }
    const desk = await open();
    const done = await backUp(
      desk,
      desk.openBackupFolder(path.resolve(options.to)),
      {
        from: desk.databaseUrl,
        keep,
        passphrase: passphraseIn(options.encrypt),
        scratch: options.scratch === undefined ? undefined : urlOf(desk, options.scratch),
        now: new Date(),
      },
      progressBar,
    );
    const rows = done.sums.reduce((all, sum) => all + sum.rows, 0);
    const text = `${done.file}: ${rows} rows, ${done.bytes} bytes; restored into a scratch base, the same. / Restaurée pour essai : identique.${
      done.removed.length > 0 ? `\nRemoved: ${done.removed.join(', ')}` : ''
    }`;
    print({ json: { ...done, rows, restored: true }, text }, options);
  });
}

function registerRestore(program: Command, open: () => Promise<BackupDesk>): void {
  withExamples(
    program
      .command('restore')
      .description('fill an empty base from a backup, and compare / restaure une sauvegarde dans une base vide')
      .argument('<file>', 'what "passerelle backup" or "passerelle export" wrote')
      .option('--to <url>', 'the empty base (default: DATABASE_URL)')
      .option('--decrypt <file>', 'the file with the passphrase or key'),
    'passerelle restore /var/backups/passerelle/passerelle-20261120T030000Z.zip --to postgresql://user:password@host:5432/base',
  ).action(async (file: string, options: { to?: string; decrypt?: string; json?: boolean }) => {
    const desk = await open();
    const started = Date.now();
    const to = urlOf(desk, options.to ?? desk.databaseUrl);
    const request = { file: path.resolve(file), to, passphrase: passphraseIn(options.decrypt) };
    report(await importFile(desk, request, progressBar), started, options);
  });
}

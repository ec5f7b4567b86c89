import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { print, withExamples } from '../cli/output.ts';
import { progressBar } from '../cli/progress-bar.ts';
import { readZipFiles } from '../cli/zip-files.ts';
import { AppError } from '../errors/app-error.ts';
import { unknownTenant } from '../tenants/tenant.errors.ts';
import type { TenantStore } from '../tenants/tenant.ts';
import type { TransactionRunner } from '../transaction/transaction.ts';
import type { NamedBytes } from './import-files.ts';
import { importRegister, type RegisterRows } from './import-register.ts';
import { importReportText } from './import-text.ts';
import { looksLikeData, readRegister } from './read-register.ts';
import { rollUpFinished, type StudyDays } from './roll-up.ts';

export interface RegisterCommandPorts {
  tenants: Pick<TenantStore, 'find'>;
  rows: RegisterRows;
  days: StudyDays;
  transactions: TransactionRunner;
}

interface ImportOptions {
  tenant: string;
  apply?: boolean;
  ignoreUnknownColumns?: boolean;
  json?: boolean;
}

/** `passerelle register import|rebuild-stats`. */
export function registerRegisterCommands(program: Command, open: () => Promise<RegisterCommandPorts>): void {
  const register = program.command('register').description('the academic register: students, classes, promotions …');
  withExamples(
    register
      .command('import')
      .argument('<path...>', 'CSV files, a folder of them, or the zip of a OneRoster 1.2 CSV export')
      .requiredOption('--tenant <id>', 'institution the register belongs to')
      .option('--apply', 'write; without it nothing is written')
      .option('--ignore-unknown-columns', 'pass over columns that mean nothing here')
      .description('say what files would change in the register (with --apply: change it), all of it or nothing'),
    'passerelle register import etudiants.csv classes.csv --tenant TENANT_INST_PARIS',
    'passerelle register import ./rentree --tenant TENANT_INST_PARIS --apply',
    'passerelle register import oneroster.zip --tenant TENANT_INST_PARIS --apply --json',
  ).action(async (paths: string[], options: ImportOptions) => {
    const files = (await Promise.all(paths.map(filesAt))).flat();
    const ports = await open();
    const tenant = await ports.tenants.find(options.tenant);
    if (tenant === undefined) throw unknownTenant(options.tenant);
    const { ignoreUnknownColumns = false } = options;
    const read = readRegister(files, { zone: tenant.timezone, ignoreUnknownColumns });
    const bar = progressBar('Writing / Écriture');
    const work = { tenantId: tenant.id, apply: options.apply ?? false, now: new Date(), onRows: bar };
    const report = await importRegister(ports, read, work);
    print({ json: { tenant_id: tenant.id, ...report }, text: importReportText(report) }, options);
    if (report.outcome === 'refused') process.exitCode = 1;
  });
  withExamples(
    register
      .command('rebuild-stats')
      .option('--tenant <id>', 'of one institution only')
      .description('sum the days of study anew from the study sessions, and their mastery from the progress'),
    'passerelle register rebuild-stats',
  ).action(async (options: { tenant?: string; json?: boolean }) => {
    const { days, tenants } = await open();
    if (options.tenant !== undefined && (await tenants.find(options.tenant)) === undefined) {
      throw unknownTenant(options.tenant);
    }
    const rolledUp = await rollUpFinished(days, { now: () => new Date() });
    const { students } = await days.rebuild(options.tenant, progressBar('Summing / Calcul'));
    const json = { students, sessions_rolled_up: rolledUp };
    print({ json, text: `Days of ${students} students summed anew; ${rolledUp} sessions were new in them.` }, options);
  });
}

/** Files with the names they are reported under. */
async function filesAt(place: string): Promise<NamedBytes[]> {
  const kind = await stat(place).catch(() => undefined);
  if (kind === undefined) {
    throw new AppError('register.no_such_file', 'invalid', `There is no file or folder at ${place}.`);
  }
  if (kind.isDirectory()) {
    const names = (await readdir(place)).filter(looksLikeData).sort();
    if (names.length === 0) throw new AppError('register.no_files', 'invalid', `There is no CSV file in ${place}.`);
    return Promise.all(names.map(async (name) => ({ name, bytes: await readFile(path.join(place, name)) })));
  }
  if (!/\.zip$/i.test(place)) return [{ name: path.basename(place), bytes: await readFile(place) }];
  let files: NamedBytes[];
  try {
    files = (await readZipFiles(place)).filter(({ name }) => looksLikeData(name));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : '';
    throw new AppError('register.bad_zip', 'invalid', `${place} cannot be unpacked: ${why}.`, undefined, { cause });
  }
  if (files.length === 0) throw new AppError('register.no_files', 'invalid', `There is no CSV file in ${place}.`);
  return files;
}

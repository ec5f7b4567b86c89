import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { print, tableOf, withExamples } from '../cli/output.ts';
import { progressBar } from '../cli/progress-bar.ts';
import { AppError } from '../errors/app-error.ts';
import type { TableDifference } from './compare.ts';
import { copyBase, type ExchangePorts, exportBase, importFile, verifyBases } from './exchange.ts';
import type { Filled } from './fill.ts';
import type { TableSum } from './fingerprint.ts';

/** The exit code that says: both sides were read, and they are not the same. */
const DIFFERENT = 2;
const LEAST_PASSPHRASE = 12;

/** What the commands are given when one of them runs. */
export interface ExchangeDesk extends ExchangePorts {
  /** DATABASE_URL. */
  readonly databaseUrl: string;
  /** @throws TypeError for what is no address of a base; relative sqlite: paths are relative to backend/ */
  readUrl(text: string): string;
}

type Open = () => Promise<ExchangeDesk>;

interface Options {
  json?: boolean;
}

/** `passerelle export | import | copy | verify`. */
export function registerExchangeCommands(program: Command, open: Open): void {
  registerExport(program, open);
  registerImport(program, open);
  registerCopy(program, open);
  registerVerify(program, open);
}

function registerExport(program: Command, open: Open): void {
  withExamples(
    program
      .command('export')
      .description('write the whole base into one file that every engine reads / exporte la base dans un fichier')
      .requiredOption('--out <file>', 'the file (a zip: NDJSON per table and a manifest)')
      .option('--from <url>', 'the base (default: DATABASE_URL)')
      .option('--tenant <id>', 'only one institution, without our signing keys')
      .option('--encrypt <file>', 'encrypt with the passphrase or key in this file'),
    'passerelle export --out passerelle.zip',
    'passerelle export --out paris.zip --tenant TENANT_INST_PARIS --encrypt passphrase.txt',
  ).action(async (options: { out: string; from?: string; tenant?: string; encrypt?: string } & Options) => {
    const desk = await open();
    const started = Date.now();
    const { sums, ...file } = await exportBase(
      desk,
      {
        from: urlOf(desk, options.from ?? desk.databaseUrl),
        out: path.resolve(options.out),
        tenant: options.tenant,
        passphrase: passphraseIn(options.encrypt),
      },
      progressBar,
    );
    const seconds = secondsSince(started);
    const text = `${sumTable(sums)}\n\n${rowsOf(sums)} rows, ${file.bytes} bytes in ${seconds} s: ${options.out}\nSHA-256 ${file.sha256} (also in ${options.out}.sha256)${
      file.secrets > 0 ? `\n${KEEP_SECRET_KEY}` : ''
    }`;
    print({ json: { file: options.out, ...file, seconds, peak_memory_mb: peakMemory(), tables: sums }, text }, options);
  });
}

const KEEP_SECRET_KEY =
  'The secrets in it are encrypted with SECRET_KEY: the new server needs the same one. / Les secrets restent chiffrés par SECRET_KEY : le nouveau serveur a besoin de la même.';

function registerImport(program: Command, open: Open): void {
  withExamples(
    program
      .command('import')
      .description('fill an empty base from an exported file, and compare / remplit une base vide et compare')
      .argument('<file>', 'what "passerelle export" wrote')
      .option('--to <url>', 'the empty base (default: DATABASE_URL)')
      .option('--decrypt <file>', 'the file with the passphrase or key'),
    'passerelle import passerelle.zip --to postgresql://user:password@host:5432/base',
    'passerelle import paris.zip --decrypt passphrase.txt',
  ).action(async (file: string, options: { to?: string; decrypt?: string } & Options) => {
    const desk = await open();
    const to = urlOf(desk, options.to ?? desk.databaseUrl);
    const request = { file: path.resolve(file), to, passphrase: passphraseIn(options.decrypt) };
    const started = Date.now();
    report(await importFile(desk, request, progressBar), started, options);
  });
}

interface Sides extends Options {
  from?: string;
  to: string;
  tenant?: string;
}

function registerCopy(program: Command, open: Open): void {
  withExamples(
    program
      .command('copy')
      .description('copy a base into an empty one of any engine, and compare / copie une base vers une autre')
      .option('--from <url>', 'the base to read (default: DATABASE_URL)')
      .requiredOption('--to <url>', 'the empty base')
      .option('--tenant <id>', 'only one institution, without our signing keys'),
    'passerelle copy --to postgresql://user:password@host:5432/base',
    'passerelle copy --from sqlite:./dev.sqlite --to mysql://user:password@host:3306/base --json',
  ).action(async (options: Sides) => {
    const desk = await open();
    const started = Date.now();
    report(await copyBase(desk, sidesOf(desk, options), progressBar), started, options);
  });
}

function registerVerify(program: Command, open: Open): void {
  withExamples(
    program
      .command('verify')
      .description('compare two bases row by row; exit code 2 when they differ / compare deux bases')
      .option('--from <url>', 'one base (default: DATABASE_URL)')
      .requiredOption('--to <url>', 'the other')
      .option('--tenant <id>', 'only one institution'),
    'passerelle verify --to postgresql://user:password@host:5432/base',
  ).action(async (options: Sides) => {
    const desk = await open();
    const started = Date.now();
    report(await verifyBases(desk, sidesOf(desk, options), progressBar), started, options);
  });
}

function sidesOf(desk: ExchangeDesk, { from, to, tenant }: Sides) {
  return { from: urlOf(desk, from ?? desk.databaseUrl), to: urlOf(desk, to), tenant };
}

/** @throws AppError exchange.bad_address */
export function urlOf(desk: ExchangeDesk, text: string): string {
  try {
    return desk.readUrl(text);
  } catch (cause) {
    throw new AppError(
      'exchange.bad_address',
      'invalid',
      `Not the address of a base: ${(cause as Error).message} / Ce n’est pas l’adresse d’une base (postgresql://…, mysql://… ou sqlite:…).`,
    );
  }
}

/** @param file undefined = no encryption */
export function passphraseIn(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  const passphrase = readPassphrase(file);
  if (passphrase.length >= LEAST_PASSPHRASE) return passphrase;
  throw new AppError(
    'exchange.weak_passphrase',
    'invalid',
    `A passphrase has at least ${LEAST_PASSPHRASE} characters; "openssl rand -base64 32 > ${file}" makes a key. / Au moins ${LEAST_PASSPHRASE} caractères.`,
  );
}

function readPassphrase(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new AppError(
      'exchange.no_passphrase',
      'invalid',
      `The file ${file} with the passphrase cannot be read (${(cause as Error).message}). / Le fichier de la phrase secrète ne peut pas être lu : ${file}.`,
      undefined,
      { cause },
    );
  }
}

/**
 * Prints what was moved or compared; differences make the exit code 2.
 * @param figures more of them, for `--json`
 */
export function report(
  { sums, differences }: Filled,
  startedMs: number,
  options: Options,
  figures: Record<string, number> = {},
): void {
  const seconds = secondsSince(startedMs);
  const same = differences.length === 0;
  if (!same) process.exitCode = DIFFERENT;
  const said = same
    ? `${sumTable(sums)}\n\nThe same on both sides: ${sums.length} tables, ${rowsOf(sums)} rows, ${seconds} s. / Identique des deux côtés.`
    : `${differenceTable(differences)}\n\nNot the same: ${differences.length} of ${sums.length} tables. / Les deux côtés diffèrent.`;
  const json = {
    same,
    seconds,
    ...figures,
    rows: rowsOf(sums),
    peak_memory_mb: peakMemory(),
    tables: sums,
    differences,
  };
  print({ json, text: said }, options);
}

function sumTable(sums: readonly TableSum[]): string {
  const cells = sums.map((sum) => [sum.table, String(sum.rows), sum.fingerprint.slice(0, 16)]);
  return tableOf(['table', 'rows', 'fingerprint'], cells, 'No tables.');
}

function differenceTable(differences: readonly TableDifference[]): string {
  const cells = differences.map(({ table, from, to, examples }) => [
    table,
    String(from.rows),
    String(to.rows),
    examples.map(({ key, what }) => `${key} (${what})`).join(', '),
  ]);
  return tableOf(['table', 'rows in the source', 'rows in the target', 'first rows that differ'], cells, '');
}

function rowsOf(sums: readonly TableSum[]): number {
  return sums.reduce((all, { rows }) => all + rows, 0);
}

function peakMemory(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

function secondsSince(startedMs: number): number {
  return Math.round((Date.now() - startedMs) / 100) / 10;
}

import type { Command } from 'commander';
import { print, withExamples } from '../cli/output.ts';
import { AppError } from '../errors/app-error.ts';
import { type ApplyReport, applyToDirectus } from './apply.ts';
import type { DirectusApi } from './directus-api.ts';
import { type GrantsRunner, grantScript, grantStatements } from './grants.ts';

/** What the commands are given. */
export interface DirectusDesk {
  /** DIRECTUS_URL and DIRECTUS_TOKEN, where they are set. */
  readonly url: string | undefined;
  readonly token: string | undefined;
  connect(url: string, token: string): DirectusApi;
  /** On the database of DATABASE_URL. */
  openGrants(): GrantsRunner;
}

interface ApplyFlags {
  url?: string;
  token?: string;
  language: string;
  dryRun?: boolean;
  remove?: boolean;
  json?: boolean;
}

/** `passerelle directus …`. */
export function registerDirectusCommands(program: Command, open: () => DirectusDesk): void {
  const directus = program.command('directus').description('Directus beside Passerelle, on the same database');
  withExamples(
    directus
      .command('apply')
      .description(
        'set Directus up: French and English names, lists, bookmarks, a dashboard, two roles; tables stay as they are',
      )
      .option('--url <url>', 'address of Directus (default: DIRECTUS_URL)')
      .option(
        '--token <token>',
        'static token of an administrator (default: DIRECTUS_TOKEN, which no process list shows)',
      )
      .option(
        '--language <fr|en>',
        'language of what Directus keeps in one language: notes, choices, bookmarks, dashboard',
        'fr',
      )
      .option('--dry-run', 'say what would be done, do nothing')
      .option('--remove', 'take it all away again; no table and no row of Passerelle is touched'),
    'passerelle directus apply --url https://directus.exemple.fr --token "$DIRECTUS_TOKEN"',
    'passerelle directus apply --dry-run --json',
    'passerelle directus apply --remove',
  ).action(async (flags: ApplyFlags) => {
    const api = connect(open(), flags);
    const report = await applyToDirectus(api, {
      language: languageOf(flags.language),
      isDryRun: flags.dryRun ?? false,
      isRemoval: flags.remove ?? false,
      onStep: showStep,
    });
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    print({ json: { dry_run: flags.dryRun ?? false, ...report }, text: sentences(report, flags) }, flags);
  });
  registerGrants(directus, open);
}

function registerGrants(directus: Command, open: () => DirectusDesk): void {
  withExamples(
    directus
      .command('grants')
      .description(
        'PostgreSQL: the SQL after which Directus may read and edit rows, and never drop or alter a table of Passerelle',
      )
      .option('--role <name>', 'the role that Directus signs in as (DB_USER)', 'directus_app')
      .option('--apply', 'run it on the database of DATABASE_URL instead of printing it'),
    'passerelle directus grants | psql "$DATABASE_URL"',
    'passerelle directus grants --role directus_app --apply',
  ).action(async (flags: { role: string; apply?: boolean; json?: boolean }) => {
    const statements = grantStatements(flags.role);
    if (!flags.apply) {
      print({ json: { role: flags.role, statements }, text: grantScript(flags.role) }, flags);
      return;
    }
    const grants = open().openGrants();
    if (grants.engine !== 'postgres') {
      throw new AppError(
        'directus.grants_need_postgres',
        'invalid',
        'Only PostgreSQL knows owners of tables. Here, whoever administers Directus can drop a table: keep that to people you trust. / Seul PostgreSQL connaît des propriétaires de tables.',
      );
    }
    await grants.run(statements);
    const next = `Granted. Give ${flags.role} a password and set DB_USER=${flags.role} for Directus. / Droits posés : donnez un mot de passe à ${flags.role}.`;
    print({ json: { role: flags.role, applied: statements.length }, text: next }, flags);
  });
}

function connect(desk: DirectusDesk, { url = desk.url, token = desk.token }: { url?: string; token?: string }) {
  const missing = [...(url ? [] : ['--url (or DIRECTUS_URL)']), ...(token ? [] : ['--token (or DIRECTUS_TOKEN)'])];
  if (!url || !token) {
    throw new AppError('directus.connection_missing', 'invalid', `Missing: ${missing.join(' and ')}.`);
  }
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new AppError('directus.bad_url', 'invalid', '--url: expected an address such as https://directus.exemple.fr');
  }
  return desk.connect(url.replace(/\/+$/, ''), token);
}

function languageOf(text: string): 'fr' | 'en' {
  if (text === 'fr' || text === 'en') return text;
  throw new AppError('directus.bad_language', 'invalid', '--language: expected fr or en');
}

function showStep(what: string, done: number, of: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K[${done + 1}/${of}] ${what}`);
}

function sentences(report: ApplyReport, { dryRun, remove }: ApplyFlags): string {
  const { made, changed, removed } = report;
  if (made.length + changed.length + removed.length === 0) {
    return remove ? 'Nothing to remove. / Rien à retirer.' : 'Directus is up to date. / Directus est à jour.';
  }
  const list = (title: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`${title} (${names.length})`, ...names.map((name) => `  ${name}`)];
  const lines = [...list('Made', made), ...list('Changed', changed), ...list('Removed', removed)];
  const end = dryRun
    ? 'Nothing was done: --dry-run. / Rien n’a été fait.'
    : remove
      ? 'Removed. Every table and row of Passerelle is as before. / Retiré ; les tables et les lignes sont intactes.'
      : 'Done. Reload Directus in the browser. / Terminé : rechargez Directus dans le navigateur.';
  return [...lines, '', end].join('\n');
}

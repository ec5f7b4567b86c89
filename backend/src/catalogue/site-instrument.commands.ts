import path from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { askYesNo } from '../cli/ask.ts';
import { insertionDiff } from '../cli/insertion-diff.ts';
import { print, withExamples } from '../cli/output.ts';
import { decodePage, insertIntoBytes } from '../cli/page-bytes.ts';
import { replaceFile } from '../cli/replace-file.ts';
import type { SiteFolder } from '../cli/site-folder.ts';
import { AppError } from '../errors/app-error.ts';
import { leftOutLine } from './left-out.ts';
import { isSelector } from './selector-grammar.ts';
import { apiAddress, languageOption, readFolder } from './site-check.commands.ts';
import type { SiteLanguage } from './site-check-texts.ts';
import { type InstrumentNote, type InstrumentWishes, type PagePlan, planInstrumentation } from './site-instrument.ts';

interface InstrumentOptions {
  /** true = from the settings. */
  api?: string | true;
  doneWhen?: string;
  yes?: boolean;
  dryRun?: boolean;
  lang: SiteLanguage;
  json?: boolean;
}

const SCRIPT_FILE = 'assets/js/progress-api.js';

/** `passerelle site instrument <folder>`. */
export function registerSiteInstrumentCommand(site: Command, apiUrl: () => string): void {
  withExamples(
    site
      .command('instrument')
      .argument('<folder>', 'folder of the mini-site')
      .option('--api [url]', 'address of the Passerelle server (without a value: API_URL)', apiAddress)
      .option('--done-when <selector>', 'what appears when a page’s own quiz is passed', cssSelector)
      .option('--yes', 'write without asking')
      .option('--dry-run', 'show what would be written, write nothing')
      .addOption(languageOption())
      .description('add the script tag and the missing attributes to existing pages, and touch nothing else in them'),
    'passerelle site instrument mon-cours --api https://api.exemple.fr --dry-run',
    'passerelle site instrument mon-cours --api https://api.exemple.fr --yes',
    'passerelle site instrument mon-cours --api https://api.exemple.fr --done-when ".bravo"',
  ).action(async (target: string, options: InstrumentOptions) => {
    const folder = await readFolder(target);
    const { plans, notes } = planInstrumentation(folder.pages, wishesOf(options, folder, apiUrl));
    const diff = plans.map((plan) => insertionDiff(plan.path, textOf(folder, plan), plan.insertions)).join('\n');
    const asks = !options.json && !options.yes && !options.dryRun && plans.length > 0;
    if (!options.json && diff !== '') process.stdout.write(`${diff}\n\n`);
    const isWanted = asks
      ? await askYesNo(QUESTION[options.lang](plans.length))
      : options.yes === true && !options.dryRun;
    if (isWanted) await writePages(target, folder, plans);
    const told = notes.map((note) => ({ ...note, message: NOTES[options.lang][note.code](note.subject) }));
    print(
      {
        json: {
          pages: plans.map((plan) => jsonOf(folder, plan)),
          notes: told,
          left_out: folder.leftOut,
          written: isWanted,
        },
        text: [
          ...told.map(({ path: page, line, message }) => `${page}:${line}  ${message}`),
          ...leftOutLine(folder.leftOut, options.lang),
          OUTCOME[options.lang](plans.length, isWanted),
        ].join('\n'),
      },
      options,
    );
  });
}

function cssSelector(text: string): string {
  if (isSelector(text)) return text;
  throw new InvalidArgumentError(
    'It must be a CSS selector such as ".bravo". / Il faut un sélecteur CSS, par exemple ".bravo".',
  );
}

function wishesOf(options: InstrumentOptions, folder: SiteFolder, apiUrl: () => string): InstrumentWishes {
  const api = options.api === true ? apiUrl() : options.api;
  const hasScript = folder.allFiles.has(SCRIPT_FILE);
  if (api === undefined && !hasScript) {
    throw new AppError(
      'catalogue.no_api',
      'invalid',
      `The folder has no ${SCRIPT_FILE}: say where the server is with --api https://api.exemple.fr / ` +
        `Le dossier ne contient pas ${SCRIPT_FILE} : indiquez le serveur avec --api.`,
    );
  }
  return {
    ...(api !== undefined && { api }),
    scriptFile: hasScript ? SCRIPT_FILE : null,
    ...(options.doneWhen !== undefined && { doneWhen: options.doneWhen }),
  };
}

function pageOf(folder: SiteFolder, plan: PagePlan): SiteFolder['pages'][number] {
  const page = folder.pages.find((one) => one.path === plan.path);
  if (page === undefined)
    throw new AppError('catalogue.page_lost', 'internal', `${plan.path} is no page of the folder.`);
  return page;
}

function textOf(folder: SiteFolder, plan: PagePlan): string {
  return pageOf(folder, plan).html;
}

function jsonOf(folder: SiteFolder, plan: PagePlan): object {
  const { path: page, html } = pageOf(folder, plan);
  const insertions = plan.insertions.map(({ at, text }) => ({ line: html.slice(0, at).split('\n').length, text }));
  return { path: page, insertions };
}

async function writePages(target: string, folder: SiteFolder, plans: readonly PagePlan[]): Promise<void> {
  for (const plan of plans) {
    const { path: page, bytes } = pageOf(folder, plan);
    const now = insertIntoBytes(bytes, decodePage(bytes), plan.insertions);
    await replaceFile(path.resolve(process.cwd(), target, page), bytes, now);
  }
}

const QUESTION: Record<SiteLanguage, (pages: number) => string> = {
  fr: (pages) => `Écrire ces ajouts dans ${pages} page${pages < 2 ? '' : 's'} ? [o/N] `,
  en: (pages) => `Write these additions to ${pages} page${pages === 1 ? '' : 's'}? [y/N] `,
};

const OUTCOME: Record<SiteLanguage, (pages: number, isWritten: boolean) => string> = {
  fr: (pages, isWritten) => {
    if (pages === 0) return 'Rien à ajouter.';
    return `${pages} page${pages < 2 ? '' : 's'} ${isWritten ? 'complétée' : 'à compléter'}${isWritten && pages > 1 ? 's' : ''}${isWritten ? '.' : ', rien n’a été écrit.'}`;
  },
  en: (pages, isWritten) => {
    if (pages === 0) return 'Nothing to add.';
    return `${pages} page${pages === 1 ? '' : 's'} ${isWritten ? 'completed.' : 'to complete, nothing was written.'}`;
  },
};

const NOTES: Record<SiteLanguage, Record<InstrumentNote['code'], (subject: string) => string>> = {
  fr: {
    no_body: (subject) => `pas de balise <body> : écrivez-la vous-même, <body ${subject}>`,
    no_button: (subject) =>
      `le grain « ${subject} » n’a pas de bouton reconnaissable : ajoutez <button data-grain-done>Terminer ce grain</button>`,
    several_buttons: (subject) =>
      `le grain « ${subject} » a plusieurs boutons : ajoutez data-grain-done à celui qui le termine`,
    quiz_without_sign: (subject) =>
      `le bouton du grain « ${subject} » vérifie un quiz : dites à quoi se voit la réussite avec --done-when "sélecteur", ou appelez progressApi('done', '${subject}') quand le quiz est réussi`,
    other_api: (subject) => `la balise du script indique déjà data-api="${subject}" : elle n’a pas été changée`,
  },
  en: {
    no_body: (subject) => `no <body> tag: write it yourself, <body ${subject}>`,
    no_button: (subject) =>
      `grain "${subject}" has no button to be recognised: add <button data-grain-done>Finish this grain</button>`,
    several_buttons: (subject) =>
      `grain "${subject}" has several buttons: add data-grain-done to the one that finishes it`,
    quiz_without_sign: (subject) =>
      `the button of grain "${subject}" checks a quiz: say how success shows with --done-when "selector", or call progressApi('done', '${subject}') when the quiz is passed`,
    other_api: (subject) => `the script tag already says data-api="${subject}": it was not changed`,
  },
};

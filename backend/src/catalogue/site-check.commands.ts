import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { print, withExamples } from '../cli/output.ts';
import { readSiteFolder, type SiteFolder } from '../cli/site-folder.ts';
import { AppError } from '../errors/app-error.ts';
import { isDatabaseUnavailable } from '../errors/database-unavailable.ts';
import type { Catalogue } from './catalogue.ts';
import { isLatin1 } from './check-encoding.ts';
import type { CheckFault, SiteToCheck } from './check-fault.ts';
import { leftOutLine } from './left-out.ts';
import { readElements } from './page-elements.ts';
import { scriptTagOf, serverOf } from './script-tag.ts';
import { checkSite } from './site-check.ts';
import { type SiteLanguage, textOfFault } from './site-check-texts.ts';
import type { SiteReader } from './site-crawl.ts';
import { sitePageOf } from './site-page.ts';

/** An institution's catalogue, and where its site is published (null = served by Passerelle). */
export interface KnownSite {
  catalogue: Catalogue;
  siteUrl: string | null;
}

/** What checking a site needs of the rest. */
export interface SiteCheckPorts {
  /** @throws AppError tenants.unknown_tenant */
  knownSite(tenantId: string): Promise<KnownSite>;
  reader: SiteReader;
  /** Address of our own server, from the settings. */
  apiUrl(): string;
}

interface CheckOptions {
  tenant?: string;
  api?: string;
  lang: SiteLanguage;
  maxPages: number;
  json?: boolean;
}

const MAX_CRAWL_MS = 120_000;

/** `passerelle site check <folder-or-url>`. */
export function registerSiteCheckCommand(site: Command, ports: SiteCheckPorts): void {
  withExamples(
    site
      .command('check')
      .argument('<folder-or-url>', 'folder of the mini-site, or the address where it is published')
      .option('--tenant <id>', 'compare with the catalogue of this institution')
      .option('--api <url>', 'address of the Passerelle server that the pages must speak to', apiAddress)
      .addOption(languageOption())
      .option('--max-pages <n>', 'with an address: read at most so many pages', wholeNumber, 500)
      .description('say what to mend before publishing; the exit code is 1 when there is something'),
    'passerelle site check .',
    'passerelle site check . --tenant TENANT_INST_PARIS --lang en',
    'passerelle site check mon-cours --api https://api.exemple.fr',
    'passerelle site check https://prof.github.io/mon-cours/',
  ).action(async (target: string, options: CheckOptions) => {
    const found = /^https?:\/\//i.test(target)
      ? await checkAddress(target, options, ports)
      : await checkFolder(target, options, ports);
    report(found, options);
    if (found.faults.length > 0) process.exitCode = 1;
  });
}

/** `--lang fr|en`, French when left out. */
export function languageOption(): Option {
  return new Option('--lang <language>', 'language of the answer').choices(['fr', 'en']).default('fr');
}

/** Reads `--api`. */
export function apiAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new InvalidArgumentError('It must be an address such as https://api.exemple.fr, without ? or #.');
  }
  return text.replace(/\/+$/, '');
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

interface Found {
  pages: number;
  faults: CheckFault[];
  isPartial: boolean;
  isCatalogueRead: boolean;
  /** Pages in Latin-1 of a folder. */
  latin1: number;
  /** Pages of a folder that were not read. */
  leftOut: string[];
}

async function checkFolder(target: string, options: CheckOptions, ports: SiteCheckPorts): Promise<Found> {
  const folder = await readFolder(target);
  const known = await knownSite(options, ports);
  const siteUrl = known?.siteUrl ?? undefined;
  const api = options.api ?? (siteUrl === undefined ? undefined : ports.apiUrl());
  const isElsewhere = api !== undefined || folder.pages.some(({ html }) => speaksToAnotherOrigin(html));
  const faults = checkSite({
    pages: folder.pages,
    files: isElsewhere ? folder.allFiles : folder.files,
    ...(known !== undefined && { siteUrl: `${known.siteUrl ?? ports.apiUrl()}/` }),
    ...(api !== undefined && { api }),
    ...catalogueOf(known, options),
  });
  const latin1 = folder.pages.filter(isLatin1).length;
  return {
    pages: folder.pages.length,
    faults,
    isPartial: false,
    isCatalogueRead: known !== undefined,
    latin1,
    leftOut: folder.leftOut,
  };
}

/**
 * The folder of a mini-site.
 * @throws AppError catalogue.no_such_folder, catalogue.no_page
 */
export async function readFolder(target: string): Promise<SiteFolder> {
  const place = path.resolve(process.cwd(), target);
  const kind = await stat(place).catch(() => undefined);
  if (!kind?.isDirectory()) {
    throw new AppError(
      'catalogue.no_such_folder',
      'invalid',
      `There is no folder ${target}. / Il n’y a pas de dossier ${target}.`,
    );
  }
  const folder = await readSiteFolder(place);
  if (folder.pages.length === 0) {
    throw new AppError(
      'catalogue.no_page',
      'invalid',
      `There is no HTML page in ${target}. / Aucune page HTML dans ${target}.`,
    );
  }
  return folder;
}

function speaksToAnotherOrigin(html: string): boolean {
  const tag = scriptTagOf(readElements(html));
  return tag?.api != null || /^(https?:)?\/\//i.test(tag?.src ?? '');
}

async function checkAddress(target: string, options: CheckOptions, ports: SiteCheckPorts): Promise<Found> {
  if (!URL.canParse(target)) {
    throw new AppError(
      'catalogue.bad_address',
      'invalid',
      `${target} is not an address. / ${target} n’est pas une adresse.`,
    );
  }
  const site = await ports.reader.crawl(target, { maxPages: options.maxPages, maxMs: MAX_CRAWL_MS });
  const known = await knownSite(options, ports);
  const isCatalogueRead = known !== undefined;
  const [reason] = site.refusals.values();
  if (site.pages.length === 0) {
    const fault: CheckFault = {
      code: 'http_error',
      path: target,
      line: 1,
      subject: target,
      other: reason ?? 'no HTML',
    };
    return { pages: 0, faults: [fault], isPartial: site.isPartial, isCatalogueRead, latin1: 0, leftOut: [] };
  }
  const { startUrl, pages, files, refusals, isPartial } = site;
  // A crawl names pages from the root of their host on.
  const siteUrl = new URL('/', startUrl).href;
  const checked: SiteToCheck = {
    pages,
    files,
    refusals,
    siteUrl,
    ...(options.api !== undefined && { api: options.api }),
    ...catalogueOf(known, options),
  };
  const misread = pages
    .filter((page) => page.isMisread)
    .map((page): CheckFault => ({ code: 'misread_letters', path: page.path, line: 1, subject: page.path }));
  const faults = [...(await askServers(checked, startUrl, ports)), ...misread, ...checkSite(checked)];
  return { pages: pages.length, faults, isPartial, isCatalogueRead, latin1: 0, leftOut: [] };
}

/** Asks each server that the pages name, once, as a browser on the site would. */
async function askServers(site: SiteToCheck, startUrl: string, { reader }: SiteCheckPorts): Promise<CheckFault[]> {
  const { origin } = new URL(startUrl);
  const address = new URL('.', startUrl).href.replace(/\/$/, '');
  const places = new Map<string, { path: string; line: number }>();
  for (const { path: page, html } of site.pages) {
    const elements = readElements(html);
    const tag = scriptTagOf(elements);
    if (tag === undefined) continue;
    const named = serverOf(tag, sitePageOf(page, elements), site.siteUrl) ?? '';
    if (URL.canParse(named) && !places.has(named)) places.set(named, { path: page, line: tag.element.line });
  }
  const faults = await Promise.all(
    [...places].map(async ([api, place]): Promise<CheckFault[]> => {
      const answer = await reader.ask(api.replace(/\/+$/, ''), origin);
      if (!answer.isPasserelle) return [{ code: 'api_silent', ...place, subject: api, other: answer.reason }];
      if (!answer.allowsOrigin) return [{ code: 'origin_not_allowed', ...place, subject: api, other: address }];
      return [];
    }),
  );
  return faults.flat();
}

/** Undefined without --tenant, and when the database does not answer, which is said but keeps nobody from the other checks. */
async function knownSite({ tenant, lang }: CheckOptions, ports: SiteCheckPorts): Promise<KnownSite | undefined> {
  if (tenant === undefined) return undefined;
  try {
    return await ports.knownSite(tenant);
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    const said =
      lang === 'fr'
        ? 'La base de données ne répond pas : les pages n’ont pas été comparées au catalogue.'
        : 'The database does not answer: the pages were not compared with the catalogue.';
    process.stderr.write(`${said}\n`);
    return undefined;
  }
}

function catalogueOf(known: KnownSite | undefined, { tenant }: CheckOptions): Pick<SiteToCheck, 'known' | 'tenantId'> {
  return known === undefined || tenant === undefined ? {} : { known: known.catalogue, tenantId: tenant };
}

function report({ pages, faults, isPartial, isCatalogueRead, latin1, leftOut }: Found, options: CheckOptions): void {
  const { lang } = options;
  const told = faults.map((fault) => ({ ...fault, ...textOfFault(fault, lang) }));
  const lines = told.flatMap(({ path: page, line, message, remedy }) => [
    `${page}:${line}  ${message}`,
    `    → ${remedy}`,
  ]);
  const partial = { fr: 'Seule une partie du site a été lue.', en: 'Only a part of the site was read.' }[lang];
  print(
    {
      json: {
        pages,
        faults: told,
        partial: isPartial,
        catalogue_compared: isCatalogueRead,
        latin1_pages: latin1,
        left_out: leftOut,
      },
      text: [
        ...lines,
        ...(lines.length > 0 ? [''] : []),
        ...(isPartial ? [partial] : []),
        ...leftOutLine(leftOut, lang),
        ...(latin1 > 0 ? [LATIN1[lang](latin1)] : []),
        summary(pages, faults.length, lang),
      ].join('\n'),
    },
    options,
  );
}

const LATIN1: Record<SiteLanguage, (pages: number) => string> = {
  fr: (pages) =>
    `${pages} page${pages < 2 ? '' : 's'} en Latin-1 : un hébergeur qui annonce UTF-8 (GitHub Pages, Passerelle) en perd les accents.`,
  en: (pages) =>
    `${pages} page${pages === 1 ? '' : 's'} in Latin-1: a host that announces UTF-8 (GitHub Pages, Passerelle) loses the accents.`,
};

function summary(pages: number, faults: number, lang: SiteLanguage): string {
  if (lang === 'en') {
    const read = `${pages} page${pages === 1 ? '' : 's'} read`;
    return faults === 0 ? `${read}, nothing to mend.` : `${read}, ${faults} thing${faults === 1 ? '' : 's'} to mend.`;
  }
  const read = `${pages} page${pages < 2 ? '' : 's'} lue${pages < 2 ? '' : 's'}`;
  return faults === 0 ? `${read}, rien à corriger.` : `${read}, ${faults} point${faults === 1 ? '' : 's'} à corriger.`;
}

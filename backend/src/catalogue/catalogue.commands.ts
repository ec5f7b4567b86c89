import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { print, withExamples } from '../cli/output.ts';
import { readSiteFolder } from '../cli/site-folder.ts';
import { AppError } from '../errors/app-error.ts';
import type { Catalogue } from './catalogue.ts';
import { leftOutLine } from './left-out.ts';
import { catalogueFromManifest } from './manifest.ts';
import { sitePathOf } from './site-links.ts';
import { readSitePage } from './site-page.ts';
import { type SiteFault, type SiteScan, scanSite } from './site-scan.ts';

/** What writing a catalogue needs of the rest. */
export interface CatalogueWriter {
  replace(
    tenantId: string,
    catalogue: Catalogue,
    now: Date,
    options?: { dryRun?: boolean; allowEmpty?: boolean },
  ): Promise<{ added: string[]; changed: string[]; retired: string[] }>;
}

interface ScanOptions {
  tenant: string;
  dryRun?: boolean;
  strict?: boolean;
  allowEmpty?: boolean;
  json?: boolean;
}

/** What was found in a folder, and how far it was read. */
export interface FolderScan extends SiteScan {
  pages: number;
  /** Pages that were not read: they lie outside pages/. */
  leftOut: string[];
}

/**
 * Reads and scans a site's folder.
 * @param sitePath path at which it is published on its host, between slashes
 */
export async function scanFolder(folder: string, sitePath = '/'): Promise<FolderScan> {
  const site = await readSiteFolder(folder);
  const scan = scanSite(
    site.pages.map((page) => readSitePage(page.path, page.html, sitePath)),
    site.files,
  );
  return { ...scan, pages: site.pages.length, leftOut: site.leftOut };
}

/**
 * `passerelle site scan <folder-or-manifest>`. Answers `site`, for its other commands.
 * @param siteUrlOf address of an institution's site; throws AppError tenants.unknown_tenant
 */
export function registerSiteCommands(
  program: Command,
  open: () => Promise<CatalogueWriter>,
  siteUrlOf: (tenantId: string) => Promise<string>,
): Command {
  const site = program.command('site').description('the mini-site and its catalogue');
  withExamples(
    site
      .command('scan')
      .argument('<folder-or-manifest>', 'folder of the mini-site, or a JSON manifest')
      .requiredOption('--tenant <id>', 'institution the site belongs to')
      .option('--dry-run', 'say what would change, write nothing')
      .option('--strict', 'fail when a page has a fault, or when more than half of the catalogue would be retired')
      .option('--allow-empty', 'retire the whole catalogue when no grain is found')
      .description('fill the catalogue (modules, sequences, grains) from the pages’ attributes'),
    'passerelle site scan . --tenant TENANT_INST_PARIS',
    'passerelle site scan catalogue.json --tenant TENANT_INST_PARIS --dry-run',
  ).action(async (target: string, options: ScanOptions) => {
    const { dryRun = false, allowEmpty = false } = options;
    const place = path.resolve(process.cwd(), target);
    const scan = await readCatalogueFrom(place, target, () => siteUrlOf(options.tenant));
    const { pages, leftOut = [] } = scan;
    const store = await open();
    const change = await store.replace(options.tenant, scan.catalogue, new Date(), { dryRun, allowEmpty });
    const { modules, sequences, grains } = scan.catalogue;
    const counts = { modules: modules.length, sequences: sequences.length, grains: grains.length };
    const kept = modules.length + sequences.length + grains.length - change.added.length;
    const retiresMost = change.retired.length > kept;
    print(
      {
        json: {
          pages,
          left_out: leftOut,
          ...counts,
          ...change,
          retires_most: retiresMost,
          faults: scan.faults,
          dry_run: dryRun,
        },
        text: [
          ...(pages === undefined ? [] : [pagesRead(pages)]),
          ...(leftOut.length > 0 ? [[leftOutLine(leftOut, 'en'), leftOutLine(leftOut, 'fr')].join(' / ')] : []),
          `${counts.modules} modules, ${counts.sequences} sequences, ${counts.grains} grains`,
          `${change.added.length} new, ${change.changed.length} changed, ${change.retired.length} retired${dryRun ? ' (nothing written)' : ''}`,
          ...(retiresMost ? [RETIRES_MOST] : []),
          ...scan.faults.map(sentenceOf),
        ].join('\n'),
      },
      options,
    );
    if (options.strict && (retiresMost || scan.faults.length > 0)) process.exitCode = 1;
  });
  return site;
}

function pagesRead(pages: number): string {
  return `${pages} page${pages === 1 ? '' : 's'} read / ${pages} page${pages < 2 ? ' lue' : 's lues'}`;
}

const RETIRES_MOST =
  'WARNING: more than half of the catalogue is retired by this. If it was the wrong folder, scan the right one: what it finds comes back. / ATTENTION : plus de la moitié du catalogue est retirée. Si ce n’était pas le bon dossier, analysez le bon : tout revient.';

async function readCatalogueFrom(
  place: string,
  asTyped: string,
  siteUrl: () => Promise<string>,
): Promise<SiteScan & Partial<FolderScan>> {
  const kind = await stat(place).catch(() => undefined);
  if (kind === undefined)
    throw new AppError('catalogue.no_such_folder', 'invalid', `There is no folder or file at ${asTyped}.`);
  if (kind.isDirectory()) return scanFolder(place, sitePathOf(await siteUrl()));
  try {
    return {
      catalogue: catalogueFromManifest(JSON.parse((await readFile(place, 'utf8')).replace(/^\uFEFF/, ''))),
      faults: [],
    };
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new AppError('catalogue.bad_manifest', 'invalid', `${asTyped} is not JSON: ${cause.message}`, undefined, {
      cause,
    });
  }
}

const SENTENCES: Record<SiteFault['code'], (fault: SiteFault) => string> = {
  page_without_id: () => 'no data-module or data-grain on <body> / pas de data-module ni de data-grain sur <body>',
  duplicate_id: (f) => `grain id "${f.subject}" is already that of ${f.other} / identifiant déjà pris par ${f.other}`,
  bad_id: (f) => `grain id "${f.subject}" or its module has spaces at an edge or is too long / identifiant mal formé`,
  grain_without_module: (f) => `grain "${f.subject}" has no data-module / le grain n’a pas de data-module`,
  sequence_of_two_modules: (f) =>
    `sequence "${f.subject}" is in another module on ${f.other} / la séquence est déjà dans un autre module`,
  broken_link: (f) => `link to "${f.subject}" leads nowhere / lien cassé`,
};

function sentenceOf(fault: SiteFault): string {
  return `${fault.path}:${fault.line}  ${SENTENCES[fault.code](fault)}`;
}

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { decodePage, type UnmarkedEncoding, unmarkedEncoding } from './page-bytes.ts';

/** A site as it lies on disk. */
export interface SiteFolder {
  /** What Passerelle would serve of it, relative, with slashes. */
  files: Set<string>;
  /** What a static host that serves the whole folder would: hidden files and node_modules left out. */
  allFiles: Set<string>;
  /** The HTML pages of `files`. */
  pages: { path: string; html: string; bytes: Buffer; encoding: UnmarkedEncoding | undefined }[];
  /** The HTML pages that are not in `files`. */
  leftOut: string[];
}

const SERVED_FOLDERS = /^(pages|assets)\//;

/**
 * Reads a site's pages: those in pages/ and assets/ and beside them; where there is no pages/ folder, those of the whole
 * folder. Old pages in Latin-1 are read as such when they are no valid UTF-8.
 * @throws the system's error when the folder cannot be read
 */
export async function readSiteFolder(folder: string): Promise<SiteFolder> {
  const allFiles = new Set<string>();
  await collect(folder, '', allFiles);
  const hasPages = [...allFiles].some((file) => file.startsWith('pages/'));
  const isServed = (file: string) => !hasPages || !file.includes('/') || SERVED_FOLDERS.test(file);
  const files = new Set([...allFiles].filter(isServed));
  const isPage = (file: string) => /\.html?$/i.test(file);
  const html = [...files].filter(isPage);
  const pages = await Promise.all(
    html.map(async (file) => {
      const bytes = await readFile(path.join(folder, file));
      const page = decodePage(bytes);
      return { path: file, html: page.text, bytes, encoding: unmarkedEncoding(page) };
    }),
  );
  const leftOut = [...allFiles].filter((file) => isPage(file) && !files.has(file)).sort();
  return { files, allFiles, pages, leftOut };
}

async function collect(folder: string, prefix: string, files: Set<string>): Promise<void> {
  for (const entry of await readdir(path.join(folder, prefix), { withFileTypes: true })) {
    const { name } = entry;
    if (name.startsWith('.') || name === 'node_modules') continue;
    if (entry.isDirectory()) await collect(folder, `${prefix}${name}/`, files);
    else if (entry.isFile()) files.add(prefix + name);
  }
}

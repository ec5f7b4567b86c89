import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** A site as it lies on disk. */
export interface SiteFolder {
  /** Every file, relative, with slashes. */
  files: Set<string>;
  /** The HTML pages. */
  pages: { path: string; html: string }[];
}

const SITE_FOLDERS = ['pages', 'assets'];

/**
 * Reads what the server would serve of a folder: its pages/ and assets/ and the HTML files beside them. Old pages in
 * Latin-1 are read as such when they say so or are no valid UTF-8.
 * @throws the system's error when the folder cannot be read
 */
export async function readSiteFolder(folder: string): Promise<SiteFolder> {
  const top = await readdir(folder, { withFileTypes: true });
  const files = new Set(
    top.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map((entry) => entry.name),
  );
  for (const name of SITE_FOLDERS) {
    if (!top.some((entry) => entry.isDirectory() && entry.name === name)) continue;
    const entries = await readdir(path.join(folder, name), { withFileTypes: true, recursive: true });
    for (const entry of entries) {
      if (entry.isFile())
        files.add(path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
    }
  }
  const html = [...files].filter((file) => /\.html?$/i.test(file));
  const pages = await Promise.all(
    html.map(async (file) => ({ path: file, html: decode(await readFile(path.join(folder, file))) })),
  );
  return { files, pages };
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

import type { SiteLanguage } from './site-check-texts.ts';

/**
 * Says which pages of a folder were passed over, by their outermost folders.
 * @param paths relative, of pages that lie in folders
 * @returns no line when there are none
 */
export function leftOutLine(paths: readonly string[], language: SiteLanguage): string[] {
  if (paths.length === 0) return [];
  const counts = new Map<string, number>();
  for (const path of paths) {
    const folder = `${path.split('/')[0]}/`;
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const folders = [...counts].map(([folder, count]) => `${folder} (${count})`).join(', ');
  const isOne = paths.length === 1;
  if (language === 'en') {
    return [
      `${paths.length} page${isOne ? '' : 's'} outside pages/ and assets/ ${isOne ? 'was' : 'were'} not read: ${folders}.`,
    ];
  }
  const verb = isOne ? 'n’a pas été lue' : 'n’ont pas été lues';
  return [`${paths.length} page${isOne ? '' : 's'} hors de pages/ et de assets/ ${verb} : ${folders}.`];
}

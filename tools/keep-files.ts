import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/**
 * Writes generated files, or with `--check` on the command line compares them with what is committed and sets a failing
 * exit code when one differs.
 * @param files path relative to the repository -> text
 */
export async function keepFiles(files: Record<string, string>): Promise<void> {
  const check = process.argv.includes('--check');
  for (const [file, text] of Object.entries(files)) {
    const place = path.join(root, file);
    if (!check) {
      writeFileSync(place, text);
      process.stdout.write(`wrote ${file}\n`);
    } else if (readOrEmpty(place) !== text) {
      process.stderr.write(`${file} is not what its source makes of it; run "npm run generate"\n`);
      process.exitCode = 1;
    }
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

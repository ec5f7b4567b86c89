import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import path from 'node:path';

const DIFF_LINES = 80;
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
      process.stderr.write(`${differenceFrom(place, text)}\n`);
      process.exitCode = 1;
    }
  }
}

// From the file in place to what it should be, cut to what a person reads; nothing where git is missing.
function differenceFrom(place: string, text: string): string {
  const args = ['diff', '--no-index', '--no-color', '--', existsSync(place) ? place : devNull, '-'];
  const lines = (spawnSync('git', args, { input: text, encoding: 'utf8' }).stdout ?? '').split('\n');
  return lines.slice(0, DIFF_LINES).join('\n') + (lines.length > DIFF_LINES ? '\n...' : '');
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

import type { Command } from 'commander';

/** What a command has to say, in both forms: `--json` prints the value, otherwise the sentences. */
export interface Answer {
  json: unknown;
  text: string;
}

/** Prints an answer on standard output. Names that others have chosen move no cursor: control characters show as U+FFFD. */
export function print(answer: Answer, options: { json?: boolean }): void {
  const text = answer.text.trimEnd().replace(CONTROL, '\ufffd');
  process.stdout.write(options.json ? `${JSON.stringify(answer.json)}\n` : `${text}\n`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f]/g;

/** Rows as aligned columns; `none` when there are none. */
export function tableOf(headings: readonly string[], rows: readonly (readonly string[])[], none: string): string {
  if (rows.length === 0) return none;
  const widths = headings.map((heading, i) => Math.max(heading.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(headings), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** Adds `--json` and examples to a command, the way every command of ours has them. */
export function withExamples(command: Command, ...examples: string[]): Command {
  return command
    .option('--json', 'answer in JSON')
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}\n`);
}

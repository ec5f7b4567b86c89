import type { Command } from 'commander';

/** What a command has to say, in both forms: `--json` prints the value, otherwise the sentences. */
export interface Answer {
  json: unknown;
  text: string;
}

/** Prints an answer on standard output. */
export function print(answer: Answer, options: { json?: boolean }): void {
  process.stdout.write(options.json ? `${JSON.stringify(answer.json)}\n` : `${answer.text.trimEnd()}\n`);
}

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

import { createInterface } from 'node:readline/promises';

/** Asks a yes-or-no question at the terminal. Anything but yes, and no answer at all, is no. */
export async function askYesNo(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    const answer = await Promise.race([terminal.question(question), ended]);
    return /^(o|oui|y|yes)$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

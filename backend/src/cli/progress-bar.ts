const WIDTH = 24;
const LEAST = 2000;
const EVERY_MS = 100;

/**
 * A bar on standard error, for work of at least 2,000 steps at a terminal; elsewhere nothing.
 * @returns what to call with the steps done and their number; at the end the line is cleared
 */
export function progressBar(label: string): (done: number, of: number) => void {
  let shownAt = 0;
  return (done, of) => {
    if (!process.stderr.isTTY || of < LEAST) return;
    if (done >= of) {
      process.stderr.write('\r\u001b[K');
      return;
    }
    if (Date.now() - shownAt < EVERY_MS) return;
    shownAt = Date.now();
    const filled = Math.floor((done / of) * WIDTH);
    const bar = '#'.repeat(filled).padEnd(WIDTH, '-');
    process.stderr.write(`\r${label} [${bar}] ${Math.floor((done / of) * 100)} %`);
  };
}

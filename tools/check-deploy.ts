// npm run check:deploy: shows deploy/ to the programs that will read it (systemd, Caddy, bash). A program that is not on this
// machine is said to be missing and counts as a failure.
import path from 'node:path';
import { carryOut, validationsOf } from './deploy-validations.ts';

const validations = validationsOf(path.resolve(import.meta.dirname, '../deploy'));
let failed = 0;
for (const validation of validations) {
  const { outcome, why } = carryOut(validation);
  if (outcome !== 'valid') failed += 1;
  process.stdout.write(outcome === 'valid' ? `valid: ${validation.what}\n` : `NOT VALID: ${validation.what}\n${why}\n`);
}
process.stdout.write(`${validations.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;

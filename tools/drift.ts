// npm run drift: fails, with the difference, when a generated file is not what its source makes of it. "npm run generate"
// writes them anew. The schema dumps come from real databases; they are started when none is running.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { provideServers } from './test-servers/for-run.ts';

const GENERATORS = [
  'client/build.ts',
  'tools/generate-config-docs.ts',
  'tools/generate-processing-register.ts',
  'tools/generate-api-types.ts',
  'tools/dump-schema.ts',
];

const root = path.resolve(import.meta.dirname, '..');
const servers = await provideServers(true);
let drifted = 0;
try {
  for (const generator of GENERATORS) {
    if (!isCurrent(generator)) drifted += 1;
  }
} finally {
  await servers.stop();
}
process.stdout.write(
  `${GENERATORS.length - drifted} of ${GENERATORS.length} generators agree with the files in place\n`,
);
process.exit(drifted > 0 ? 1 : 0);

function isCurrent(generator: string): boolean {
  if (!existsSync(path.join(root, generator))) {
    process.stdout.write(`${generator}: missing\n`);
    return false;
  }
  const result = spawnSync(process.execPath, [path.join(root, generator), '--check'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...servers.env },
  });
  const isGood = result.status === 0;
  process.stdout.write(`${generator}: ${isGood ? 'current' : 'differs'}\n`);
  if (!isGood) process.stdout.write(`${result.stdout}${result.stderr}`);
  return isGood;
}

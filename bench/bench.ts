// npm run bench: every benchmark, each beside a floor in the same run. --help says how to run a part of it.
import { parseArgs } from 'node:util';
import { provideServers } from '../tools/test-servers/for-run.ts';
import { fsyncMs } from './disk.ts';
import { type Ratio, tableOf } from './table.ts';

const BENCHES: Record<string, () => Promise<{ run(): Promise<Ratio[]> }>> = {
  'class-page': () => import('./class-page.ts'),
  launch: () => import('./launch.ts'),
  progress: () => import('./progress.ts'),
  academic: () => import('./academic.ts'),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !(name in BENCHES));
if (values.help || unknown.length > 0) {
  process.stdout.write(`Measures the hot paths, durable, on SQLite, PostgreSQL and MariaDB, in ratios to a floor of the same run.

  npm run bench                 all: ${Object.keys(BENCHES).join(', ')}
  npm run bench -- progress     one of them
`);
  process.exit(unknown.length > 0 ? 2 : 0);
}

const servers = await provideServers(true);
Object.assign(process.env, servers.env);
try {
  for (const [name, load] of Object.entries(BENCHES)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    process.stderr.write(`${name} ...\n`);
    const { run } = await load();
    process.stdout.write(`\n${name} (fsync before: ${fsyncMs().toFixed(2)} ms)\n${tableOf(await run())}\n`);
  }
} finally {
  await servers.stop();
}

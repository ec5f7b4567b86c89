// npm test: sets up what the tests need, runs them, takes it down again. See HELP below.
import { globSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type FileReport, runTestFile } from './test-run.ts';
import type { TestServerEnv } from './test-servers/announced-servers.ts';
import { installDirectus } from './test-servers/directus.ts';
import { provideServers, type ServersForRun } from './test-servers/for-run.ts';

const HELP = `Runs the tests: {backend,client,practice-lms,tools,bench}/test/**/*.test.ts

  npm test                                     everything
  npm test -- backend/test/lti launch          files whose path contains one of the words
  npm test -- --reuse progress                 with the servers that tools/test-servers/serve.ts keeps running
  npm run test:storm                           the same tests, long: --storm
  npm run test:directus                        directus/test, against a real Directus: --directus

Options
  --storm       long versions of the kill and load tests (PASSERELLE_STORM=1), with the figures that they tell
  --directus    the tests in directus/test instead; Directus is installed outside this repository first, once
  --directus-version V   another Directus than the one the tests are written for, e.g. 11.17.4
  --reuse       start no database: use the running ones
  --timeout S   seconds after which a test file is ended and counted as failed (300; with --directus 1800, with --storm 3600)
  --root DIR    the folder whose tests are run (default: this repository)
  --help        this text

Two files run at a time, and one *.storm.test.ts beside them; *.browser.test.ts and those in a folder browser/ come after the
others, two at a time. With --storm those and *.storm.test.ts run one at a time, after the others.
PostgreSQL comes from npm; MariaDB, Chromium and a PostgreSQL with pg_dump from the system. As root on Debian they are installed with apt-get when
missing, which PASSERELLE_TEST_INSTALL=no forbids. PASSERELLE_CHROMIUM names another browser.
PASSERELLE_STORM_LEARNERS: how many learners the largest bases of long runs have (100000, with 20 grains each).
The tests find them in PASSERELLE_TEST_POSTGRES, PASSERELLE_TEST_MARIADB, PASSERELLE_TEST_CHROMIUM and
PASSERELLE_TEST_DEBIAN_POSTGRES; when all four are set already, nothing is started. The time zone is Europe/Paris unless TZ is set, so that no test passes only in UTC.
PASSERELLE_TEST_REQUIRE_ALL=1: whatever was left out or skipped counts as a failure (continuous integration).
`;

const { values: options, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    storm: { type: 'boolean', default: false },
    timeout: { type: 'string' },
    directus: { type: 'boolean', default: false },
    'directus-version': { type: 'string' },
    reuse: { type: 'boolean', default: false },
    root: { type: 'string', default: path.resolve(import.meta.dirname, '..') },
    help: { type: 'boolean', default: false },
  },
});

const interrupted = new AbortController();
let servers: ServersForRun | undefined;

async function main(): Promise<number> {
  if (options.help) {
    say(HELP);
    return 0;
  }
  const root = path.resolve(options.root);
  const files = findTestFiles(root);
  if (files.length === 0) {
    say(`No test file matches ${words.join(' ') || '(everything)'} in ${root}.`);
    say('0 passed, 1 failed');
    return 1;
  }
  if (options.directus)
    process.env.PASSERELLE_TEST_DIRECTUS = JSON.stringify(await installDirectus(options['directus-version']));
  // Tests kill servers, never the machine: only what measures or storms has a reason to wait for the disk.
  servers = await provideServers(options.reuse, { flushes: options.storm });
  const { env } = servers;
  Object.assign(process.env, env, { TZ: process.env.TZ ?? 'Europe/Paris' });
  if (options.storm) process.env.PASSERELLE_STORM = '1';
  const reports = await runAll(root, files);
  await servers.stop();
  if (interrupted.signal.aborted) {
    say('interrupted: the servers are stopped, the rest was not run');
    return 130;
  }
  return summarise(reports, missingIn(env));
}

function findTestFiles(root: string): string[] {
  const folders = options.directus ? 'directus' : '{backend,client,practice-lms,tools,bench}';
  const found = globSync(`${folders}/test/**/*.test.ts`, { cwd: root }).sort();
  const wanted = words.map((word) => path.relative(root, path.resolve(word)));
  return found
    .filter((file) => words.length === 0 || [...words, ...wanted].some((word) => word !== '' && file.includes(word)))
    .map((file) => path.join(root, file));
}

async function runAll(root: string, files: readonly string[]): Promise<FileReport[]> {
  const reports: FileReport[] = [];
  const runOptions = {
    root,
    timeoutMs: Number(options.timeout ?? (options.storm ? 3600 : options.directus ? 1800 : 300)) * 1000,
    signal: interrupted.signal,
  };
  const runLane = async (queue: string[]): Promise<void> => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      if (interrupted.signal.aborted) return;
      const report = await runTestFile(file, runOptions);
      if (interrupted.signal.aborted) return;
      reports.push(report);
      say(describe(root, report, `${reports.length}/${files.length}`));
    }
  };
  // Two browsers take the whole machine. Short storms mostly wait: they go beside the two that work.
  const isStorm = (file: string): boolean => file.endsWith('.storm.test.ts');
  const comesLast = (file: string): boolean =>
    /\.browser\.test\.ts$|\/browser\//.test(file) || (options.storm && isStorm(file));
  const shared = files.filter((file) => !comesLast(file));
  const [storms, others] = [shared.filter(isStorm), shared.filter((file) => !isStorm(file))];
  await Promise.all([runLane(storms), runLane(others), options.directus ? undefined : runLane(others)]);
  const last = files.filter(comesLast);
  await Promise.all([runLane(last), options.directus || options.storm ? undefined : runLane(last)]);
  return reports;
}

function describe(root: string, report: FileReport, progress: string): string {
  const { passed, failures, skipped } = report;
  const counts = [`${passed} passed`];
  if (failures.length > 0) counts.push(`${failures.length} failed`);
  if (skipped.length > 0) counts.push(`${skipped.length} skipped`);
  const mark = failures.length > 0 ? '✘' : '✔';
  const seconds = (report.durationMs / 1000).toFixed(1);
  const lines = [`[${progress}] ${mark} ${path.relative(root, report.file)}: ${counts.join(', ')} (${seconds} s)`];
  for (const failure of failures) lines.push('', `  ✘ ${failure.name}`, `    ${failure.at}`, indent(failure.error));
  for (const test of skipped) lines.push(`  ﹣ skipped: ${test.name} (${test.reason})`);
  if (options.storm) for (const figure of report.figures) lines.push(`  ℹ ${figure}`);
  if (failures.length > 0 && report.output.trim() !== '')
    lines.push('', '  it printed:', indent(report.output.trimEnd()));
  if (failures.length > 0) lines.push('');
  return lines.join('\n');
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '    ');
}

function missingIn(env: TestServerEnv): string[] {
  const missing: string[] = [];
  if (env.PASSERELLE_TEST_POSTGRES === '') missing.push('PostgreSQL: it did not start, see above');
  if (env.PASSERELLE_TEST_MARIADB === '') missing.push('MariaDB: install the package mariadb-server');
  if (env.PASSERELLE_TEST_CHROMIUM === '') missing.push('the browser tests: install the package chromium');
  if (env.PASSERELLE_TEST_DEBIAN_POSTGRES === '') missing.push('pg_dump and psql: install the package postgresql');
  return missing;
}

function summarise(reports: readonly FileReport[], leftOut: readonly string[]): number {
  const passed = reports.reduce((sum, report) => sum + report.passed, 0);
  const failures = reports.flatMap((report) => report.failures);
  const skipped = reports.reduce((sum, report) => sum + report.skipped.length, 0);
  if (failures.length > 0) say('', 'Failed:', ...failures.map((failure) => `  ${failure.at}  ${failure.name}`));
  if (leftOut.length > 0) say('', 'LEFT OUT, nothing is known about it:', ...leftOut.map((what) => `  ${what}`));
  const requireAll = ['1', 'true', 'yes'].includes(process.env.PASSERELLE_TEST_REQUIRE_ALL ?? '');
  const failed = failures.length + (requireAll ? leftOut.length + skipped : 0);
  if (requireAll && leftOut.length + skipped > 0) {
    say('', 'PASSERELLE_TEST_REQUIRE_ALL is set: what was left out or skipped counts as failed.');
  }
  say('', `${passed} passed, ${failed} failed${skipped > 0 && !requireAll ? `, ${skipped} skipped` : ''}`);
  return failed > 0 ? 1 : 0;
}

function say(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => interrupted.abort());
}
try {
  process.exitCode = await main();
} finally {
  await servers?.stop();
}
process.exit();

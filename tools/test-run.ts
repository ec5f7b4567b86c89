import path from 'node:path';
import { run } from 'node:test';
import { inspect } from 'node:util';

/** One thing that went wrong in a test file. */
export interface Failure {
  /** The test's name, its suites before it: `postgres > refuses a launch ...`. */
  readonly name: string;
  /** `file:line`, relative to the folder of the run. */
  readonly at: string;
  /** The error in full: message, code, stack, cause. */
  readonly error: string;
}

/** What running one test file gave. Suites are not counted; a suite that fails by itself (a hook, its body) is. */
export interface FileReport {
  readonly file: string;
  passed: number;
  readonly failures: Failure[];
  readonly skipped: { readonly name: string; readonly reason: string }[];
  /** What the file printed, its last lines. */
  output: string;
  /** What its tests told with `t.diagnostic`: the figures of a long run. */
  readonly figures: string[];
  durationMs: number;
}

export interface FileRunOptions {
  /** File names in reports are relative to it. */
  readonly root: string;
  /** A file that runs longer is ended and counted as a failure: an open handle would hold it for ever. */
  readonly timeoutMs: number;
  /** Ends the file when the whole run is interrupted. */
  readonly signal: AbortSignal;
}

const THE_FILE = 'the file itself';
const KEPT_OUTPUT_CHARS = 20_000;

/** Runs one test file in a process of its own, to its end, whatever becomes of it. Never rejects. */
export async function runTestFile(file: string, options: FileRunOptions): Promise<FileReport> {
  const startedAt = performance.now();
  const report: FileReport = { file, passed: 0, failures: [], skipped: [], output: '', figures: [], durationMs: 0 };
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const events = run({ files: [file], concurrency: 1, signal: AbortSignal.any([timeout, options.signal]) });
  const suites: string[] = [];
  const print = (text: string): void => {
    report.output = (report.output + text).slice(-KEPT_OUTPUT_CHARS);
  };
  const add = (event: TestEvent, passed: boolean): void =>
    addResult(report, suites, { ...event, passed }, options.root);
  events.on('test:start', (event) => {
    suites.length = event.nesting;
    suites[event.nesting] = event.name;
  });
  events.on('test:pass', (event) => add(event, true));
  events.on('test:fail', (event) => add(event, false));
  events.on('test:stdout', (event) => print(event.message));
  events.on('test:stderr', (event) => print(event.message));
  events.on('test:diagnostic', (event) => {
    // Of a file: what it said about a throw after its end. Without a file: Node's own counts.
    if (event.file === undefined) return;
    print(`${event.message}\n`);
    report.figures.push(event.message);
  });
  try {
    for await (const _ of events);
  } catch (error) {
    report.failures.push({ name: THE_FILE, at: path.relative(options.root, file), error: inspect(error) });
  }
  report.durationMs = performance.now() - startedAt;
  if (timeout.aborted) {
    // In place of "it was killed", which node:test says of a file that we ended.
    const own = report.failures.findIndex((failure) => failure.name === THE_FILE);
    if (own >= 0) report.failures.splice(own, 1);
    const error = `ended after ${options.timeoutMs / 1000} s: a test hangs, or something it opened was not closed`;
    report.failures.push({ name: THE_FILE, at: path.relative(options.root, file), error });
  }
  return report;
}

/** The part of node:test's events that is read here. */
interface TestEvent {
  readonly name: string;
  readonly nesting: number;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly skip?: string | boolean | undefined;
  readonly details: { readonly type?: string | undefined; readonly error?: unknown };
}

function addResult(
  report: FileReport,
  suites: readonly string[],
  event: TestEvent & { passed: boolean },
  root: string,
): void {
  const isFile = event.name === report.file;
  const isSuite = event.details.type === 'suite';
  const name = isFile ? THE_FILE : [...suites.slice(0, event.nesting), event.name].join(' > ');
  const relative = path.relative(root, event.file ?? report.file);
  const at = event.line === undefined || isFile ? relative : `${relative}:${event.line}`;
  const skip = event.skip ?? false;
  if (skip !== false) {
    report.skipped.push({ name, reason: typeof skip === 'string' ? skip : 'no reason given' });
  } else if (isFile && event.passed) {
    report.failures.push({ name, at, error: 'it ended well without running a test: none declared, or process.exit' });
  } else if (event.passed) {
    if (!isSuite) report.passed += 1;
  } else if (!isSuite || !isOnlyItsTests(event.details.error)) {
    report.failures.push({
      name,
      at,
      error: isFile ? 'it did not load, was killed, or threw after its tests' : explain(event),
    });
  }
}

// A suite whose tests failed has no failure of its own; node:test says why in an untyped field.
function isOnlyItsTests(error: unknown): boolean {
  return (error as { failureType?: string } | undefined)?.failureType === 'subtestsFailed';
}

function explain(event: TestEvent): string {
  const error = event.details.error;
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const text = typeof cause === 'string' ? cause : inspect(cause, { depth: 5 });
  return text
    .split('\n')
    .filter((line) => !/^\s+at .*\(?node:(internal\/|async_hooks)/.test(line))
    .join('\n');
}

import type { Insertion } from './page-bytes.ts';

const CONTEXT = 3;

/** A line of the old text that changed, or one that is new before it. */
interface Change {
  /** Index of the old line, 0-based. */
  line: number;
  /** New lines in its place, or before it when the old one stays. */
  now: string[];
  stays: boolean;
}

/**
 * A unified diff of a text and what insertions make of it, as `patch` reads it.
 * @param path relative, with slashes
 * @returns the empty text when there is nothing to insert
 */
export function insertionDiff(path: string, text: string, insertions: readonly Insertion[]): string {
  if (insertions.length === 0) return '';
  const lines = text.split('\n');
  const changes = changesOf(text, lines, insertions);
  const out = [`--- a/${path}`, `+++ b/${path}`];
  let shift = 0;
  for (const hunk of hunksOf(changes)) {
    const first = Math.max(0, (hunk[0]?.line ?? 0) - CONTEXT);
    // What follows the last line end is a line only when there is something in it.
    const lineCount = lines.at(-1) === '' ? lines.length - 1 : lines.length;
    const end = Math.min(lineCount, (hunk.at(-1)?.line ?? 0) + CONTEXT + 1);
    const body = bodyOf(hunk, lines, first, end);
    const grown = hunk.reduce((sum, change) => sum + change.now.length - (change.stays ? 0 : 1), 0);
    const before = end - first;
    out.push(`@@ -${first + 1},${before} +${first + 1 + shift},${before + grown} @@`, ...body);
    shift += grown;
  }
  return out.join('\n');
}

function bodyOf(hunk: readonly Change[], lines: readonly string[], first: number, end: number): string[] {
  const body: string[] = [];
  let added: string[] = [];
  for (let line = first; line < end; line++) {
    const change = hunk.find((one) => one.line === line);
    const isReplaced = change !== undefined && !change.stays;
    added.push(...(change?.now ?? []).map((now) => `+${now}`));
    if (isReplaced) {
      body.push(...marked('-', line, lines));
      if (line === lines.length - 1) added.push(NO_LINE_END);
      continue;
    }
    // Lines that change together are shown together: all the old ones, then all the new ones.
    body.push(...added, ...marked(' ', line, lines));
    added = [];
  }
  return [...body, ...added];
}

const NO_LINE_END = '\\ No newline at end of file';

function marked(mark: string, line: number, lines: readonly string[]): string[] {
  const isUnended = line === lines.length - 1;
  return [`${mark}${lines[line] ?? ''}`, ...(isUnended ? [NO_LINE_END] : [])];
}

function changesOf(text: string, lines: readonly string[], insertions: readonly Insertion[]): Change[] {
  const changes: Change[] = [];
  const sorted = [...insertions].sort((a, b) => a.at - b.at);
  let start = 0;
  for (const [line, old] of lines.entries()) {
    const end = start + old.length;
    const here = sorted.filter(({ at }) => at >= start && at <= end);
    if (here.length > 0) changes.push(changeOf(line, text.slice(start, end), start, here));
    start = end + 1;
  }
  return changes;
}

function changeOf(line: number, old: string, start: number, insertions: readonly Insertion[]): Change {
  let now = '';
  let done = 0;
  for (const { at, text } of insertions) {
    now += old.slice(done, at - start) + text;
    done = at - start;
  }
  const lines = (now + old.slice(done)).split('\n');
  const stays = lines.at(-1) === old;
  return { line, now: stays ? lines.slice(0, -1) : lines, stays };
}

/** Changes whose surroundings touch are shown together. */
function hunksOf(changes: readonly Change[]): Change[][] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1);
    if (last !== undefined && change.line - (last.at(-1)?.line ?? 0) <= 2 * CONTEXT) last.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

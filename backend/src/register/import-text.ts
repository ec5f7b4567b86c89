import { KINDS } from './import-record.ts';
import type { ImportReport } from './import-register.ts';

const MOST_FAULTS = 50;

/** An import's report for people. */
export function importReportText({ outcome, counts, faults }: ImportReport): string {
  const lines = KINDS.flatMap((kind) => {
    const count = counts[kind];
    if (count.new + count.changed + count.unchanged === 0) return [];
    return [`${kind.padEnd(12)} ${count.new} new, ${count.changed} changed, ${count.unchanged} unchanged`];
  });
  const said = faults.slice(0, MOST_FAULTS).map(({ file, line, column, message }) => {
    const where = column === null ? '' : ` ${column}:`;
    return `${file}:${line} ${where} ${message}`.replace(/ +/g, ' ');
  });
  if (faults.length > MOST_FAULTS) said.push(`… and ${faults.length - MOST_FAULTS} more (--json lists all)`);
  return [...lines, ...said, CLOSING[outcome](faults.length)].join('\n');
}

const CLOSING: Record<ImportReport['outcome'], (faults: number) => string> = {
  applied: () => 'Written. / Enregistré.',
  would_apply: () => 'Nothing written: add --apply to write it. / Rien n’est écrit : ajoutez --apply.',
  refused: (faults) =>
    `Nothing written: ${faults} ${faults === 1 ? 'fault' : 'faults'} to mend first. / Rien n’est écrit : ${faults} ${faults === 1 ? 'faute' : 'fautes'} à corriger.`,
};

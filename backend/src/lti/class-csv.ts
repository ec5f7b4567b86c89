import { csvText, guarded } from '../html/csv-cell.ts';
import type { Language } from '../html/page.ts';
import { zoneOf } from '../time/zone.ts';
import type { ClassRoll, ClassTable } from './class-roll.ts';
import { classWords, gradeText, reasonIn } from './class-words.ts';

/**
 * The class as a file for a spreadsheet: UTF-8 with its mark, `;` in French and `,` in English, percentages without sign,
 * dates as YYYY-MM-DD HH:MM in the institution's zone.
 */
export function classCsv(roll: ClassRoll, table: ClassTable, language: Language): string {
  const words = classWords(language);
  const separator = language === 'fr' ? ';' : ',';
  const { lastname, firstname, email, lastSeen, reason } = words.csv;
  const columns = table.columns.map(({ moduleTitle, title }) => `${moduleTitle} – ${title ?? words.otherGrains}`);
  const groups = table.hasGroups ? [words.groups] : [];
  const head = [lastname, firstname, email, ...groups, `${words.total} (%)`, ...columns.map((one) => `${one} (%)`)];
  // Sweden writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv', {
    dateStyle: 'short',
    timeStyle: 'short',
    timeZone: zoneOf(roll.timezone),
  });
  const reasons = Map.groupBy(
    roll.grades.filter((grade) => grade.state !== 'done' && grade.reason !== null),
    (grade) => grade.userId,
  );
  const lines = table.rows.map(({ learner, name, percent, percents, grade }) => [
    learner.lastname ?? (learner.firstname === null ? name : ''),
    learner.firstname ?? '',
    learner.email ?? '',
    ...(table.hasGroups ? [learner.groups ?? ''] : []),
    percent,
    ...percents,
    learner.lastSeenAt === null ? (learner.hasOpened ? '' : words.neverOpened) : format.format(learner.lastSeenAt),
    grade.state === 'none' ? '' : gradeText(grade, language),
    (reasons.get(learner.userId) ?? []).map((one) => reasonIn(language, one.reason ?? '')).join(' '),
  ]);
  const all = [[...head, lastSeen, words.grade, reason], ...lines];
  return `\uFEFF${all.map((line) => `${line.map(cellOf).join(separator)}\r\n`).join('')}`;
}

function cellOf(cell: string | number): string {
  return typeof cell === 'number' ? String(cell) : csvText(guarded(cell));
}

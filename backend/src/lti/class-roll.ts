import { type Catalogue, covers } from '../catalogue/catalogue.ts';
import type { ActivityScope } from '../catalogue/scope.ts';
import type { Language } from '../html/page.ts';

/** What the database says of one course, before anything is computed. */
export interface ClassRoll {
  tenantId: string;
  title: string | null;
  /** IANA zone of the institution. */
  timezone: string;
  /** Null = the platform offers no roster, or none was read yet. */
  rosterSyncedAt: Date | null;
  hasRoster: boolean;
  /** Stable code of what went wrong when the roster was last read. */
  rosterReason: string | null;
  /** What the activities of the course cover. */
  scopes: readonly ActivityScope[];
  /** Active learners. */
  learners: readonly RolledLearner[];
  /** Finished grains that are in the catalogue, counted per learner and sequence. */
  done: readonly { userId: string; moduleId: string; sequenceId: string | null; count: number }[];
  grades: readonly RolledGrade[];
}

export interface RolledLearner {
  userId: string;
  moodleUserId: string;
  firstname: string | null;
  lastname: string | null;
  fullName: string | null;
  email: string | null;
  /** False: known from the roster alone. */
  hasOpened: boolean;
  /** Groups of the course, by name; null = none. */
  groups: string | null;
  lastSeenAt: Date | null;
}

/** A row of the outbox. */
export interface RolledGrade {
  userId: string;
  activity: string | null;
  state: 'due' | 'done' | 'dead';
  /** 0..1; null = the LMS has none of ours. */
  sentScore: number | null;
  reason: string | null;
}

export type ReadClassRoll = (contextId: string) => Promise<ClassRoll | undefined>;

/** A sequence, or the grains of a module that stand in none. */
export interface ClassColumn {
  moduleId: string;
  moduleTitle: string;
  title: string | null;
  total: number;
}

export type GradeState = 'refused' | 'waiting' | 'sent' | 'none';

export interface ClassRow {
  learner: RolledLearner;
  name: string;
  /** 0..100, rounded down. */
  percent: number;
  /** One per column. */
  percents: readonly number[];
  grade: { state: GradeState; count: number; percent: number | null };
}

/** The learners of a course, by name, with what each has done of what its activities cover. */
export interface ClassTable {
  columns: readonly ClassColumn[];
  /** Somebody is in a group of the course. */
  hasGroups: boolean;
  rows: readonly ClassRow[];
  /** Why grades do not arrive: by reason, with names. `isRefused`: given up, a person has to do something. */
  troubles: readonly { reason: string; isRefused: boolean; names: readonly string[] }[];
}

export function classTableOf(roll: ClassRoll, catalogue: Catalogue, language: Language): ClassTable {
  const { keys, columns } = columnsOf(roll, catalogue);
  const total = columns.reduce((sum, column) => sum + column.total, 0);
  const doneOf = new Map(roll.done.map((one) => [`${one.userId} ${keyOf(one)}`, one.count]));
  const gradesOf = Map.groupBy(roll.grades, (grade) => grade.userId);
  const rows = roll.learners.map((learner): ClassRow => {
    const counts = keys.map((key) => doneOf.get(`${learner.userId} ${key}`) ?? 0);
    return {
      learner,
      name: nameOf(learner, language),
      percent: percentOf(
        counts.reduce((sum, count) => sum + count, 0),
        total,
      ),
      percents: counts.map((count, i) => percentOf(count, columns[i]?.total ?? 0)),
      grade: gradeStateOf(gradesOf.get(learner.userId) ?? []),
    };
  });
  sortByName(rows, language);
  const hasGroups = rows.some(({ learner }) => learner.groups !== null);
  return { columns, hasGroups, rows, troubles: troublesOf(roll, rows) };
}

function sortByName(rows: ClassRow[], language: Language): void {
  const { compare } = new Intl.Collator(language);
  const keys = new Map(
    rows.map((row) => [row, `${row.learner.lastname ?? row.learner.fullName ?? row.name} ${row.name}`]),
  );
  rows.sort((a, b) => compare(keys.get(a) ?? '', keys.get(b) ?? ''));
}

function columnsOf({ scopes }: ClassRoll, catalogue: Catalogue) {
  const wanted = catalogue.grains.filter((grain) => scopes.some((scope) => covers(scope, grain)));
  const byKey = Map.groupBy(wanted, keyOf);
  const titles = new Map(catalogue.sequences.map((one) => [keyOf(one), one.title]));
  const keys: string[] = [];
  const columns: ClassColumn[] = [];
  for (const { moduleId, title: moduleTitle } of catalogue.modules) {
    for (const [key, grains] of byKey) {
      const [first] = grains;
      if (first?.moduleId !== moduleId) continue;
      const title = first.sequenceId === null ? null : (titles.get(key) ?? first.sequenceId);
      keys.push(key);
      columns.push({ moduleId, moduleTitle, title, total: grains.length });
    }
  }
  return { keys, columns };
}

function keyOf({ moduleId, sequenceId }: { moduleId: string; sequenceId: string | null }): string {
  return JSON.stringify([moduleId, sequenceId]);
}

function percentOf(done: number, total: number): number {
  return total === 0 ? 0 : Math.floor((100 * Math.min(done, total)) / total);
}

/** The worst of a learner's grades is the one to show. */
function gradeStateOf(grades: readonly RolledGrade[]): ClassRow['grade'] {
  const inState = (state: GradeState) => grades.filter((grade) => stateOf(grade) === state);
  for (const state of ['refused', 'waiting', 'sent'] as const) {
    const those = inState(state);
    const [only] = those;
    if (only === undefined) continue;
    const score = state === 'sent' && those.length === 1 ? only.sentScore : null;
    return { state, count: those.length, percent: score === null ? null : Math.round(score * 100) };
  }
  return { state: 'none', count: 0, percent: null };
}

function stateOf({ state, sentScore }: RolledGrade): GradeState {
  if (state === 'dead') return 'refused';
  if (state === 'due') return 'waiting';
  return sentScore === null ? 'none' : 'sent';
}

function troublesOf({ grades }: ClassRoll, rows: readonly ClassRow[]): ClassTable['troubles'] {
  const names = new Map(rows.map((row) => [row.learner.userId, row.name]));
  const told = grades.filter((grade) => grade.state !== 'done' && grade.reason !== null && names.has(grade.userId));
  return [...Map.groupBy(told, (grade) => `${grade.state} ${grade.reason}`)].map(([, those]) => ({
    reason: those[0]?.reason ?? '',
    isRefused: those[0]?.state === 'dead',
    names: [...new Set(those.map((grade) => names.get(grade.userId) ?? ''))],
  }));
}

/** "Zoé Lefèvre"; where the platform sends no names, its number of the person. */
function nameOf({ firstname, lastname, fullName, moodleUserId }: RolledLearner, language: Language): string {
  const parts = [firstname, lastname].filter((part) => part !== null);
  if (parts.length > 0) return parts.join(' ');
  return fullName ?? `${language === 'fr' ? 'Apprenant' : 'Learner'} ${moodleUserId}`;
}

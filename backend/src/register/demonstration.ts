import type { Transaction, TransactionRunner } from '../transaction/transaction.ts';
import type { ImportRecord, Kind, Value } from './import-record.ts';
import { importRegister, type RegisterRows } from './import-register.ts';
import type { StudyDays } from './roll-up.ts';

/** A study session of the demonstration, in the institution's ids. */
export interface DemonstrationSession {
  studentId: string;
  moduleId: string;
  /** YYYY-MM-DD, the institution's. */
  day: string;
  startedAt: Date;
  seconds: number;
  grains: number;
  /** 0..1 */
  score: number;
  mastery: number;
}

/** Where the demonstration's work is kept. */
export interface DemonstrationWork {
  /** Lets the catalogue's modules be themes. */
  followCatalogue(): Promise<void>;
  /** The last day that has a session of the demonstration; undefined when there is none yet. */
  lastDay(tenantId: string): Promise<string | undefined>;
  addSessions(transaction: Transaction, tenantId: string, sessions: readonly DemonstrationSession[]): Promise<void>;
}

export interface DemonstrationRegisterPorts {
  rows: RegisterRows;
  work: DemonstrationWork;
  days: StudyDays;
  transactions: TransactionRunner;
}

const DAY_MS = 24 * 3600_000;
const WEEKS = 6;
/** The days of the documentation's examples. */
const DOCUMENTED = { first: '2025-11-03', last: '2025-11-14' };

/**
 * The register of the documentation's examples: classes, students with some weeks of work, themes, assignments. Safe to call
 * at every start: what is there stays, and the days since the last start are filled in.
 * @param modules ids of the course's modules, in order
 */
export async function setUpDemonstrationRegister(
  ports: DemonstrationRegisterPorts,
  { tenantId, modules }: { tenantId: string; modules: readonly string[] },
  now: Date,
): Promise<void> {
  const { rows, work, days, transactions } = ports;
  await work.followCatalogue();
  const last = await work.lastDay(tenantId);
  if (last === undefined) {
    const read = { records: demonstrationRecords(modules), faults: [] };
    const report = await importRegister({ rows, transactions }, read, { tenantId, apply: true, now });
    // Somebody has made a register of their own of it: theirs is not touched.
    if (report.outcome !== 'applied') return;
  }
  const yesterday = dayOf(new Date(now.getTime() - DAY_MS));
  const from = last === undefined ? dayOf(new Date(now.getTime() - WEEKS * 7 * DAY_MS)) : dayAfter(last);
  const sessions = [
    ...(last === undefined ? sessionsBetween(DOCUMENTED.first, DOCUMENTED.last, modules) : []),
    ...sessionsBetween(from > DOCUMENTED.last ? from : dayAfter(DOCUMENTED.last), yesterday, modules),
  ];
  if (sessions.length === 0) return;
  await transactions.write((transaction) => work.addSessions(transaction, tenantId, sessions));
  while ((await days.rollUp(now, now)).rolled > 0);
}

const CLASSES = [
  ['CLASS_PARIS_L1_A', 'L1 groupe A', 'PROMO_PARIS_L1', 'TEACHER_PARIS_001'],
  ['CLASS_PARIS_L1_B', 'L1 groupe B', 'PROMO_PARIS_L1', 'TEACHER_PARIS_002'],
  ['CLASS_PARIS_L2_A', 'L2 groupe A', 'PROMO_PARIS_L2', 'TEACHER_PARIS_002'],
] as const;

const STUDENTS = [
  ...[
    'Zoé Lefèvre',
    'Adam Benali',
    'Chloé Dupont',
    'Élie Martin',
    'Inès Nguyen',
    'Lucas Moreau',
    'Maël Le Goff',
    'Nora Çelik',
  ],
  ...[
    'Hugo Bernard',
    'Jade Petit',
    'Léa Rousseau',
    'Noé d’Almeida',
    'Rose Garnier',
    'Sacha Œuvrard',
    'Tom Faure',
    'Yasmine Haddad',
  ],
  ...[
    'Alice Blanchard',
    'Basile Traoré',
    'Clara Mercier',
    'Diane Lambert',
    'Gabriel Roux',
    'Jules Vasseur',
    'Manon Girard',
    'Théo Lemaître',
  ],
] as const;

const DIFFICULTIES = ['beginner', 'intermediate', 'advanced'] as const;

/** Everything but the work, as if it had been read from files. */
function demonstrationRecords(modules: readonly string[]): ImportRecord[] {
  const records: ImportRecord[] = [];
  const add = (kind: Kind, id: string, values: Record<string, Value>) =>
    records.push({ kind, id, file: 'demonstration', line: records.length + 1, values });
  add('promotions', 'PROMO_PARIS_L1', { name: 'Licence 1', level: 'L1', year_start: 2025, year_end: 2026 });
  add('promotions', 'PROMO_PARIS_L2', { name: 'Licence 2', level: 'L2', year_start: 2025, year_end: 2026 });
  add('teachers', 'TEACHER_PARIS_001', { firstname: 'Hélène', lastname: 'Caron', email: 'helene.caron@exemple.fr' });
  add('teachers', 'TEACHER_PARIS_002', { firstname: 'Marc', lastname: 'Delorme', email: 'marc.delorme@exemple.fr' });
  for (const [id, name, promo_id, teacher_id] of CLASSES) add('classes', id, { name, promo_id, teacher_id });
  STUDENTS.forEach((name, i) => {
    const [firstname = '', ...rest] = name.split(' ');
    const [class_id, , promo_id] = CLASSES[Math.floor(i / 8)] ?? CLASSES[0];
    const email_scolaire = `${studentId(i).toLowerCase()}@exemple.fr`;
    const consent_sharing = i % 5 === 4 ? null : 'yes';
    add('students', studentId(i), {
      firstname,
      lastname: rest.join(' '),
      email_scolaire,
      class_id,
      promo_id,
      consent_sharing,
    });
  });
  modules.forEach((id, i) => {
    add('themes', id, { difficulty: DIFFICULTIES[i % 3] ?? null, tags: ['cybersécurité'] });
  });
  add('themes', 'THEME_CHIFFREMENT', {
    title: 'Chiffrement et signatures',
    difficulty: 'advanced',
    tags: ['cryptographie'],
  });
  add('themes', 'THEME_RESEAUX', { title: 'Réseaux et Wi-Fi publics', difficulty: 'advanced', tags: ['réseaux'] });
  modules.forEach((id, i) => {
    add('assignments', `ASSIGN_PARIS_00${i + 1}`, {
      type: 'module',
      title: `Terminer le module ${i + 1}`,
      mode: 'post-cours',
      theme_id: id,
      teacher_id: 'TEACHER_PARIS_001',
      status: 'pushed',
      class_ids: ['CLASS_PARIS_L1_A'],
    });
  });
  add('assignments', 'ASSIGN_PARIS_010', {
    type: 'quiz',
    title: 'Quiz de révision',
    mode: 'pre-examen',
    theme_id: 'THEME_CHIFFREMENT',
    teacher_id: 'TEACHER_PARIS_002',
    status: 'queued',
    promo_ids: ['PROMO_PARIS_L1', 'PROMO_PARIS_L2'],
  });
  return records;
}

function studentId(index: number): string {
  return `STUDENT_PARIS_${String(index + 1).padStart(3, '0')}`;
}

/** Work of a usual kind: two or three times a week, better with time. The same days give the same work. */
function sessionsBetween(first: string, last: string, modules: readonly string[]): DemonstrationSession[] {
  const sessions: DemonstrationSession[] = [];
  for (let day = first; day <= last; day = dayAfter(day)) {
    const noon = new Date(`${day}T12:00:00Z`);
    const isWeekend = noon.getUTCDay() % 6 === 0;
    STUDENTS.forEach((_, i) => {
      const chance = seeded(`${day}/${i}`);
      const moduleId = modules[Math.floor(chance() * modules.length)];
      if (moduleId === undefined || chance() > (isWeekend ? 0.1 : 0.45)) return;
      const weeks = (noon.getTime() / DAY_MS / 7) % WEEKS;
      sessions.push({
        studentId: studentId(i),
        moduleId,
        day,
        startedAt: new Date(noon.getTime() + Math.floor((chance() - 0.5) * 10 * 3600) * 1000),
        seconds: 300 + Math.floor(chance() * 2400),
        grains: 1 + Math.floor(chance() * 3),
        score: hundredths(0.4 + chance() * 0.6),
        mastery: hundredths(Math.min(1, 0.15 + (weeks / WEEKS) * 0.6 + chance() * 0.25)),
      });
    });
  }
  return sessions;
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Numbers from 0 to 1 that depend on the text only (FNV-1a, then a linear congruence). */
function seeded(text: string): () => number {
  let state = 2166136261;
  for (const char of text) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 16777619) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function dayAfter(day: string): string {
  return dayOf(new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS));
}

import { type ImportFault, type ImportRecord, KINDS, type Kind, type TargetRef, type Value } from './import-record.ts';

/** A row of the register as it is: its values under the names that files use, references as the institution's ids. */
export interface KnownRow {
  pk: string;
  /** Another id than the record's: a student made by a launch, recognised by the e-mail, who gets the institution's id now. */
  formerId?: string;
  /** Made by a launch: an import takes it over. */
  isFromLaunch: boolean;
  values: Readonly<Record<string, Value>>;
}

/** What the register holds of what the files name. */
export type KnownRegister = Readonly<Record<Kind, ReadonlyMap<string, KnownRow>>>;

/** One row to write. `columns` are those whose value changes; of a new row, those that it has. */
export interface PlannedRow {
  record: ImportRecord;
  known: KnownRow | undefined;
  values: Readonly<Record<string, Value>>;
  targets: readonly TargetRef[] | undefined;
}

export interface ImportPlan {
  /** By kind, in the order of the files; rows that change nothing are only counted. */
  rows: Readonly<Record<Kind, readonly PlannedRow[]>>;
  unchanged: Readonly<Record<Kind, number>>;
  faults: readonly ImportFault[];
}

/** Columns that hold the institution's id of another row. */
const REFERENCES: Readonly<Record<string, Kind>> = {
  promo_id: 'promotions',
  teacher_id: 'teachers',
  class_id: 'classes',
  student_id: 'students',
  theme_id: 'themes',
};
const TARGETS = { student_ids: 'student', class_ids: 'class', promo_ids: 'promo' } as const;
const TARGET_KIND = { student: 'students', class: 'classes', promo: 'promotions' } as const;
const OWN_ID: Partial<Record<Kind, string>> = {
  promotions: 'promo_id',
  teachers: 'teacher_id',
  classes: 'class_id',
  students: 'student_id',
  themes: 'theme_id',
  assignments: 'assignment_id',
};
/** What a new row cannot be without, by kind. */
const NEEDED: Partial<Record<Kind, readonly string[]>> = {
  promotions: ['name'],
  classes: ['name'],
  themes: ['title'],
  assignments: ['type', 'title'],
};

/** Every id that the records name, by kind: what has to be looked up. */
export function namedIds(records: readonly ImportRecord[]): Record<Kind, Set<string>> {
  const named = Object.fromEntries(KINDS.map((kind) => [kind, new Set<string>()])) as Record<Kind, Set<string>>;
  for (const record of records) {
    named[record.kind].add(record.id);
    for (const { kind, id } of referencesOf(record)) named[kind].add(id);
  }
  return named;
}

/**
 * E-mail -> id of the students in the files whom no other row has that e-mail with: by it, a student that a launch made is
 * recognised (ADR 11).
 */
export function uniqueEmails(records: readonly ImportRecord[]): Map<string, string> {
  const ids = new Map<string, string | undefined>();
  for (const { kind, id, values } of records) {
    const email = values.email_scolaire;
    if (kind === 'students' && typeof email === 'string') ids.set(email, ids.has(email) ? undefined : id);
  }
  return new Map([...ids].flatMap(([email, id]) => (id === undefined ? [] : [[email, id]])));
}

/** What the files would do to the register. Nothing may be written when there are faults. */
export function planImport(records: readonly ImportRecord[], known: KnownRegister): ImportPlan {
  const faults: ImportFault[] = [];
  const seen = Object.fromEntries(KINDS.map((kind) => [kind, new Map<string, ImportRecord>()])) as Record<
    Kind,
    Map<string, ImportRecord>
  >;
  for (const record of records) {
    const first = seen[record.kind].get(record.id);
    if (first === undefined) seen[record.kind].set(record.id, record);
    else
      faults.push(
        faultAt(record, null, 'duplicate', `the same ${ownName(record)} is in ${first.file}, line ${first.line}`),
      );
  }
  const exists = (kind: Kind, id: string) => known[kind].has(id) || seen[kind].has(id);
  const rows = emptyRows();
  const unchanged = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
  for (const kind of KINDS) {
    for (const record of seen[kind].values()) {
      const bad = faultsOf(record, known[kind].get(record.id), exists);
      faults.push(...bad);
      if (bad.length > 0) continue;
      const row = plannedRow(record, known[kind].get(record.id));
      if (row === undefined) unchanged[kind] += 1;
      else rows[kind].push(row);
    }
  }
  return { rows, unchanged, faults };
}

function emptyRows(): Record<Kind, PlannedRow[]> {
  return Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as Record<Kind, PlannedRow[]>;
}

function faultsOf(
  record: ImportRecord,
  known: KnownRow | undefined,
  exists: (kind: Kind, id: string) => boolean,
): ImportFault[] {
  const faults = referencesOf(record)
    .filter(({ kind, id }) => !exists(kind, id))
    .map(({ column, kind, id }) =>
      faultAt(record, column, 'unknown_reference', `"${id}" is neither in the files nor in the register (${kind})`),
    );
  if (known !== undefined) return faults;
  const has = { ...record.initial, ...record.values };
  const missing = (NEEDED[record.kind] ?? []).filter((column) => has[column] == null);
  return [...faults, ...missing.map((column) => faultAt(record, column, 'value_missing', 'a new row needs it'))];
}

function plannedRow(record: ImportRecord, known: KnownRow | undefined): PlannedRow | undefined {
  const said = { ...(known === undefined ? record.initial : {}), ...record.values };
  const own = OWN_ID[record.kind];
  const values = Object.fromEntries(
    Object.entries(said).filter(
      ([column, value]) =>
        column !== own && !(column in TARGETS) && (known === undefined || !isSame(value, known.values[column])),
    ),
  );
  const targets = targetsOf(record, known);
  if (known === undefined) return { record, known, values, targets: targets ?? [] };
  if (Object.keys(values).length === 0 && targets === undefined && !known.isFromLaunch) return undefined;
  return { record, known, values, targets };
}

/** The targets that a record gives; undefined when it does not speak of them or they are there already. */
function targetsOf({ values }: ImportRecord, known: KnownRow | undefined): readonly TargetRef[] | undefined {
  const spoken = Object.entries(TARGETS).filter(([column]) => column in values);
  if (spoken.length === 0) return undefined;
  const isOfSpokenType = (target: TargetRef) => spoken.some(([, type]) => type === target.type);
  const before = readTargets(known);
  const wanted = [
    ...before.filter((target) => !isOfSpokenType(target)),
    ...spoken.flatMap(([column, type]) => idsIn(values[column]).map((id) => ({ type, id }))),
  ];
  const text = (targets: readonly TargetRef[]) =>
    targets
      .map(({ type, id }) => JSON.stringify([type, id]))
      .sort()
      .join();
  return text(wanted) === text(before) ? undefined : wanted;
}

function readTargets(known: KnownRow | undefined): TargetRef[] {
  if (known === undefined) return [];
  return Object.entries(TARGETS).flatMap(([column, type]) => idsIn(known.values[column]).map((id) => ({ type, id })));
}

function referencesOf(record: ImportRecord): { column: string; kind: Kind; id: string }[] {
  const own = OWN_ID[record.kind];
  const found: { column: string; kind: Kind; id: string }[] = [];
  for (const [column, value] of Object.entries({ ...record.initial, ...record.values })) {
    if (column === own) continue;
    const kind = REFERENCES[column];
    if (kind !== undefined && typeof value === 'string') found.push({ column, kind, id: value });
    const type = column in TARGETS ? TARGETS[column as keyof typeof TARGETS] : undefined;
    if (type !== undefined) for (const id of idsIn(value)) found.push({ column, kind: TARGET_KIND[type], id });
  }
  return found;
}

function idsIn(value: Value | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

function isSame(a: Value, b: Value | undefined): boolean {
  if (a instanceof Date || b instanceof Date)
    return a instanceof Date && b instanceof Date && a.getTime() === b.getTime();
  if (Array.isArray(a) || Array.isArray(b)) return JSON.stringify(a ?? []) === JSON.stringify(b ?? []);
  return a === (b ?? null);
}

function ownName({ kind }: ImportRecord): string {
  return OWN_ID[kind] ?? 'student and class';
}

function faultAt(record: ImportRecord, column: string | null, code: ImportFault['code'], message: string): ImportFault {
  return { file: record.file, line: record.line, column, code, message };
}

import type { Transaction, TransactionRunner } from '../transaction/transaction.ts';
import { type ImportPlan, type KnownRegister, namedIds, planImport, uniqueEmails } from './import-plan.ts';
import { type ImportFault, KINDS, type Kind, type ReadRegister } from './import-record.ts';

/** What of the register an import has to know. */
export interface WantedRows {
  tenantId: string;
  named: Readonly<Record<Kind, ReadonlySet<string>>>;
  /** E-mail -> id of a student who may be one that a launch made. */
  emails: ReadonlyMap<string, string>;
}

/** Where the register is kept, for imports. */
export interface RegisterRows {
  read(transaction: Transaction, wanted: WantedRows): Promise<KnownRegister>;
  /** @param onRows told how many rows are written */
  write(
    transaction: Transaction,
    work: { tenantId: string; plan: ImportPlan; known: KnownRegister; now: Date },
    onRows: (written: number) => void,
  ): Promise<void>;
}

/** What an import did, or would do. */
export interface ImportReport {
  outcome: 'applied' | 'would_apply' | 'refused';
  counts: Record<Kind, { new: number; changed: number; unchanged: number }>;
  faults: readonly ImportFault[];
  rows: readonly { kind: Kind; id: string; file: string; line: number; what: 'new' | 'changed'; columns: string[] }[];
}

/**
 * Imports a register that was read from files: all of it, or nothing when anything is wrong. Rows that the files do not name
 * stay as they are.
 */
export async function importRegister(
  ports: { rows: RegisterRows; transactions: TransactionRunner },
  read: ReadRegister,
  options: { tenantId: string; apply: boolean; now: Date; onRows?: (written: number, of: number) => void },
): Promise<ImportReport> {
  const { tenantId, apply, now, onRows } = options;
  const wanted = { tenantId, named: namedIds(read.records), emails: uniqueEmails(read.records) };
  return ports.transactions.write(async (transaction) => {
    const known = await ports.rows.read(transaction, wanted);
    const plan = planImport(read.records, known);
    const faults = [...read.faults, ...plan.faults].sort(byPlace);
    if (faults.length > 0) return reportOf('refused', plan, faults);
    if (!apply) return reportOf('would_apply', plan, faults);
    const total = KINDS.reduce((sum, kind) => sum + plan.rows[kind].length, 0);
    await ports.rows.write(transaction, { tenantId, plan, known, now }, (written) => onRows?.(written, total));
    return reportOf('applied', plan, faults);
  });
}

function byPlace(a: ImportFault, b: ImportFault): number {
  return a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;
}

function reportOf(outcome: ImportReport['outcome'], plan: ImportPlan, faults: readonly ImportFault[]): ImportReport {
  const rows = KINDS.flatMap((kind) =>
    plan.rows[kind].map(({ record: { id, file, line }, known, values, targets }) => ({
      kind,
      id,
      file,
      line,
      what: known === undefined ? ('new' as const) : ('changed' as const),
      columns: known === undefined ? [] : [...Object.keys(values), ...(targets === undefined ? [] : ['targets'])],
    })),
  );
  const count = (kind: Kind, what: string) => rows.filter((row) => row.kind === kind && row.what === what).length;
  const counts = Object.fromEntries(
    KINDS.map((kind) => [
      kind,
      { new: count(kind, 'new'), changed: count(kind, 'changed'), unchanged: plan.unchanged[kind] },
    ]),
  ) as ImportReport['counts'];
  return { outcome, counts, faults, rows };
}

import { fileFault, type NamedBytes, type ReadOptions, readRegisterFiles } from './import-files.ts';
import { isOneRoster, readOneRoster } from './import-oneroster.ts';
import type { ReadRegister } from './import-record.ts';

/** Reads the files of one command: a OneRoster export, or CSV files of our own. What is not read, or holds nothing, is a fault. */
export function readRegister(files: readonly NamedBytes[], options: ReadOptions): ReadRegister {
  const read = isOneRoster(files) ? readOneRoster(files, options) : readRegisterFiles(files, options);
  if (read.records.length > 0 || read.faults.length > 0) return read;
  return { records: [], faults: files.map(({ name }) => fileFault(name, 1, 'value_missing', NO_ROW)) };
}

const NO_ROW = 'holds no row for the register / ne contient aucune ligne pour le registre';

/** Whether a file that nobody named by itself (of a folder, of a zip) is meant to be read. */
export function looksLikeData(name: string): boolean {
  const isOfTheSystem = /(^|[\\/])(\.|~\$|__MACOSX[\\/])/.test(name);
  return !isOfTheSystem && /\.(csv|tsv|txt|xls[xmb]?|ods|numbers|zip)$/i.test(name);
}

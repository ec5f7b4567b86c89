import { AppError } from '../errors/app-error.ts';
import type { TableSum } from './fingerprint.ts';
import type { TableShape } from './movable-base.ts';

/** What an export says about itself: its file manifest.json. */
export interface Manifest {
  format: 'passerelle-export';
  format_version: 1;
  /** The engine it was read from; the content does not depend on it. */
  engine: string;
  taken_at: string;
  /** Migrations of the schema, in order: a build that knows the last one can read the file. */
  migrations: string[];
  /** The one institution it holds, or null for all. */
  tenant: string | null;
  /** In the order of foreign keys. `tables/<name>.ndjson` holds the rows: arrays in the order of `columns`. */
  tables: (TableShape & TableSum)[];
}

/** @throws AppError exchange.file_damaged, exchange.file_unknown */
export function readManifest(text: string): Manifest {
  let manifest: Partial<Manifest> | null;
  try {
    manifest = JSON.parse(text) as Partial<Manifest> | null;
  } catch (cause) {
    throw damaged('its manifest is not JSON', cause);
  }
  if (manifest?.format !== 'passerelle-export') throw damaged('it has no manifest of an export');
  if (manifest.format_version !== 1) {
    throw new AppError(
      'exchange.file_unknown',
      'invalid',
      `The file has the format ${manifest.format_version}, this build reads 1: update Passerelle. / Mettez Passerelle à jour.`,
    );
  }
  const { tables, migrations } = manifest;
  if (!Array.isArray(tables) || !Array.isArray(migrations)) throw damaged('its manifest names no tables');
  return manifest as Manifest;
}

/** An export that is not what was written. */
export function damaged(why: string, cause?: unknown): AppError {
  return new AppError(
    'exchange.file_damaged',
    'invalid',
    `The file is damaged or cut off (${why}); nothing was written. Take another copy. / Le fichier est endommagé ou tronqué ; rien n’a été écrit.`,
    undefined,
    { cause },
  );
}

import { type Check, check, type Finding, fail, ok, some, warn } from './doctor.ts';

export interface OutboxFacts {
  due: number;
  dead: number;
  oldestDueAt: Date | null;
  now: Date;
  /** Stable codes of why grades were given up, most frequent first. */
  deadReasons: readonly string[];
}

/** Rows that refer to what is not there. */
export interface Orphans {
  table: string;
  column: string;
  rows: number;
}

/** A key that anybody could know, or that cannot work. */
export interface KeyConcern {
  id: string;
  concern: 'documentation' | 'malformed hash' | 'unreadable scopes';
}

export interface DataReadings {
  outbox(): Promise<OutboxFacts>;
  orphans(): Promise<readonly Orphans[]>;
  /** `tenant/grain` of progress rows whose grain the catalogue has never had. */
  unknownGrains(): Promise<readonly string[]>;
  keyConcerns(): Promise<readonly KeyConcern[]>;
  /** What no program of ours writes, by hand or by SQL: `table.column (rows)`. */
  impossibleValues(): Promise<readonly string[]>;
  /** Tables and columns about persons that an erasure would not reach: `table.column: why`. */
  beyondErasure(): Promise<readonly string[]>;
}

/** Everything about the rows themselves. */
export function dataChecks(read: DataReadings): Check[] {
  return [
    check('grades.unsent', read.outbox, judgeUnsent),
    check('grades.given-up', read.outbox, judgeGivenUp),
    check('rows.orphans', read.orphans, judgeOrphans),
    check('catalogue.unknown-grains', read.unknownGrains, judgeUnknownGrains),
    check('api-keys.weak', read.keyConcerns, judgeKeys),
    check('rows.impossible', read.impossibleValues, judgeImpossible),
    check('privacy.coverage', read.beyondErasure, judgeCoverage),
  ];
}

const HOUR_MS = 3600_000;

export function judgeUnsent({ due, oldestDueAt, now }: OutboxFacts): Finding {
  if (oldestDueAt === null) return ok('aucune note en attente', 'no grade is waiting');
  const hours = Math.round((now.getTime() - oldestDueAt.getTime()) / (HOUR_MS / 10)) / 10;
  const [fr, en] = [
    `${due} note(s) en attente, la plus ancienne depuis ${hours} h`,
    `${due} grade(s) waiting, the oldest for ${hours} h`,
  ];
  const remedy = {
    fr: '« passerelle outbox list --state due » en dit la raison ; le serveur doit tourner et joindre la plateforme.',
    en: '"passerelle outbox list --state due" tells why; the server must run and reach the platform.',
  };
  if (hours >= 24) return fail(fr, en, remedy);
  return hours >= 1 ? warn(fr, en, remedy) : ok(fr, en);
}

export function judgeGivenUp({ dead, deadReasons }: OutboxFacts): Finding {
  if (dead === 0) return ok('aucune note abandonnée', 'no grade was given up');
  const why = some(deadReasons, 3);
  return warn(`${dead} note(s) abandonnée(s) (${why})`, `${dead} grade(s) given up (${why})`, {
    fr: 'Corrigez la cause dans le LMS, puis « passerelle outbox replay --all-dead ».',
    en: 'Mend the cause in the LMS, then "passerelle outbox replay --all-dead".',
  });
}

function judgeOrphans(orphans: readonly Orphans[]): Finding {
  if (orphans.length === 0) return ok('aucune ligne orpheline', 'no orphaned row');
  const list = some(orphans.map(({ table, column, rows }) => `${table}.${column} (${rows})`));
  return fail(`lignes orphelines : ${list}`, `orphaned rows: ${list}`, {
    fr: 'Restaurées dans le mauvais ordre, ou effacées sans clés étrangères (SQLite) : rétablissez ce qui manque depuis une sauvegarde, ou supprimez ces lignes.',
    en: 'Restored in the wrong order, or deleted without foreign keys (SQLite): restore what is missing from a backup, or delete these rows.',
  });
}

function judgeUnknownGrains(unknown: readonly string[]): Finding {
  if (unknown.length === 0)
    return ok('chaque grain terminé est au catalogue', 'every finished grain is in the catalogue');
  return warn(
    `grains terminés absents du catalogue : ${some(unknown)}`,
    `finished grains that the catalogue lacks: ${some(unknown)}`,
    {
      fr: 'Relisez le site : « passerelle site scan DOSSIER --tenant … », ou corrigez l’identifiant dans la page.',
      en: 'Scan the site again: "passerelle site scan FOLDER --tenant ...", or correct the id in the page.',
    },
  );
}

export function judgeKeys(concerns: readonly KeyConcern[]): Finding[] {
  if (concerns.length === 0) return [ok('aucune clé faible', 'no weak key')];
  const of = (concern: KeyConcern['concern']) => concerns.filter((one) => one.concern === concern).map(({ id }) => id);
  const findings: Finding[] = [];
  const known = of('documentation');
  if (known.length > 0) {
    findings.push(
      fail(`clés écrites dans la documentation : ${some(known)}`, `keys written in the documentation: ${some(known)}`, {
        fr: 'N’importe qui peut les lire : « passerelle keys revoke ID », puis « passerelle keys create » ; API_KEYS_STRICT=true les refuse toutes.',
        en: 'Anybody can read them: "passerelle keys revoke ID", then "passerelle keys create"; API_KEYS_STRICT=true refuses them all.',
      }),
    );
  }
  const useless = [...of('malformed hash'), ...of('unreadable scopes')];
  if (useless.length > 0) {
    findings.push(
      warn(`clés qui ne peuvent pas servir : ${some(useless)}`, `keys that cannot work: ${some(useless)}`, {
        fr: 'key_hash est le SHA-256 en hexadécimal minuscule, scopes un tableau JSON ; refaites-les avec « passerelle keys create ».',
        en: 'key_hash is the SHA-256 in lowercase hexadecimal, scopes a JSON array; make them anew with "passerelle keys create".',
      }),
    );
  }
  return findings;
}

function judgeImpossible(found: readonly string[]): Finding {
  if (found.length === 0) return ok('aucune valeur impossible', 'no impossible value');
  return warn(`valeurs impossibles : ${some(found)}`, `impossible values: ${some(found)}`, {
    fr: 'Saisies par SQL ou par un import : corrigez-les dans Directus. Un score va de 0 à 1, une durée et un quota ne sont pas négatifs, un droit est academic:read ou academic:export, un avancement est du même établissement que son apprenant.',
    en: 'Written by SQL or an import: correct them in Directus. A score goes from 0 to 1, times and quotas are not negative, a scope is academic:read or academic:export, progress belongs to the institution of its learner.',
  });
}

function judgeCoverage(gaps: readonly string[]): Finding {
  if (gaps.length === 0) return ok('« privacy erase » atteint chaque table', '"privacy erase" reaches every table');
  return warn(`un effacement n’atteindrait pas : ${some(gaps)}`, `an erasure would not reach: ${some(gaps)}`, {
    fr: 'Table ou colonne ajoutée à la main : effacez-y les personnes vous-même, ou annotez-la dans backend/src/db/tables/personal-data.ts.',
    en: 'A table or column added by hand: erase persons there yourself, or annotate it in backend/src/db/tables/personal-data.ts.',
  });
}

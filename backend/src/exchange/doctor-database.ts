import { type Check, check, type Finding, fail, ok, some, warn } from './doctor.ts';
import { judgeMaintenance, judgeMove, type MaintenanceFacts, type MoveFacts } from './doctor-move.ts';

export interface VersionFacts {
  product: 'SQLite' | 'PostgreSQL' | 'MariaDB' | 'MySQL';
  /** As the server tells it: `18.4`, `10.11.6-MariaDB`. */
  version: string;
}

export interface EncryptionFacts {
  isEncrypted: boolean;
  /** Whether the server stands on another machine. */
  isRemote: boolean;
}

export interface CharsetFacts {
  /** Of the database; `UTF8`, `utf8mb4`. */
  charset: string;
  /** Text columns of ours in another character set: `table.column`. */
  foreignColumns: readonly string[];
}

/** What a role may not do on a table of ours. */
export interface MissingRight {
  table: string;
  rights: readonly string[];
}

export interface DirectusFacts {
  /** The role that Directus connects with; undefined where there is no Directus in this base. */
  role: string | undefined;
  isOurs: boolean;
  /** False when the database does not tell us about that role. */
  isVisible: boolean;
  missing: readonly MissingRight[];
}

export interface DriftFacts {
  /** Names of what the schema file has and the base has not: `table x`, `index y`. */
  missing: readonly string[];
  /** There by name, but not as in the file. */
  different: readonly string[];
}

export interface MigrationFacts {
  pending: readonly string[];
  /** Steps that the base has had and this build does not know: the base is newer. */
  unknown: readonly string[];
}

export interface ConnectionFacts {
  /** What the server admits for ordinary roles. */
  most: number;
  /** Connections of others, now. */
  others: number;
  /** What one process of ours may open. */
  perReplica: number;
  replicas: number;
  /** What Directus may open. 0 = it is not there. */
  directus: number;
}

/** What doctor reads about the database; every reading may throw. */
export interface DatabaseReadings {
  version(): Promise<VersionFacts>;
  encryption(): Promise<EncryptionFacts>;
  charset(): Promise<CharsetFacts>;
  missingRights(): Promise<readonly MissingRight[]>;
  directus(): Promise<DirectusFacts>;
  drift(): Promise<DriftFacts>;
  migrations(): Promise<MigrationFacts>;
  /** Why nothing can be written; undefined when it can. */
  whyReadOnly(): Promise<string | undefined>;
  connections(): Promise<ConnectionFacts>;
  /** The database's clock less ours. */
  clockSkewMs(): Promise<number>;
  move(): Promise<MoveFacts>;
  maintenance(): Promise<MaintenanceFacts>;
}

/** Everything about the database; each entry is one check. */
export function databaseChecks(read: DatabaseReadings): Check[] {
  return [
    check('database.version', read.version, judgeVersion),
    check('database.tls', read.encryption, judgeEncryption),
    check('database.charset', read.charset, judgeCharset),
    check('database.migrations', read.migrations, judgeMigrations),
    check('database.schema', read.drift, judgeDrift),
    check('database.rights', read.missingRights, judgeRights),
    check('database.directus-rights', read.directus, judgeDirectus),
    check('database.writable', read.whyReadOnly, judgeWritable),
    check('database.connections', read.connections, judgeConnections),
    check('database.clock', read.clockSkewMs, judgeDatabaseClock),
    check('database.move', read.move, judgeMove),
    check('database.maintenance', read.maintenance, judgeMaintenance),
  ];
}

const LEAST = { SQLite: [3, 38], PostgreSQL: [13, 0], MariaDB: [10, 6], MySQL: [8, 0] } as const;

export function judgeVersion({ product, version }: VersionFacts): Finding {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  const [leastMajor, leastMinor] = LEAST[product];
  const name = `${product} ${version}`;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return ok(name, name);
  const least = `${product} ${leastMajor}.${leastMinor}`;
  return fail(`${name} est trop ancien`, `${name} is too old`, {
    fr: `Passez à ${least} ou plus récent.`,
    en: `Move to ${least} or newer.`,
  });
}

function judgeEncryption({ isEncrypted, isRemote }: EncryptionFacts): Finding {
  if (isEncrypted) return ok('connexion chiffrée', 'the connection is encrypted');
  if (!isRemote) return ok('base sur cette machine, sans TLS', 'the base is on this machine, without TLS');
  return fail(
    'la connexion à la base traverse le réseau en clair',
    'the connection to the base crosses the network in the clear',
    {
      fr: 'PostgreSQL : ajoutez ?sslmode=verify-full&sslrootcert=/chemin/ca.pem à DATABASE_URL ; MariaDB/MySQL : ?ssl={"rejectUnauthorized":true} (et NODE_EXTRA_CA_CERTS pour le certificat de Scaleway).',
      en: 'PostgreSQL: add ?sslmode=verify-full&sslrootcert=/path/ca.pem to DATABASE_URL; MariaDB/MySQL: ?ssl={"rejectUnauthorized":true} (and NODE_EXTRA_CA_CERTS for Scaleway’s certificate).',
    },
  );
}

function judgeCharset({ charset, foreignColumns }: CharsetFacts): Finding {
  if (!/^(utf-?8|utf8mb4)$/i.test(charset)) {
    return fail(`la base est en ${charset}`, `the base is in ${charset}`, {
      fr: 'Créez une base UTF-8 (MariaDB : CHARACTER SET utf8mb4) et déplacez-y les données avec « passerelle copy ».',
      en: 'Create a UTF-8 base (MariaDB: CHARACTER SET utf8mb4) and move the data there with "passerelle copy".',
    });
  }
  if (foreignColumns.length === 0) return ok(`base en ${charset}`, `the base is in ${charset}`);
  return fail(
    `colonnes dans un autre jeu de caractères : ${some(foreignColumns)}`,
    `columns in another character set: ${some(foreignColumns)}`,
    {
      fr: 'Rétablissez le type que dit backend/db/schema.mysql.sql : sinon des noms sont tronqués et des identifiants confondus.',
      en: 'Restore the type that backend/db/schema.mysql.sql says: otherwise names are cut and ids taken for one another.',
    },
  );
}

function judgeMigrations({ pending, unknown }: MigrationFacts): Finding {
  if (unknown.length > 0) {
    return fail(
      `la base est plus récente que ce programme (${some(unknown)})`,
      `the base is newer than this program (${some(unknown)})`,
      {
        fr: 'Installez la version du programme qui a fait ces étapes.',
        en: 'Install the version of the program that made these steps.',
      },
    );
  }
  if (pending.length === 0) return ok('aucune migration en attente', 'no migration is pending');
  return fail(`migrations en attente : ${some(pending)}`, `pending migrations: ${some(pending)}`, {
    fr: 'Lancez « passerelle migrate » (le serveur le fait aussi en démarrant).',
    en: 'Run "passerelle migrate" (the server also does so when it starts).',
  });
}

function judgeDrift({ missing, different }: DriftFacts): Finding[] {
  const remedy = {
    fr: 'Comparez avec backend/db/schema*.sql et rétablissez, ou déplacez les données dans une base neuve (« passerelle copy »).',
    en: 'Compare with backend/db/schema*.sql and restore, or move the data into a fresh base ("passerelle copy").',
  };
  const findings: Finding[] = [];
  if (missing.length > 0)
    findings.push(fail(`il manque au schéma : ${some(missing)}`, `missing from the schema: ${some(missing)}`, remedy));
  if (different.length > 0)
    findings.push(warn(`modifié à la main : ${some(different)}`, `changed by hand: ${some(different)}`, remedy));
  return findings.length > 0 ? findings : [ok('le schéma est celui du programme', 'the schema is the program’s')];
}

function judgeRights(missing: readonly MissingRight[]): Finding {
  if (missing.length === 0) return ok('droits sur toutes les tables', 'rights on every table');
  return fail(`droits manquants : ${some(missing.map(spell))}`, `missing rights: ${some(missing.map(spell))}`, {
    fr: 'Donnez SELECT, INSERT, UPDATE et DELETE au rôle de DATABASE_URL sur ces tables (ou faites-l’en propriétaire).',
    en: 'Grant SELECT, INSERT, UPDATE and DELETE on these tables to the role of DATABASE_URL (or make it their owner).',
  });
}

export function judgeDirectus({ role, isOurs, isVisible, missing }: DirectusFacts): Finding {
  if (role === undefined) return ok('pas de Directus dans cette base', 'no Directus in this base');
  if (isOurs) return ok(`Directus utilise notre rôle (${role})`, `Directus uses our role (${role})`);
  if (!isVisible) {
    return warn(
      `les droits du rôle ${role} ne se voient pas d’ici`,
      `the rights of role ${role} cannot be seen from here`,
      {
        fr: `Connectez-vous en administrateur : SHOW GRANTS FOR '${role}'.`,
        en: `Connect as an administrator: SHOW GRANTS FOR '${role}'.`,
      },
    );
  }
  if (missing.length === 0)
    return ok(`le rôle de Directus (${role}) a ses droits`, `Directus’ role (${role}) has its rights`);
  return warn(
    `il manque au rôle de Directus (${role}) : ${some(missing.map(spell))}`,
    `Directus’ role (${role}) lacks: ${some(missing.map(spell))}`,
    {
      fr: `GRANT SELECT, INSERT, UPDATE, DELETE sur ces tables au rôle ${role}, puis redémarrez Directus.`,
      en: `GRANT SELECT, INSERT, UPDATE, DELETE on these tables to role ${role}, then restart Directus.`,
    },
  );
}

function judgeWritable(why: string | undefined): Finding {
  if (why === undefined) return ok('la base accepte les écritures', 'the base takes writes');
  return fail(`la base refuse d’écrire : ${why}`, `the base refuses to write: ${why}`, {
    fr: 'Est-ce une réplique, un disque plein, un mode lecture seule ? DATABASE_URL doit nommer la base principale.',
    en: 'Is it a replica, a full disk, a read-only mode? DATABASE_URL must name the primary.',
  });
}

/** Beyond this share of what the server admits, a deployment that starts new processes beside the old ones may fail. */
const CROWDED = 0.8;

function judgeConnections(facts: ConnectionFacts): Finding {
  const { most, others, perReplica, replicas, directus } = facts;
  if (most === 0) return ok('pas de serveur, pas de limite', 'no server, no limit');
  const wanted = perReplica * replicas + directus;
  const sum = `${replicas} × ${perReplica} + Directus ${directus} = ${wanted} / ${most}`;
  const remedy = {
    fr: 'Baissez DATABASE_POOL_SIZE ou DB_POOL__MAX de Directus, ou relevez max_connections.',
    en: 'Lower DATABASE_POOL_SIZE or Directus’ DB_POOL__MAX, or raise max_connections.',
  };
  if (wanted > most) return fail(`pas assez de connexions : ${sum}`, `not enough connections: ${sum}`, remedy);
  if (wanted > most * CROWDED || others > most * CROWDED) {
    return warn(
      `peu de marge en connexions : ${sum}, ${others} ouvertes`,
      `few connections to spare: ${sum}, ${others} open`,
      remedy,
    );
  }
  return ok(`connexions : ${sum}`, `connections: ${sum}`);
}

function judgeDatabaseClock(skewMs: number): Finding {
  return judgeClock('la base', 'the database', skewMs);
}

const WORTH_A_LOOK_MS = 3000;
/** The leeway on an LTI token's times is 60 s, both clocks and the network together. */
const HARMFUL_MS = 30_000;

/** @param skewMs the other's clock less ours */
export function judgeClock(fr: string, en: string, skewMs: number): Finding {
  const seconds = Math.round(skewMs / 100) / 10;
  const remedy = {
    fr: 'Réglez les horloges par NTP (timedatectl set-ntp true) : au-delà de 60 s, les ouvertures LTI sont refusées.',
    en: 'Set the clocks by NTP (timedatectl set-ntp true): beyond 60 s, LTI launches are refused.',
  };
  const [saysFr, saysEn] = [`écart d’horloge avec ${fr} : ${seconds} s`, `clock difference with ${en}: ${seconds} s`];
  if (Math.abs(skewMs) >= HARMFUL_MS) return fail(saysFr, saysEn, remedy);
  return Math.abs(skewMs) >= WORTH_A_LOOK_MS ? warn(saysFr, saysEn, remedy) : ok(saysFr, saysEn);
}

function spell({ table, rights }: MissingRight): string {
  return `${table} (${rights.join(', ')})`;
}

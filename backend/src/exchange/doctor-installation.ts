import { type Check, check, type Finding, fail, ok, warn } from './doctor.ts';

/** The settings that doctor has an opinion on. */
export interface SettingFacts {
  nodeEnv: 'development' | 'test' | 'production';
  apiUrl: string;
  host: string;
  trustProxy: boolean | readonly string[];
  allowPrivateNetworks: boolean;
  secretKey: string;
  nodeVersion: string;
  hasSite: boolean;
  siteDir: string;
}

export interface SourceFacts {
  /** Who says DATABASE_URL. */
  source: 'environment' | 'file' | 'default';
  /** The file that is read. */
  envFile: string;
}

export interface DiskFacts {
  folder: string;
  freeBytes: number;
  totalBytes: number;
}

export interface BackupFacts {
  /** Undefined = no backup was found. */
  lastAt: Date | undefined;
  now: Date;
  /** Where backups are looked for. */
  where: string;
}

export interface InstallationReadings {
  source(): Promise<SourceFacts>;
  settings(): Promise<SettingFacts>;
  disk(): Promise<DiskFacts>;
  backup(): Promise<BackupFacts>;
}

/** Everything about this machine and its settings. */
export function installationChecks(read: InstallationReadings): Check[] {
  return [
    check('config.source', read.source, judgeSource),
    check('config.environment', read.settings, judgeEnvironment),
    check('config.proxy', read.settings, judgeProxy),
    check('config.networks', read.settings, judgeNetworks),
    check('config.secret-key', read.settings, judgeSecretKey),
    check('config.site', read.settings, judgeSite),
    check('node.version', read.settings, judgeNode),
    check('disk.space', read.disk, judgeDisk),
    check('backup.last', read.backup, judgeBackup),
  ];
}

/** What a configuration that could not even be read has to say; the names of all faults. */
export function judgeFaults(faults: readonly string[]): Finding[] {
  const remedy = {
    fr: 'Corrigez cette variable (docs/config.md les décrit toutes).',
    en: 'Correct this variable (docs/config.md describes them all).',
  };
  if (faults.length === 0) return [ok('toutes les variables sont lisibles', 'every variable can be read')];
  return faults.map((fault) => fail(fault, fault, remedy));
}

export function judgeSource({ source, envFile }: SourceFacts): Finding {
  if (source === 'environment')
    return ok('DATABASE_URL vient de l’environnement', 'DATABASE_URL comes from the environment');
  if (source === 'file') return ok(`DATABASE_URL vient de ${envFile}`, `DATABASE_URL comes from ${envFile}`);
  return warn(
    `personne ne dit DATABASE_URL, ni l’environnement ni ${envFile} : c’est la base par défaut qui est examinée`,
    `nobody says DATABASE_URL, neither the environment nor ${envFile}: the default base is looked at`,
    {
      fr: 'Donnez à la commande les réglages du serveur : sous systemd, « sudo passerelle doctor » (deploy/systemd) ; avec Docker, « docker compose exec ».',
      en: 'Give the command the server’s settings: under systemd "sudo passerelle doctor" (deploy/systemd), with Docker "docker compose exec".',
    },
  );
}

export function judgeEnvironment({ nodeEnv, apiUrl }: SettingFacts): Finding {
  const isPublic = apiUrl.startsWith('https://');
  if (nodeEnv === 'production') return ok('NODE_ENV=production', 'NODE_ENV=production');
  if (!isPublic) return ok(`NODE_ENV=${nodeEnv}, en local`, `NODE_ENV=${nodeEnv}, local`);
  return fail(`NODE_ENV=${nodeEnv} derrière une adresse publique`, `NODE_ENV=${nodeEnv} behind a public address`, {
    fr: 'Mettez NODE_ENV=production : sinon la démonstration est servie et l’on peut se connecter par moodle_user_id.',
    en: 'Set NODE_ENV=production: otherwise the demonstration is served and anybody may sign in by moodle_user_id.',
  });
}

export function judgeProxy({ nodeEnv, trustProxy }: SettingFacts): Finding {
  if (trustProxy === true) {
    return warn('TRUST_PROXY=true croit n’importe quel appelant', 'TRUST_PROXY=true believes any caller', {
      fr: 'Nommez l’adresse du proxy (TRUST_PROXY=127.0.0.1) : sinon chacun choisit l’adresse que voient les quotas et le journal.',
      en: 'Name the proxy’s address (TRUST_PROXY=127.0.0.1): otherwise anybody chooses the address that quotas and journal see.',
    });
  }
  if (nodeEnv === 'production' && trustProxy === false) {
    return warn('TRUST_PROXY n’est pas réglé', 'TRUST_PROXY is not set', {
      fr: 'Nommez l’adresse du proxy HTTPS (TRUST_PROXY=127.0.0.1) : sinon tous les appelants ont la même adresse.',
      en: 'Name the HTTPS proxy’s address (TRUST_PROXY=127.0.0.1): otherwise all callers have the same address.',
    });
  }
  return ok(`TRUST_PROXY=${String(trustProxy)}`, `TRUST_PROXY=${String(trustProxy)}`);
}

export function judgeNetworks({ nodeEnv, allowPrivateNetworks }: SettingFacts): Finding {
  if (nodeEnv !== 'production' || !allowPrivateNetworks)
    return ok('réseaux privés : comme il se doit', 'private networks: as it should be');
  return warn('ALLOW_PRIVATE_NETWORKS=true en production', 'ALLOW_PRIVATE_NETWORKS=true in production', {
    fr: 'À garder seulement si Moodle est sur votre réseau local : un enregistrement hostile pourrait faire appeler vos machines.',
    en: 'Keep it only if Moodle is on your local network: a hostile registration could make us call your machines.',
  });
}

const LEAST_DISTINCT = 12;

export function judgeSecretKey({ secretKey, nodeEnv }: SettingFacts): Finding {
  const isWeak = new Set(secretKey).size < LEAST_DISTINCT || /secret|password|change|exemple|example/i.test(secretKey);
  if (!isWeak || nodeEnv !== 'production') return ok('SECRET_KEY paraît aléatoire', 'SECRET_KEY looks random');
  return fail('SECRET_KEY se devine', 'SECRET_KEY can be guessed', {
    fr: 'Prenez le résultat de « openssl rand -base64 32 » et gardez-le à part ; docs/config.md dit ce qu’il chiffre.',
    en: 'Take the output of "openssl rand -base64 32" and keep it apart; docs/config.md says what it encrypts.',
  });
}

function judgeSite({ hasSite, siteDir }: SettingFacts): Finding {
  if (hasSite) return ok(`mini-site dans ${siteDir}`, `the site is in ${siteDir}`);
  return warn(`pas d’index.html dans SITE_DIR (${siteDir})`, `no index.html in SITE_DIR (${siteDir})`, {
    fr: 'Indiquez le dossier du mini-site, ou ignorez ceci si chaque établissement a le sien (tenants add --site-url).',
    en: 'Name the folder of the site, or ignore this if each institution has its own (tenants add --site-url).',
  });
}

const NODE_MAJOR = 24;

export function judgeNode({ nodeVersion }: SettingFacts): Finding {
  const major = Number(/^v?(\d+)/.exec(nodeVersion)?.[1] ?? 0);
  if (major >= NODE_MAJOR) return ok(`Node ${nodeVersion}`, `Node ${nodeVersion}`);
  return fail(`Node ${nodeVersion} est trop ancien`, `Node ${nodeVersion} is too old`, {
    fr: 'Lancez « npm ci » : Node 24 vient avec.',
    en: 'Run "npm ci": Node 24 comes with it.',
  });
}

const MB = 1024 * 1024;
const LITTLE_BYTES = 1024 * MB;
const DANGEROUS_BYTES = 200 * MB;

export function judgeDisk({ folder, freeBytes, totalBytes }: DiskFacts): Finding {
  const free = `${Math.round(freeBytes / MB)} MB / ${Math.round(totalBytes / MB)} MB`;
  const [fr, en] = [`espace libre dans ${folder} : ${free}`, `free space in ${folder}: ${free}`];
  const remedy = {
    fr: 'Libérez de la place : anciennes sauvegardes, journaux (SYNC_LOGS_DAYS), ou agrandissez le volume.',
    en: 'Make room: old backups, journals (SYNC_LOGS_DAYS), or enlarge the volume.',
  };
  if (freeBytes < DANGEROUS_BYTES) return fail(fr, en, remedy);
  return freeBytes < LITTLE_BYTES ? warn(fr, en, remedy) : ok(fr, en);
}

const DAY_MS = 86_400_000;
const OLD_DAYS = 2;

export function judgeBackup({ lastAt, now, where }: BackupFacts): Finding {
  const remedy = {
    fr: 'Planifiez « passerelle backup » chaque nuit (deploy/systemd) ; avec une base managée, vérifiez aussi ses sauvegardes dans la console.',
    en: 'Schedule "passerelle backup" every night (deploy/systemd); with a managed database, check its backups in the console, too.',
  };
  if (lastAt === undefined) return warn(`aucune sauvegarde dans ${where}`, `no backup in ${where}`, remedy);
  const days = Math.floor((now.getTime() - lastAt.getTime()) / DAY_MS);
  const when = lastAt.toISOString();
  if (days < OLD_DAYS) return ok(`dernière sauvegarde : ${when}`, `last backup: ${when}`);
  return warn(
    `dernière sauvegarde il y a ${days} jours (${when})`,
    `the last backup is ${days} days old (${when})`,
    remedy,
  );
}

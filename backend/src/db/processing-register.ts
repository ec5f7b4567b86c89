import { type DataKind, type Fate, type PersonalTable, type Purpose, personalTables } from './tables/personal-data.ts';

/** One purpose, as the register of processing (GDPR, article 30) tells it. */
interface Processing {
  title: string;
  why: string;
  basis: string;
  recipients: string;
  kept: string;
}

const PROCESSINGS: Record<Purpose, Processing> = {
  profile: {
    title: 'Profil de l’apprenant',
    why: 'reconnaître la personne que la plateforme (Moodle) envoie, sans inscription ni mot de passe',
    basis: 'mission d’intérêt public de l’établissement (article 6.1.e)',
    recipients: 'administrateurs et enseignants habilités dans Directus ; l’apprenant lui-même',
    kept: 'jusqu’à l’effacement demandé, ou la purge : « passerelle privacy purge --inactive-days N »',
  },
  learning: {
    title: 'Avancement et travail',
    why: 'montrer à l’apprenant où il en est, calculer les statistiques de l’établissement',
    basis: 'mission d’intérêt public de l’établissement (article 6.1.e)',
    recipients:
      'l’apprenant ; ses enseignants (page de classe) ; les programmes de l’établissement, par l’API académique',
    kept: 'comme le profil',
  },
  grades: {
    title: 'Remontée des notes',
    why: 'porter la note de chaque activité dans le carnet de la plateforme',
    basis: 'mission d’intérêt public de l’établissement (article 6.1.e)',
    recipients: 'la plateforme d’où vient l’apprenant',
    kept: 'comme le profil ; ce que la plateforme a reçu y reste et suit ses propres règles',
  },
  access: {
    title: 'Ouvertures et sessions',
    why: 'ouvrir le mini-site depuis la plateforme, empêcher qu’une ouverture serve deux fois',
    basis: 'intérêt légitime : sécurité du service (article 6.1.f)',
    recipients: 'personne',
    kept: 'sessions : 8 heures après le dernier usage, SESSION_MAX_DAYS jours (30 par défaut) au plus ; ouvertures : un jour ; retirées chaque heure par le serveur, qui garde avec le profil l’instant de la dernière visite (last_visits)',
  },
  register: {
    title: 'Registre académique',
    why: 'dire à l’ENT et aux LMS qui étudie quoi, dans quelle classe',
    basis:
      'mission d’intérêt public de l’établissement (article 6.1.e) ; partage soumis à accord où l’établissement l’exige',
    recipients: 'les programmes de l’établissement qui ont une clé de l’API académique',
    kept: 'selon les règles de l’établissement ; la trace d’une suppression (identifiant seul) jusqu’à la purge',
  },
  journal: {
    title: 'Journal de l’API académique',
    why: 'savoir quel programme a lu quoi',
    basis: 'intérêt légitime : sécurité et preuve (article 6.1.f)',
    recipients: 'administrateurs',
    kept: 'SYNC_LOGS_DAYS jours (365 par défaut) ; adresses selon SYNC_LOGS_IP',
  },
};

const KINDS: Record<DataKind, string> = {
  key: 'numéro interne',
  identity: 'identité',
  contact: 'coordonnées',
  work: 'travail et résultats',
  trace: 'dates et traces d’usage',
  secret: 'empreinte secrète (jamais communiquée)',
  technical: 'technique',
};

const WHOSE: Record<PersonalTable['whose'], string> = {
  learner: 'apprenants',
  student: 'étudiants',
  teacher: 'enseignants',
};

const FATES: Record<Fate, string> = {
  deleted: 'supprimées',
  'deleted after a time': 'gardées (identifiant seul) jusqu’à la purge, pour que l’ENT apprenne la suppression',
  rewritten: 'réécrites sans l’identifiant',
};

/** The text of docs/REGISTRE_TRAITEMENTS.md. */
export function processingRegister(): string {
  const tables = personalTables();
  const parts = (Object.keys(PROCESSINGS) as Purpose[]).map((purpose) =>
    section(
      PROCESSINGS[purpose],
      tables.filter((table) => table.purpose === purpose),
    ),
  );
  return `# Registre des traitements

Ce que Passerelle garde des personnes, table par table (RGPD, article 30). Fait par \`npm run generate\` à partir des annotations de
\`backend/src/db/tables/personal-data.ts\` ; une colonne sans annotation empêche la compilation, et une table ajoutée à la base sans
l’être ici fait échouer un test. À compléter par l’établissement, responsable du traitement : son nom, son délégué à la protection
des données, ses durées.

**Demandes des personnes.** Accès : \`passerelle privacy export --learner ID --out fichier.json\`. Effacement :
\`passerelle privacy erase --learner ID\` (à blanc), puis \`--yes\`. Durées : \`passerelle privacy purge --inactive-days N\`.
Un effacement ne change rien dans le LMS, qui garde ses notes sous sa propre responsabilité ; \`--withdraw-grades\` les fait d’abord
remettre à zéro. Les sauvegardes gardent une personne effacée jusqu’à leur propre expiration : rejouez l’effacement après une
restauration.

**Adresses IP.** Aucune route de l’apprenant (\`/lti/*\`, \`/launch\`, \`/api/auth/*\`, \`/api/progress\`, mini-site) n’écrit d’adresse IP, ni dans la
base ni dans les journaux de Passerelle. Le proxy livré (\`deploy/caddy\`) tronque celles de ses propres journaux.

**Sous-traitants.** L’hébergeur de la base et du serveur. Passerelle n’appelle personne d’autre que les plateformes enregistrées.

${parts.join('\n')}`;
}

function section(processing: Processing, tables: readonly (PersonalTable & { table: string })[]): string {
  const rows = tables.map(
    ({ table, whose, fate, columns }) => `| \`${table}\` | ${WHOSE[whose]} | ${dataOf(columns)} | ${FATES[fate]} |`,
  );
  return `## ${processing.title}

- **Finalité** : ${processing.why}.
- **Base légale proposée** : ${processing.basis}.
- **Destinataires** : ${processing.recipients}.
- **Durée** : ${processing.kept}.

| Table | Personnes | Données | Lignes à l’effacement |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

/** Columns by kind; technical ones are not listed. */
function dataOf(columns: Readonly<Record<string, DataKind>>): string {
  const shown = Object.entries(columns).filter(([, kind]) => kind !== 'technical');
  return [...Map.groupBy(shown, ([, kind]) => kind)]
    .map(([kind, some]) => `${KINDS[kind]} : ${some.map(([column]) => `\`${column}\``).join(', ')}`)
    .join(' ; ');
}

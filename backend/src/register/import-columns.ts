import type { Kind } from './import-record.ts';
import { freeText, identifier, instant, list, plain, type ReadCell, word, year } from './import-values.ts';

/** One column of one kind of file. */
export interface ColumnRule {
  name: string;
  /** Other headings for it, in French and English. */
  also: readonly string[];
  read: ReadCell;
  /** A new row cannot be without it. */
  required?: boolean;
}

/** One kind of file. */
export interface FileRule {
  /** Names a file may have, without `.csv`. */
  files: readonly string[];
  columns: readonly ColumnRule[];
}

const ACTIVE = word({
  active: ['actif', 'actives', 'ouvert'],
  archived: ['archive', 'archivee', 'ferme', 'inactive', 'inactif'],
});
const id = identifier(64);

const AGREED = word({ yes: ['oui', 'o', 'y', 'true', 'vrai', '1', 'x'], no: ['non', 'n', 'false', 'faux', '0'] });

/** Yes, or nothing: an empty cell is no agreement either. */
const consent: ReadCell = (text) => {
  const cell = AGREED(text);
  return 'value' in cell && cell.value === 'no' ? { value: null } : cell;
};

/**
 * The files of a register and their headings. The first id column of each is what its rows are known by.
 * @param zone IANA zone of the tenant, for days without a time
 */
export function fileRules(zone: string): Readonly<Record<Kind, FileRule>> {
  return {
    promotions: {
      files: ['promotions', 'promotion', 'promos', 'cohortes'],
      columns: [
        column('promo_id', id, ['id', 'promotion', 'promotion_id', 'id_promotion', 'code', 'promo'], true),
        column('name', freeText, ['nom', 'libelle', 'intitule'], true),
        column('description', freeText, []),
        column('level', identifier(64), ['niveau']),
        column('year_start', year, ['annee_debut', 'annee_de_debut', 'start_year']),
        column('year_end', year, ['annee_fin', 'annee_de_fin', 'end_year']),
        column('status', ACTIVE, ['statut', 'etat']),
      ],
    },
    teachers: {
      files: ['teachers', 'enseignants', 'professeurs', 'formateurs'],
      columns: [
        column('teacher_id', id, ['id', 'enseignant', 'enseignant_id', 'id_enseignant', 'code'], true),
        column('firstname', freeText, ['prenom', 'first_name', 'given_name']),
        column('lastname', freeText, ['nom', 'nom_de_famille', 'last_name', 'family_name']),
        column('email', identifier(255), ['courriel', 'mail', 'e_mail', 'adresse_mail']),
        column('status', ACTIVE, ['statut', 'etat']),
      ],
    },
    classes: {
      files: ['classes', 'classe', 'groupes'],
      columns: [
        column('class_id', id, ['id', 'classe', 'classe_id', 'id_classe', 'code'], true),
        column('name', freeText, ['nom', 'libelle', 'intitule'], true),
        column('description', freeText, []),
        column('promo_id', id, ['promotion', 'promotion_id', 'id_promotion', 'promo']),
        column('teacher_id', id, ['enseignant', 'enseignant_id', 'id_enseignant', 'professeur']),
        column('status', ACTIVE, ['statut', 'etat']),
      ],
    },
    students: { files: ['students', 'etudiants', 'eleves', 'apprenants'], columns: studentColumns() },
    enrolments: {
      files: ['enrolments', 'enrollments', 'inscriptions'],
      columns: [
        column('student_id', id, ['etudiant', 'etudiant_id', 'id_etudiant', 'eleve'], true),
        column('class_id', id, ['classe', 'classe_id', 'id_classe'], true),
        column('status', word({ active: ['actif', 'inscrit'], removed: ['retire', 'desinscrit'] }), ['statut', 'etat']),
      ],
    },
    themes: { files: ['themes', 'theme'], columns: themeColumns() },
    assignments: { files: ['assignments', 'affectations', 'devoirs'], columns: assignmentColumns(zone) },
  };
}

function studentColumns(): ColumnRule[] {
  const status = word({
    active: ['actif', 'inscrit'],
    graduated: ['diplome', 'diplomee'],
    withdrawn: ['parti', 'partie', 'retire', 'abandon', 'demissionnaire'],
  });
  return [
    column(
      'student_id',
      id,
      ['id', 'etudiant', 'etudiant_id', 'id_etudiant', 'numero_etudiant', 'matricule', 'code'],
      true,
    ),
    column('uuid_scolaire', identifier(255), ['uuid', 'ine']),
    column('email_scolaire', identifier(255), ['email', 'courriel', 'mail', 'e_mail', 'adresse_mail']),
    column('firstname', freeText, ['prenom', 'first_name', 'given_name']),
    column('lastname', freeText, ['nom', 'nom_de_famille', 'last_name', 'family_name']),
    column('class_id', id, ['classe', 'classe_id', 'id_classe', 'groupe']),
    column('promo_id', id, ['promotion', 'promotion_id', 'id_promotion', 'promo']),
    column('consent_sharing', consent, ['consentement', 'consentement_partage']),
    column('status', status, ['statut', 'etat']),
  ];
}

function themeColumns(): ColumnRule[] {
  return [
    column('theme_id', id, ['id', 'theme', 'id_theme', 'code'], true),
    column('title', freeText, ['titre', 'nom', 'name', 'libelle', 'intitule'], true),
    column('description', freeText, []),
    column('tags', list, ['mots_cles', 'etiquettes', 'keywords']),
    column(
      'difficulty',
      word({
        beginner: ['debutant', 'facile'],
        intermediate: ['intermediaire', 'moyen'],
        advanced: ['avance', 'difficile'],
      }),
      ['difficulte', 'niveau'],
    ),
    column('status', word({ draft: ['brouillon'], active: ['actif'], archived: ['archive'] }), ['statut', 'etat']),
  ];
}

function assignmentColumns(zone: string): ColumnRule[] {
  const type = word({ quiz: [], flashcards: ['cartes'], fiche: [], annales: ['annale'], module: [] });
  const mode = word({ 'post-cours': [], 'pre-examen': [], 'revision-generale': ['revision'] });
  const status = word({
    draft: ['brouillon'],
    queued: ['en_attente'],
    pushed: ['envoye'],
    ack: ['recu'],
    error: ['erreur'],
  });
  return [
    column('assignment_id', id, ['id', 'affectation', 'devoir', 'id_affectation', 'code'], true),
    column('type', type, [], true),
    column('title', freeText, ['titre', 'nom', 'name', 'intitule'], true),
    column('mode', mode, []),
    column('theme_id', id, ['theme', 'id_theme']),
    column('teacher_id', id, ['enseignant', 'enseignant_id', 'id_enseignant']),
    column('status', status, ['statut', 'etat']),
    column('due_at', instant(zone), ['echeance', 'date_limite', 'pour_le', 'due_date']),
    column('instructions', freeText, ['consignes']),
    column('class_ids', list, ['classes', 'class_id', 'classe']),
    column('promo_ids', list, ['promotions', 'promo_id', 'promotion']),
    column('student_ids', list, ['etudiants', 'student_id', 'eleves']),
  ];
}

function column(name: string, read: ReadCell, also: readonly string[], required = false): ColumnRule {
  return { name, also, read, required };
}

/** The kind of rows a file holds, by its name; undefined when the name says nothing. */
export function kindOfFile(name: string, rules: Readonly<Record<Kind, FileRule>>): Kind | undefined {
  const stem = plain(name.replace(/^.*[\\/]/, '').replace(/\.(csv|tsv|txt)$/i, ''));
  return (Object.keys(rules) as Kind[]).find((kind) => rules[kind].files.includes(stem));
}

/** The column a heading means. */
export function columnOf(heading: string, rule: FileRule): ColumnRule | undefined {
  const name = plain(heading);
  return rule.columns.find((one) => one.name === name) ?? rule.columns.find((one) => one.also.includes(name));
}

import type { Language } from '../html/page.ts';
import type { Choice } from './picker-choices.ts';

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
/** French counts nothing in the singular. */
const compte = (n: number, un: string, plusieurs: string): string => `${n} ${n < 2 ? un : plusieurs}`;

/** What the picker says. `{n}` in a text stands for a number that the page's script puts in. */
export const PICKER_WORDS = {
  fr: {
    title: 'Choisir les activités à ajouter',
    titleOne: 'Choisir l’activité à ajouter',
    into: (course: string) => `Pour le cours « ${course} ».`,
    search: 'Rechercher',
    found: { one: '{n} résultat', many: '{n} résultats', none: 'Aucun résultat' },
    list: 'Ce qui peut devenir une activité',
    course: 'Le cours entier',
    kinds: { course: 'Cours', module: 'Module', sequence: 'Séquence', grain: 'Grain' },
    inside: (n: number) => `Voir ${n === 1 ? 'le grain' : `les ${n} grains`}`,
    graded: 'Avec une note dans le carnet de notes',
    gradedHint: 'La note est la part des grains terminés, sur 100.',
    add: 'Ajouter',
    addMany: { one: 'Ajouter {n} activité', many: 'Ajouter {n} activités', none: 'Ajouter' },
    cancel: 'Annuler',
    chooseOne: 'Cochez au moins une ligne avant d’ajouter.',
    empty: 'Le catalogue est vide.',
    emptyHint: 'L’administrateur de Passerelle le remplit avec « passerelle site scan ».',
    typeTitle: 'Ce n’est pas le bon endroit',
    typeText:
      'Votre plateforme attend ici autre chose qu’une activité (un fichier, un texte, une image) ; Passerelle ne fournit que des activités. Ouvrez plutôt « Ajouter une activité » dans le cours.',
    goBack: 'Revenir sans rien ajouter',
    sending: 'Retour au cours…',
    sendingText: (n: number) =>
      n === 0 ? 'Rien n’est ajouté.' : `${compte(n, 'activité est transmise', 'activités sont transmises')} au cours.`,
    goOn: 'Continuer',
  },
  en: {
    title: 'Choose the activities to add',
    titleOne: 'Choose the activity to add',
    into: (course: string) => `For the course "${course}".`,
    search: 'Search',
    found: { one: '{n} result', many: '{n} results', none: 'No results' },
    list: 'What can become an activity',
    course: 'The whole course',
    kinds: { course: 'Course', module: 'Module', sequence: 'Sequence', grain: 'Grain' },
    inside: (n: number) => (n === 1 ? 'Show the grain' : `Show the ${n} grains`),
    graded: 'With a grade in the gradebook',
    gradedHint: 'The grade is the share of finished grains, out of 100.',
    add: 'Add',
    addMany: { one: 'Add {n} activity', many: 'Add {n} activities', none: 'Add' },
    cancel: 'Cancel',
    chooseOne: 'Tick at least one line before adding.',
    empty: 'The catalogue is empty.',
    emptyHint: 'The administrator of Passerelle fills it with "passerelle site scan".',
    typeTitle: 'This is not the right place',
    typeText:
      'Your platform expects something else here than an activity (a file, a text, an image); Passerelle offers activities only. Use "Add an activity" in the course instead.',
    goBack: 'Go back without adding anything',
    sending: 'Back to the course…',
    sendingText: (n: number) =>
      n === 0 ? 'Nothing is added.' : `${count(n, 'activity is', 'activities are')} passed on to the course.`,
    goOn: 'Continue',
  },
} as const;

/** "2 séquences, 8 grains, environ 40 min": what a choice covers. A grain says only how long it takes. */
export function extentOf({ kind, sequences, grains, minutes }: Choice, language: Language): string {
  const isFrench = language === 'fr';
  const parts: string[] = [];
  if ((kind === 'course' || kind === 'module') && sequences > 0) {
    parts.push(isFrench ? compte(sequences, 'séquence', 'séquences') : count(sequences, 'sequence', 'sequences'));
  }
  if (kind !== 'grain') parts.push(isFrench ? compte(grains, 'grain', 'grains') : count(grains, 'grain', 'grains'));
  if (minutes !== null) parts.push(isFrench ? `environ ${durationOf(minutes)}` : `about ${durationOf(minutes)}`);
  return parts.join(', ');
}

/** 95 -> "1 h 35", 60 -> "1 h", 40 -> "40 min"; the spaces do not break. */
function durationOf(minutes: number): string {
  if (minutes < 60) return `${minutes}\u00a0min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)}\u00a0h${rest === 0 ? '' : `\u00a0${String(rest).padStart(2, '0')}`}`;
}

import type { Language } from '../html/page.ts';
import { type ReasonCode, reasonText } from './ags-reasons.ts';
import type { ClassRow } from './class-roll.ts';

const FR = {
  title: 'Votre classe',
  counted: (learners: number, opened: number) =>
    `${learners} ${learners > 1 ? 'apprenants' : 'apprenant'}, ${opened} ${opened > 1 ? 'ont' : 'a'} ouvert une activité.`,
  reading: 'La liste des inscrits est en cours de lecture : actualisez dans un instant.',
  syncedAt: (at: string) => `Liste des inscrits lue le ${at}.`,
  noRoster: 'La plateforme ne donne pas la liste des inscrits : on voit ici qui a ouvert une activité.',
  rosterFailed: 'La liste des inscrits n’a pas pu être lue :',
  nobody: 'Aucun apprenant pour le moment.',
  site: 'Voir le site (aperçu)',
  siteNote: 'En aperçu, rien n’est enregistré et aucune note n’est envoyée.',
  refresh: 'Actualiser',
  download: 'Télécharger (CSV)',
  resend: (count: number) => (count > 1 ? `Renvoyer ${count} notes refusées` : 'Renvoyer la note refusée'),
  resent: (count: number) =>
    count > 1 ? `${count} notes repartent.` : count === 1 ? 'La note repart.' : 'Rien à renvoyer.',
  troubles: 'Notes à regarder',
  refused: 'Refusée',
  waiting: 'En attente',
  table: 'Avancement par séquence',
  learner: 'Apprenant',
  groups: 'Groupes',
  total: 'Total',
  grade: 'Note',
  lastSeen: 'Vu le',
  neverOpened: 'Jamais ouvert',
  otherGrains: 'Autres grains',
  states: { refused: 'Refusée', waiting: 'En attente', sent: 'Envoyée', none: '–' },
  several: { refused: 'refusées', waiting: 'en attente', sent: 'envoyées', none: '' },
  csv: { lastname: 'Nom', firstname: 'Prénom', email: 'E-mail', lastSeen: 'Dernière visite', reason: 'Motif' },
  percent: (value: number) => `${value} %`,
};

const EN: typeof FR = {
  title: 'Your class',
  counted: (learners, opened) =>
    `${learners} ${learners === 1 ? 'learner' : 'learners'}, ${opened} ${opened === 1 ? 'has' : 'have'} opened an activity.`,
  reading: 'The list of members is being read: refresh in a moment.',
  syncedAt: (at) => `List of members read on ${at}.`,
  noRoster: 'The platform does not give the list of members: you see here who has opened an activity.',
  rosterFailed: 'The list of members could not be read:',
  nobody: 'No learner yet.',
  site: 'See the site (preview)',
  siteNote: 'In preview nothing is recorded and no grade is sent.',
  refresh: 'Refresh',
  download: 'Download (CSV)',
  resend: (count) => (count > 1 ? `Send ${count} refused grades again` : 'Send the refused grade again'),
  resent: (count) =>
    count > 1
      ? `${count} grades are on their way again.`
      : count === 1
        ? 'The grade is on its way again.'
        : 'Nothing to send.',
  troubles: 'Grades to look at',
  refused: 'Refused',
  waiting: 'Waiting',
  table: 'Progress by sequence',
  learner: 'Learner',
  groups: 'Groups',
  total: 'Total',
  grade: 'Grade',
  lastSeen: 'Last seen',
  neverOpened: 'Never opened',
  otherGrains: 'Other grains',
  states: { refused: 'Refused', waiting: 'Waiting', sent: 'Sent', none: '–' },
  several: { refused: 'refused', waiting: 'waiting', sent: 'sent', none: '' },
  csv: { lastname: 'Last name', firstname: 'First name', email: 'E-mail', lastSeen: 'Last visit', reason: 'Reason' },
  percent: (value) => `${value}%`,
};

/** The sentences of the class page. */
export function classWords(language: Language): typeof FR {
  return language === 'fr' ? FR : EN;
}

/** "Refusée", "2 en attente", "Envoyée 45 %". */
export function gradeText({ state, count, percent }: ClassRow['grade'], language: Language): string {
  const words = classWords(language);
  if (count > 1) return `${count} ${words.several[state]}`;
  return percent === null ? words.states[state] : `${words.states[state]} ${words.percent(percent)}`;
}

/** The sentence of a reason in one language; the code itself where it is none of ours. */
export function reasonIn(language: Language, reason: string): string {
  const both = (reasonText(reason as ReasonCode) as string | undefined) ?? reason;
  const [english = both, french = both] = both.split(' / ');
  return language === 'fr' ? french : english;
}

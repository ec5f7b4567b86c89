import { options } from './options.ts';

/** French for `fr…` and for pages that do not say. */
export const isFrench = /^(fr|$)/i.test(options.lang || document.documentElement.lang);

// Where each of the words stands; the first three are the levels of mark.
export const idle = 6;
export const saving = 10;
export const recorded = 4;
export const offline = 12;
export const expired = 7;
export const refused = 9;
export const whose = 3;
export const yes = 5;
export const no = 11;
export const later = 8;

// The build makes each list one string.
const french = [
  'à faire',
  'en cours',
  'terminé',
  'Grains terminés sur cet appareil : par vous ?',
  'Grain terminé',
  'Oui',
  'Terminer ce grain',
  "Session expirée : rouvrez l'activité depuis Moodle, rien n'est perdu",
  'Plus tard',
  'Grain non enregistré',
  'Enregistrement…',
  'Non',
  'Hors connexion : sera envoyé au retour du réseau',
];
const english = [
  'to do',
  'in progress',
  'finished',
  'Finished on this device: by you?',
  'Grain finished',
  'Yes',
  'Finish this grain',
  'Session expired: reopen in Moodle, nothing is lost',
  'Later',
  'Grain not saved',
  'Saving…',
  'No',
  'Offline: sent later',
];

/** The words of the page's language: English for anything but French or a page that does not say. */
export const words = (isFrench ? french.join('|') : english.join('|')).split('|') as Record<number, string> as Record<
  0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12,
  string
>;

/** "3 grains sur 12"; `isFull`: "3 grains sur 12 terminés". */
export function countText({ done, total }: { done: number; total: number }, isFull?: boolean): string {
  const plural = isFrench && done > 1 ? 's' : '';
  const count = isFrench ? `${done} grain${plural} sur ${total}` : `${done} of ${total} grains`;
  return isFull ? `${count} ${words[2]}${plural}` : count;
}

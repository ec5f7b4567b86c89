import { options } from './options.ts';

/** French for `fr…` and for pages that do not say. */
export const isFrench = /^(fr|$)/i.test(options.lang || document.documentElement.lang);

/** The words of the page's language: English for anything but French or a page that does not say. */
export const words = isFrench
  ? {
      idle: 'Terminer ce grain',
      saving: 'Enregistrement…',
      recorded: 'Grain terminé',
      offline: 'Hors connexion : sera envoyé au retour du réseau',
      expired: "Session expirée : rouvrez l'activité depuis Moodle, rien n'est perdu",
      refused: 'Grain non enregistré',
      whose: 'Grains terminés sur cet appareil : par vous ?',
      yes: 'Oui',
      no: 'Non',
      later: 'Plus tard',
      levels: ['à faire', 'en cours', 'terminé'],
    }
  : {
      idle: 'Finish this grain',
      saving: 'Saving…',
      recorded: 'Grain finished',
      offline: 'Offline: sent later',
      expired: 'Session expired: reopen in Moodle, nothing is lost',
      refused: 'Grain not saved',
      whose: 'Finished on this device: by you?',
      yes: 'Yes',
      no: 'No',
      later: 'Later',
      levels: ['to do', 'in progress', 'finished'],
    };

/** "3 grains sur 12"; `isFull`: "3 grains sur 12 terminés". */
export function countText({ done, total }: { done: number; total: number }, isFull?: boolean): string {
  const plural = isFrench && done > 1 ? 's' : '';
  const count = isFrench ? `${done} grain${plural} sur ${total}` : `${done} of ${total} grains`;
  return isFull ? `${count} ${words.levels[2]}${plural}` : count;
}

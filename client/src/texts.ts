import { options } from './options.ts';

const isFrench = /^fr/i.test(options.lang || document.documentElement.lang || navigator.language);

/** The words of the page's language: French for `fr…`, English for anything else. */
export const [
  idle,
  saving,
  done,
  offline,
  expired,
  rejected,
  merge,
  yes,
  no,
  later,
  progress,
  todo,
  current,
  finished,
] = (
  isFrench
    ? "Terminer ce grain|Enregistrement…|Grain terminé|Hors connexion : sera envoyé au retour du réseau|Session expirée : rouvrez l'activité depuis Moodle, rien n'est perdu|Ce grain n'est pas enregistré|Grains terminés hors de Moodle sur cet appareil. Par vous ?|Oui|Non|Plus tard|Progression|à faire|en cours|terminé"
    : 'Finish this grain|Saving…|Grain finished|Offline: will be sent when the network is back|Session expired: reopen the activity from Moodle, nothing is lost|This grain is not saved|Grains finished outside Moodle on this device. By you?|Yes|No|Later|Progress|to do|in progress|finished'
).split('|') as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];

/** "3 grains sur 12", with `last` (the word finished) "3 grains sur 12 terminés". */
export function countText(count: number, total: number, last = ''): string {
  const plural = isFrench && count < 2 ? '' : 's';
  return isFrench
    ? `${count} grain${plural} sur ${total}${last && last + plural}`
    : `${count} of ${total} grains${last}`;
}

import type { Language } from '../html/page.ts';
import type { RefusalFamily } from './launch.errors.ts';

/** What happened, and what the person can do. */
interface RefusalWords {
  title: string;
  what: string;
  next: string;
}

/** The sentences of each family of refusals; `internal`: a fault of ours. */
export const REFUSALS: Record<RefusalFamily | 'internal', Record<Language, RefusalWords>> = {
  open_again: {
    fr: {
      title: 'Cette ouverture n’est plus valable',
      what: 'Un lien d’ouverture sert une seule fois, pendant quelques minutes. Rien n’est perdu.',
      next: 'Revenez au cours dans Moodle et cliquez de nouveau sur l’activité.',
    },
    en: {
      title: 'This launch is no longer valid',
      what: 'An opening link works once, for a few minutes. Nothing is lost.',
      next: 'Go back to the course in Moodle and click the activity again.',
    },
  },
  setup: {
    fr: {
      title: 'L’activité n’est pas encore bien reliée',
      what: 'Moodle et Passerelle ne s’accordent pas sur cette activité. Vous n’y êtes pour rien.',
      next: 'Transmettez le code ci-dessous à votre enseignant ou à l’administrateur de Moodle.',
    },
    en: {
      title: 'The activity is not connected properly yet',
      what: 'Moodle and Passerelle do not agree about this activity. It is nothing you did.',
      next: 'Pass the code below on to your teacher or to the administrator of Moodle.',
    },
  },
  unverified: {
    fr: {
      title: 'Cette ouverture n’a pas pu être vérifiée',
      what: 'La réponse reçue n’est pas une réponse valable de Moodle ; elle a été refusée.',
      next: 'Cliquez de nouveau sur l’activité dans Moodle. Si cela continue, transmettez le code à l’administrateur.',
    },
    en: {
      title: 'This launch could not be verified',
      what: 'What arrived is not a valid answer of Moodle; it was refused.',
      next: 'Click the activity in Moodle again. If it goes on, pass the code on to the administrator.',
    },
  },
  clock: {
    fr: {
      title: 'Les horloges ne concordent pas',
      what: 'La réponse de Moodle est trop ancienne ou pas encore valable.',
      next: 'Cliquez de nouveau sur l’activité. Si cela continue, l’administrateur doit comparer l’heure des deux serveurs.',
    },
    en: {
      title: 'The clocks do not agree',
      what: 'Moodle’s answer is too old, or not valid yet.',
      next: 'Click the activity again. If it goes on, the administrator should compare the time of the two servers.',
    },
  },
  identity: {
    fr: {
      title: 'Cette activité demande une personne identifiée',
      what: 'Moodle n’a pas dit qui ouvre l’activité : votre avancement ne pourrait pas être enregistré.',
      next: 'Connectez-vous à Moodle avec votre compte (pas en visiteur), puis rouvrez l’activité.',
    },
    en: {
      title: 'This activity needs an identified person',
      what: 'Moodle did not say who is opening the activity, so your progress could not be kept.',
      next: 'Sign in to Moodle with your account (not as a guest), then open the activity again.',
    },
  },
  platform: {
    fr: {
      title: 'Moodle a interrompu l’ouverture',
      what: 'Moodle a répondu par une erreur au lieu de dire qui vous êtes. Votre session y est peut-être terminée.',
      next: 'Connectez-vous à Moodle, puis cliquez de nouveau sur l’activité.',
    },
    en: {
      title: 'Moodle stopped this launch',
      what: 'Moodle answered with an error instead of saying who you are. Your session there may have ended.',
      next: 'Sign in to Moodle, then click the activity again.',
    },
  },
  browser: {
    fr: {
      title: 'Ce navigateur n’a pas ouvert cette activité',
      what: 'Rien ne prouve que cette ouverture a commencé ici. Le navigateur bloque peut-être les cookies.',
      next: 'Revenez au cours dans Moodle et ouvrez l’activité dans une nouvelle fenêtre, ou autorisez les cookies.',
    },
    en: {
      title: 'This browser did not open this activity',
      what: 'Nothing proves that this launch began here. The browser may be blocking cookies.',
      next: 'Go back to the course in Moodle and open the activity in a new window, or allow cookies.',
    },
  },
  role: {
    fr: {
      title: 'Cette page n’est pas pour vous',
      what: 'Votre rôle dans ce cours ne permet pas d’ouvrir cette page.',
      next: 'Revenez au cours. Si vous enseignez dans ce cours, demandez à l’administrateur de Moodle de vérifier votre rôle.',
    },
    en: {
      title: 'This page is not for you',
      what: 'Your role in this course does not let you open this page.',
      next: 'Go back to the course. If you teach it, ask the administrator of Moodle to check your role.',
    },
  },
  later: {
    fr: {
      title: 'Moodle ou Passerelle ne répond pas pour l’instant',
      what: 'L’activité ne peut pas s’ouvrir maintenant. Rien n’est perdu.',
      next: 'Attendez une minute, puis cliquez de nouveau sur l’activité dans Moodle.',
    },
    en: {
      title: 'Moodle or Passerelle does not answer right now',
      what: 'The activity cannot open at the moment. Nothing is lost.',
      next: 'Wait a minute, then click the activity in Moodle again.',
    },
  },
  internal: {
    fr: {
      title: 'Quelque chose a mal tourné de notre côté',
      what: 'L’activité n’a pas pu s’ouvrir. L’incident est noté.',
      next: 'Cliquez de nouveau sur l’activité dans Moodle. Si cela continue, transmettez le code à l’administrateur.',
    },
    en: {
      title: 'Something went wrong on our side',
      what: 'The activity could not be opened. The incident has been noted.',
      next: 'Click the activity in Moodle again. If it goes on, pass the code on to the administrator.',
    },
  },
};

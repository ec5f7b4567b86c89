import { html, scriptData } from '../html/html.ts';
import type { Language, Page } from '../html/page.ts';
import type { RegistrationRefusalCode } from './registration.errors.ts';
import type { Registered } from './registration.ts';

const WORDS = {
  fr: {
    code: 'Code',
    next: 'Que faire ?',
    close: 'Fermer cette fenêtre',
    closing: 'Cette fenêtre se ferme d’elle-même dans quelques secondes. Sinon, utilisez le bouton, ou fermez-la.',
    afterwards: 'Il reste à faire, dans la plateforme :',
    states: {
      new: ['C’est relié', (name: string) => `${name} et Passerelle se connaissent maintenant.`],
      updated: ['C’est à jour', (name: string) => `L’inscription de ${name} a été mise à jour ; rien n’est perdu.`],
      known: ['Déjà relié', (name: string) => `${name} est déjà inscrite ici ; rien n’a changé.`],
      pending: [
        'Inscription reçue, en attente',
        (name: string) =>
          `${name} s’est inscrite sans invitation. Rien ne s’ouvre tant que l’administrateur de Passerelle ne l’a pas acceptée (« passerelle platforms enable ») ; demandez-le-lui, ou demandez-lui une invitation.`,
      ],
    },
    moodle: [
      'Dans « Gérer les outils », cliquez sur « Activer » sous Passerelle.',
      'Dans le cours : Plus > Outils externes LTI, activez « Afficher dans le sélecteur d’activités ».',
    ],
    other: ['Activez l’outil, si la plateforme le demande.'],
    instructions: {
      title: 'Inviter une plateforme',
      what: (tenant: string) => `Ce lien relie une fois une plateforme (Moodle ou autre) à ${tenant}.`,
      steps: [
        'Copiez l’adresse ci-dessous.',
        'Moodle : Administration du site > Plugins > Modules d’activité > Outil externe > Gérer les outils.',
        'Collez-la dans « URL de l’outil… », puis « Ajouter LTI Advantage ».',
      ],
      until: (date: string) => `Valable jusqu’au ${date}, pour une seule inscription.`,
    },
  },
  en: {
    code: 'Code',
    next: 'What to do?',
    close: 'Close this window',
    closing: 'This window closes by itself in a few seconds. If it does not, use the button, or close it.',
    afterwards: 'What remains to be done, in the platform:',
    states: {
      new: ['Connected', (name: string) => `${name} and Passerelle know each other now.`],
      updated: ['Up to date', (name: string) => `The registration of ${name} has been updated; nothing is lost.`],
      known: ['Already connected', (name: string) => `${name} is registered here already; nothing has changed.`],
      pending: [
        'Registration received, waiting',
        (name: string) =>
          `${name} registered itself without an invitation. Nothing opens until the administrator of Passerelle has accepted it ("passerelle platforms enable"); ask for that, or for an invitation.`,
      ],
    },
    moodle: [
      'In "Manage tools", click "Activate" under Passerelle.',
      'In the course: More > LTI External tools, switch on "Show in activity chooser".',
    ],
    other: ['Activate the tool, if the platform asks for it.'],
    instructions: {
      title: 'Inviting a platform',
      what: (tenant: string) => `This link connects one platform (Moodle or another) to ${tenant}, once.`,
      steps: [
        'Copy the address below.',
        'Moodle: Site administration > Plugins > Activity modules > External tool > Manage tools.',
        'Paste it into "Tool URL…", then "Add LTI Advantage".',
      ],
      until: (date: string) => `Valid until ${date}, for one registration.`,
    },
  },
} as const;

/** The end of a registration: tells the platform to close the window, and says what remains to be done there. */
export function registeredPage({ state, name, productFamily, platformOrigin }: Registered, language: Language): Page {
  const words = WORDS[language];
  const [title, what] = words.states[state];
  const isDone = state !== 'pending';
  const steps = productFamily === 'moodle' ? words.moodle : words.other;
  const list = html`<p><strong>${words.afterwards}</strong></p><ol>${steps.map((step) => html`<li>${step}</li>`)}</ol>`;
  return {
    status: 200,
    language,
    title,
    frameOrigins: [platformOrigin],
    body: html`<h1 data-registration="${state}">${title}</h1><p role="status">${what(name)}</p>
${isDone && list}
<p class="actions"><button type="button" id="close">${words.close}</button></p>
${isDone && html`<p class="soft">${words.closing}</p>`}`,
    script: html`(${CLOSE_SCRIPT})(${scriptData({ origin: platformOrigin, afterMs: isDone ? CLOSE_AFTER_MS : null })})`,
  };
}

/** Long enough to read the title, short enough that nobody wonders. */
const CLOSE_AFTER_MS = 4000;

// LTI Dynamic Registration 1.0, 3.6: the message goes to the window that opened ours, and to no other origin.
const CLOSE_SCRIPT = html`function (d) {
  function close() {
    [window.opener, window.parent].forEach(function (home) {
      if (home && home !== window) home.postMessage({ subject: 'org.imsglobal.lti.close' }, d.origin);
    });
  }
  document.getElementById('close').addEventListener('click', function () { close(); window.close(); });
  if (d.afterMs !== null) setTimeout(close, d.afterMs);
}`;

/** What somebody sees who opens an invitation in a browser instead of pasting it into the LMS. */
export function instructionsPage(
  { link, tenantName, expiresAt }: { link: string; tenantName: string; expiresAt: Date },
  language: Language,
): Page {
  const { title, what, steps, until } = WORDS[language].instructions;
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return {
    status: 200,
    language,
    title,
    frameOrigins: [],
    style: html`ol{padding-left:1.25rem}li{margin:.35rem 0}.link{user-select:all;display:block;padding:.75rem;border:1px solid var(--line);border-radius:.5rem;background:var(--paper)}`,
    body: html`<h1>${title}</h1><p>${what(tenantName)}</p><ol>${steps.map((step) => html`<li>${step}</li>`)}</ol>
<p><code class="link">${link}</code></p><p class="soft">${until(`${date.format(expiresAt)} UTC`)}</p>`,
  };
}

type RefusalWords = readonly [title: string, what: string, next: string];

const REFUSALS: Record<RegistrationRefusalCode | 'internal', Record<Language, RefusalWords>> = {
  invitation_invalid: {
    fr: [
      'Cette invitation ne sert plus',
      'Une invitation relie une seule plateforme, pendant quelques jours ; celle-ci a servi, a expiré ou n’est pas entière.',
      'Demandez une nouvelle invitation à l’administrateur de Passerelle, et collez l’adresse entière.',
    ],
    en: [
      'This invitation is of no use any more',
      'An invitation connects one platform, for a few days; this one has been used, has expired or is not complete.',
      'Ask the administrator of Passerelle for a new invitation, and paste the whole address.',
    ],
  },
  parameter_missing: {
    fr: [
      'Cette adresse se colle dans la plateforme',
      'Elle sert à Moodle, ou à une autre plateforme, pour s’inscrire ; dans un navigateur elle ne fait rien.',
      'Dans Moodle : Administration du site > Plugins > Modules d’activité > Outil externe > Gérer les outils, collez-la puis « Ajouter LTI Advantage ».',
    ],
    en: [
      'This address is to be pasted into the platform',
      'Moodle, or another platform, uses it to register itself; in a browser it does nothing.',
      'In Moodle: Site administration > Plugins > Activity modules > External tool > Manage tools, paste it, then "Add LTI Advantage".',
    ],
  },
  address_refused: {
    fr: [
      'L’adresse de la plateforme est refusée',
      'Passerelle n’appelle que des adresses https publiques.',
      'Si la plateforme est sur le réseau local, l’administrateur de Passerelle peut l’autoriser (ALLOW_PRIVATE_NETWORKS=true).',
    ],
    en: [
      'The address of the platform is refused',
      'Passerelle calls public https addresses only.',
      'If the platform is on the local network, the administrator of Passerelle can allow it (ALLOW_PRIVATE_NETWORKS=true).',
    ],
  },
  unreachable: {
    fr: [
      'La plateforme ne répond pas',
      'Passerelle n’a pas pu lire la configuration de la plateforme.',
      'Vérifiez que le serveur de Passerelle peut joindre la plateforme, puis recommencez : l’invitation reste valable.',
    ],
    en: [
      'The platform does not answer',
      'Passerelle could not read the configuration of the platform.',
      'Check that the server of Passerelle can reach the platform, then try again: the invitation stays valid.',
    ],
  },
  configuration_invalid: {
    fr: [
      'Ce n’est pas une plateforme LTI 1.3',
      'À l’adresse donnée par la plateforme, sa description est absente ou incomplète.',
      'Mettez la plateforme à jour (Moodle 3.10 ou plus récent), ou inscrivez-la à la main (« passerelle platforms urls »).',
    ],
    en: [
      'This is no LTI 1.3 platform',
      'At the address that the platform gave, its description is missing or incomplete.',
      'Update the platform (Moodle 3.10 or later), or register it by hand ("passerelle platforms urls").',
    ],
  },
  issuer_mismatch: {
    fr: [
      'La plateforme ne dit pas son propre nom',
      'Son identifiant ou son adresse d’inscription est sur un autre serveur que sa description : n’importe qui pourrait se faire passer pour elle.',
      'Ouvrez la plateforme par son adresse officielle (celle de « wwwroot » dans Moodle), puis recommencez.',
    ],
    en: [
      'The platform does not give its own name',
      'Its identifier or its registration address is on another server than its description: anybody could pass for it.',
      'Open the platform by its official address ("wwwroot" in Moodle), then try again.',
    ],
  },
  refused_by_platform: {
    fr: [
      'La plateforme a refusé l’inscription',
      'Elle a reçu la demande et ne l’a pas acceptée.',
      'Recommencez depuis la page des outils : son laissez-passer ne sert qu’une fois, pendant une heure. L’invitation, elle, reste valable.',
    ],
    en: [
      'The platform refused the registration',
      'It received the request and did not accept it.',
      'Start again from the page of tools: its token works once, for an hour. The invitation stays valid.',
    ],
  },
  answer_invalid: {
    fr: [
      'La réponse de la plateforme est incomplète',
      'Elle n’a pas donné d’identifiant client.',
      'Supprimez l’outil dans la plateforme et recommencez, ou inscrivez-la à la main (« passerelle platforms urls »).',
    ],
    en: [
      'The answer of the platform is incomplete',
      'It gave no client id.',
      'Delete the tool in the platform and try again, or register it by hand ("passerelle platforms urls").',
    ],
  },
  belongs_elsewhere: {
    fr: [
      'Cette plateforme est reliée à un autre établissement',
      'Une inscription appartient à un seul établissement.',
      'Choisissez « Enregistrer comme nouvel outil » dans la plateforme, ou demandez une invitation du bon établissement.',
    ],
    en: [
      'This platform is connected to another institution',
      'A registration belongs to one institution.',
      'Choose "Register as a new external tool" in the platform, or ask for an invitation of the right institution.',
    ],
  },
  too_many: {
    fr: [
      'Trop d’inscriptions à la suite',
      'Passerelle attend un peu avant d’en accepter d’autres.',
      'Recommencez dans dix minutes ; avec une invitation, cela ne se produit guère.',
    ],
    en: [
      'Too many registrations in a row',
      'Passerelle waits a little before it accepts more.',
      'Try again in ten minutes; with an invitation this hardly happens.',
    ],
  },
  internal: {
    fr: [
      'Quelque chose a mal tourné de notre côté',
      'L’inscription n’a pas abouti. L’incident est noté.',
      'Recommencez ; si cela continue, transmettez le code à l’administrateur de Passerelle.',
    ],
    en: [
      'Something went wrong on our side',
      'The registration did not succeed. The incident has been noted.',
      'Try again; if it goes on, pass the code on to the administrator of Passerelle.',
    ],
  },
};

/** Why nothing came of a registration, and what the administrator can do. It can be shown by anybody and does nothing. */
export function registrationRefusalPage(
  shown: {
    status: number;
    code: string;
    requestId: string;
    refusal: RegistrationRefusalCode | undefined;
    detail: string | undefined;
  },
  language: Language,
): Page {
  const words = WORDS[language];
  const [title, what, next] = REFUSALS[shown.refusal ?? 'internal'][language];
  return {
    status: shown.status,
    language,
    title,
    body: html`<h1>${title}</h1><p>${what}</p><p><strong>${words.next}</strong> ${next}</p>
${shown.detail && html`<p class="soft"><code>${shown.detail}</code></p>`}
<p class="soft">${words.code} <code data-error="${shown.code}">${shown.code}</code> · <code>${shown.requestId}</code></p>`,
  };
}

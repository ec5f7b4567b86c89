import type { CheckCode, CheckFault } from './check-fault.ts';

/** Languages that `site check` and `site instrument` speak. */
export type SiteLanguage = 'fr' | 'en';

/** What is wrong, and what to do about it. */
export interface FaultText {
  message: string;
  remedy: string;
}

type Words = Record<CheckCode, (fault: CheckFault) => [message: string, remedy: string]>;

/** A fault in words. */
export function textOfFault(fault: CheckFault, language: SiteLanguage): FaultText {
  const [message, remedy] = (language === 'fr' ? FRENCH : ENGLISH)[fault.code](fault);
  return { message, remedy };
}

const FRENCH: Words = {
  http_error: (f) => [
    `« ${f.subject} » ne répond pas : ${f.other ?? ''}`,
    'vérifiez l’adresse, et que le site est bien en ligne',
  ],
  misread_letters: () => [
    'les accents seront illisibles : l’hébergeur annonce de l’UTF-8, la page n’en est pas',
    'enregistrez la page en UTF-8 (dans l’éditeur : « Enregistrer sous », encodage UTF-8)',
  ],
  encoding_missing: (f) => [
    `la page est en ${f.subject} et ne le dit pas : ses accents peuvent devenir illisibles`,
    `${f.subject === 'UTF-8' ? 'ajoutez' : 'enregistrez-la en UTF-8, et ajoutez'} au début de <head> : <meta charset="utf-8">`,
  ],
  encoding_wrong: (f) => [
    `la page annonce l’encodage « ${f.subject} », et elle est en ${f.other ?? ''} : ses accents seront illisibles`,
    f.other === 'UTF-8'
      ? 'écrivez <meta charset="utf-8">'
      : 'enregistrez-la en UTF-8, et écrivez <meta charset="utf-8">',
  ],
  no_script: (f) => [
    'la page ne charge pas progress-api.js',
    `ajoutez avant </head> : <script async src="${f.other ?? 'https://api.exemple.fr'}/assets/js/progress-api.js"></script>, ou lancez « passerelle site instrument »`,
  ],
  missing_api: (f) => [
    `le script parlerait à ${f.subject === '' ? 'l’hébergeur du site' : f.subject}, pas à Passerelle`,
    `ajoutez à la balise du script : data-api="${f.other ?? ''}"`,
  ],
  wrong_api: (f) => [
    `data-api="${f.subject}" n’est pas l’adresse du serveur Passerelle`,
    `écrivez data-api="${f.other ?? ''}" (sans barre oblique à la fin)`,
  ],
  api_silent: (f) => [
    `aucun serveur Passerelle ne répond à ${f.subject} (${f.other ?? ''})`,
    'corrigez data-api ou l’adresse du script, ou démarrez le serveur',
  ],
  origin_not_allowed: (f) => [
    `le serveur ${f.subject} n’accepte pas les pages de ${f.other ?? ''}`,
    `donnez-lui l’adresse du site : passerelle tenants set --id … --site-url ${f.other ?? ''}`,
  ],
  mixed_content: (f) => [
    `« ${f.subject} » ne se chargera pas : une page https ne charge rien en http`,
    `écrivez « ${f.other ?? ''} », ou placez une copie dans le site`,
  ],
  page_without_id: () => [
    'la balise <body> ne dit pas ce que la page contient',
    'ajoutez data-module="…" et, pour un grain, data-sequence="…" data-grain="…", ou lancez « passerelle site instrument »',
  ],
  duplicate_id: (f) => [
    `le grain « ${f.subject} » est déjà celui de ${f.other ?? ''}`,
    'donnez à cette page un identifiant à elle',
  ],
  bad_id: (f) => [
    `l’identifiant « ${f.subject} » (ou celui de son module ou de sa séquence) est mal formé`,
    'pas d’espace au début ni à la fin, 255 caractères au plus',
  ],
  grain_without_module: (f) => [
    `le grain « ${f.subject} » n’a pas de module`,
    'ajoutez data-module="…" à la balise <body>',
  ],
  sequence_of_two_modules: (f) => [
    `la séquence « ${f.subject} » est dans un autre module sur ${f.other ?? ''}`,
    'donnez à l’une des deux un autre data-sequence, ou corrigez data-module',
  ],
  not_in_catalogue: (f) => [
    `« ${f.subject} » n’est pas dans le catalogue de ${f.other ?? ''} : il ne serait pas compté`,
    `lancez « passerelle site scan <dossier> --tenant ${f.other ?? ''} »`,
  ],
  no_finish_button: (f) => [
    `rien ne permet de terminer le grain « ${f.subject} »`,
    'ajoutez <button data-grain-done>Terminer ce grain</button>, ou data-done-selector="…" sur la balise du script',
  ],
  quiz_without_sign: (f) => [
    `le bouton « ${f.subject} » terminerait le grain même quand le quiz est raté`,
    'dites à quoi se voit la réussite : data-done-when="…" (sélecteur de ce qui apparaît alors) sur le bouton ou sur la balise du script',
  ],
  unknown_grain: (f) => [`aucune page ne porte le grain « ${f.subject} »`, meantInFrench(f)],
  link_elsewhere: (f) => [
    `le lien annonce « ${f.subject} » mais mène à « ${f.other ?? ''} »`,
    `corrigez son adresse, ou écrivez data-grain-link="${f.other ?? ''}"`,
  ],
  bar_unknown: (f) => [
    `la barre « ${f.subject} » ne désigne rien de ce site`,
    f.other === undefined
      ? 'écrivez "course", "module:identifiant" ou "sequence:identifiant" (pour une carte : son id)'
      : `vouliez-vous dire « ${f.other} » ?`,
  ],
  bar_without_grain: (f) => [
    `aucun grain ne fait avancer la barre « ${f.subject} »`,
    'donnez ce module ou cette séquence à un grain au moins, ou retirez la barre',
  ],
  selector_finds_nothing: (f) => [
    `le sélecteur « ${f.subject} » ne trouve rien dans aucune page`,
    'corrigez-le, ou retirez cet attribut de la balise du script',
  ],
  bad_selector: (f) => [
    `${f.other ?? ''}="${f.subject}" n’est pas un sélecteur CSS : le script s’y arrête`,
    'écrivez par exemple "#bravo" ou ".carte" ; un id qui commence par un chiffre s’écrit [id=\'1\']',
  ],
  broken_link: (f) => [
    `« ${f.subject} » ne mène nulle part${f.other === undefined ? '' : ` (${f.other})`}`,
    'corrigez l’adresse (majuscules et minuscules comptent), ou ajoutez le fichier au site',
  ],
  link_outside: (f) => [
    `« ${f.subject} » sort du site, dont l’adresse est ${f.other ?? ''}`,
    'écrivez l’adresse à partir de la page (par exemple ../../assets/cours.css), sans / au début',
  ],
};

const ENGLISH: Words = {
  http_error: (f) => [`"${f.subject}" does not answer: ${f.other ?? ''}`, 'check the address, and that the site is up'],
  misread_letters: () => [
    'accents will be unreadable: the host announces UTF-8, and the page is not',
    'save the page as UTF-8 (in the editor: "Save as", encoding UTF-8)',
  ],
  encoding_missing: (f) => [
    `the page is in ${f.subject} and does not say so: its accents may become unreadable`,
    `${f.subject === 'UTF-8' ? 'add' : 'save it as UTF-8, and add'} at the beginning of <head>: <meta charset="utf-8">`,
  ],
  encoding_wrong: (f) => [
    `the page declares the encoding "${f.subject}", and it is in ${f.other ?? ''}: its accents will be unreadable`,
    f.other === 'UTF-8' ? 'write <meta charset="utf-8">' : 'save it as UTF-8, and write <meta charset="utf-8">',
  ],
  no_script: (f) => [
    'the page does not load progress-api.js',
    `add before </head>: <script async src="${f.other ?? 'https://api.example.org'}/assets/js/progress-api.js"></script>, or run "passerelle site instrument"`,
  ],
  missing_api: (f) => [
    `the script would speak to ${f.subject === '' ? 'the host of the site' : f.subject}, not to Passerelle`,
    `add to the script tag: data-api="${f.other ?? ''}"`,
  ],
  wrong_api: (f) => [
    `data-api="${f.subject}" is not the address of the Passerelle server`,
    `write data-api="${f.other ?? ''}" (no slash at the end)`,
  ],
  api_silent: (f) => [
    `no Passerelle server answers at ${f.subject} (${f.other ?? ''})`,
    'correct data-api or the address of the script, or start the server',
  ],
  origin_not_allowed: (f) => [
    `the server ${f.subject} does not accept pages of ${f.other ?? ''}`,
    `tell it the address of the site: passerelle tenants set --id … --site-url ${f.other ?? ''}`,
  ],
  mixed_content: (f) => [
    `"${f.subject}" will not load: a page that came over https loads nothing over http`,
    `write "${f.other ?? ''}", or put a copy into the site`,
  ],
  page_without_id: () => [
    'the <body> tag does not say what the page holds',
    'add data-module="…" and, for a grain, data-sequence="…" data-grain="…", or run "passerelle site instrument"',
  ],
  duplicate_id: (f) => [`grain "${f.subject}" is already that of ${f.other ?? ''}`, 'give this page an id of its own'],
  bad_id: (f) => [
    `the id "${f.subject}" (or that of its module or sequence) is malformed`,
    'no space at the beginning or end, 255 characters at most',
  ],
  grain_without_module: (f) => [`grain "${f.subject}" has no module`, 'add data-module="…" to the <body> tag'],
  sequence_of_two_modules: (f) => [
    `sequence "${f.subject}" is in another module on ${f.other ?? ''}`,
    'give one of the two another data-sequence, or correct data-module',
  ],
  not_in_catalogue: (f) => [
    `"${f.subject}" is not in the catalogue of ${f.other ?? ''}: it would not be counted`,
    `run "passerelle site scan <folder> --tenant ${f.other ?? ''}"`,
  ],
  no_finish_button: (f) => [
    `nothing on the page finishes grain "${f.subject}"`,
    'add <button data-grain-done>Finish this grain</button>, or data-done-selector="…" to the script tag',
  ],
  quiz_without_sign: (f) => [
    `the button "${f.subject}" would finish the grain even when the quiz was failed`,
    'say how success shows: data-done-when="…" (selector of what appears then) on the button or the script tag',
  ],
  unknown_grain: (f) => [
    `no page carries grain "${f.subject}"`,
    f.other === undefined
      ? 'correct the id, or add data-grain="…" to the <body> tag of that grain’s page'
      : `did you mean "${f.other}"?`,
  ],
  link_elsewhere: (f) => [
    `the link says "${f.subject}" but leads to "${f.other ?? ''}"`,
    `correct its address, or write data-grain-link="${f.other ?? ''}"`,
  ],
  bar_unknown: (f) => [
    `the bar "${f.subject}" stands for nothing on this site`,
    f.other === undefined
      ? 'write "course", "module:id" or "sequence:id" (for a card: its id)'
      : `did you mean "${f.other}"?`,
  ],
  bar_without_grain: (f) => [
    `no grain moves the bar "${f.subject}"`,
    'give that module or sequence to at least one grain, or take the bar away',
  ],
  selector_finds_nothing: (f) => [
    `the selector "${f.subject}" finds nothing on any page`,
    'correct it, or take that attribute off the script tag',
  ],
  bad_selector: (f) => [
    `${f.other ?? ''}="${f.subject}" is no CSS selector: the script stops at it`,
    'write "#bravo" or ".card", for instance; an id that begins with a digit is written [id=\'1\']',
  ],
  broken_link: (f) => [
    `"${f.subject}" leads nowhere${f.other === undefined ? '' : ` (${f.other})`}`,
    'correct the address (capitals matter), or add the file to the site',
  ],
  link_outside: (f) => [
    `"${f.subject}" leads out of the site, whose address is ${f.other ?? ''}`,
    'write the address from the page on (../../assets/course.css, for instance), without / at its beginning',
  ],
};

function meantInFrench({ other }: CheckFault): string {
  return other === undefined
    ? 'corrigez l’identifiant, ou ajoutez data-grain="…" à la balise <body> de la page de ce grain'
    : `vouliez-vous dire « ${other} » ?`;
}

/** The addresses an LMS administrator needs of us. */
export interface ToolUrls {
  toolUrl: string;
  loginUrl: string;
  redirectUrl: string;
  jwksUrl: string;
}

/** @param apiUrl our public address, without a slash at the end */
export function toolUrlsOf(apiUrl: string): ToolUrls {
  const launchUrl = `${apiUrl}/lti/launch`;
  return { toolUrl: launchUrl, loginUrl: `${apiUrl}/lti/login`, redirectUrl: launchUrl, jwksUrl: `${apiUrl}/lti/jwks` };
}

/** A page for the administrator of a Moodle: what to write into which field, French and English side by side. */
export function moodleSettingsPage(apiUrl: string): string {
  const { toolUrl, loginUrl, redirectUrl, jwksUrl } = toolUrlsOf(apiUrl);
  const { port } = new URL(apiUrl);
  const rows: [string, string, string][] = [
    ['Nom de l’outil', 'Tool name', 'Passerelle'],
    ['URL de l’outil', 'Tool URL', toolUrl],
    ['Version LTI', 'LTI version', 'LTI 1.3'],
    ['Type de clef publique', 'Public key type', 'URL jeu de clefs / Keyset URL'],
    ['Jeu de clefs public', 'Public keyset', jwksUrl],
    ['URL d’initiation de connexion', 'Initiate login URL', loginUrl],
    ['URIs de redirection', 'Redirection URI(s)', redirectUrl],
    [
      'Utilisation de la configuration de l’outil',
      'Tool configuration usage',
      'Afficher dans le sélecteur d’activité… / Show in activity chooser…',
    ],
    ['Conteneur par défaut', 'Default launch container', 'Intégré, sans les blocs / Embed, without blocks'],
    ['Prend en charge les liens profond', 'Supports Deep Linking', 'oui : liste où choisir / yes: a list to pick from'],
    ['URL de sélection de contenu', 'Content Selection URL', toolUrl],
    [
      'Services',
      'IMS LTI Assignment and Grade Services',
      'Use this service for grade sync and column management (en anglais / in English)',
    ],
    [
      'Provisionnement des noms et rôles IMS LTI',
      'IMS LTI Names and Role Provisioning',
      'Utiliser ce service… / Use this service…',
    ],
    [
      'Partager le nom, le courriel de l’utilisateur',
      'Share launcher’s name, email',
      'Toujours, ou Jamais (les deux conviennent) / Always, or Never (both work)',
    ],
    ['Accepter les notes de l’outil', 'Accept grades from the tool', 'Toujours / Always'],
  ];
  const width = Math.max(...rows.map(([french, english]) => `${french} / ${english}`.length));
  const lines = rows.map(([french, english, value]) => `  ${`${french} / ${english}`.padEnd(width)}  ${value}`);
  return `Plus court : une invitation, que l’administrateur de Moodle colle et c’est tout / shorter: an invitation to paste, and done:
  passerelle platforms invite --tenant T --name "Moodle"

Moodle : Administration du site > Plugins > Modules d’activité > Outil externe > Gérer les outils > configurer manuellement un outil
Moodle: Site administration > Plugins > Activity modules > External tool > Manage tools > configure a tool manually

${lines.join('\n')}

Périmètre d’une activité, dans « Paramètres personnalisés » / scope of an activity, in "Custom parameters":
  module=module1   |   sequence=sequence1   |   grain=grain8   |   (rien / nothing) = tout le cours / the whole course

${blockedPortHint(port)}
Moodle montre ensuite (« Consulter les infos de configuration », première icône de l’outil) ce qu’il faut donner à :
Moodle then shows ("View configuration details", first icon of the tool) what is to be given to:
  passerelle platforms add --tenant T --name "Moodle" --issuer <Platform ID> --client-id <Client ID> --deployment-id <Deployment ID> \\
    --auth-url <Authentication request URL> --token-url <Access token URL> --jwks-url <Public keyset URL>
`;
}

/** Moodle fetches our keys itself and, as it comes, refuses private addresses and unusual ports. */
function blockedPortHint(port: string): string {
  const unusual = port === '' ? '' : ` (le port / port ${port})`;
  return `Si les notes n’arrivent pas alors que l’activité s’ouvre : Moodle refuse de lire une adresse privée ou un autre port que 80 et
443${unusual}. Administration du site > Général > Sécurité > Sécurité HTTP (listes d’hôtes bloqués et de ports autorisés pour cURL),
ou choisir « Clef RSA » et coller ce qu’affiche « passerelle lti-keys list --pem » (à refaire quand la clé change).
If the activity opens but no grade arrives: Moodle refuses to read private addresses and ports other than 80 and 443.
Site administration > General > Security > HTTP security (cURL blocked hosts list, cURL allowed ports list), or choose
"RSA key" and paste what "passerelle lti-keys list --pem" prints (again whenever the key changes).
`;
}

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
    ['Type de clé publique', 'Public key type', 'URL du jeu de clés / Keyset URL'],
    ['Jeu de clés public', 'Public keyset', jwksUrl],
    ['URL de démarrage de connexion', 'Initiate login URL', loginUrl],
    ['URI de redirection', 'Redirection URI(s)', redirectUrl],
    ['Conteneur de lancement', 'Default launch container', 'Intégré, sans blocs / Embed, without blocks'],
    [
      'LTI Assignment and Grade Services',
      'IMS LTI Assignment and Grade Services',
      'Synchroniser les notes et gérer les colonnes / grade sync and column management',
    ],
    [
      'LTI Names and Role Provisioning',
      'IMS LTI Names and Role Provisioning',
      'Utiliser ce service / use this service',
    ],
    [
      'Partager nom et adresse',
      'Share name and e-mail',
      'Toujours, ou Jamais (les deux conviennent) / Always, or Never (both work)',
    ],
    ['Accepter les notes', 'Accept grades from the tool', 'Toujours / Always'],
  ];
  const width = Math.max(...rows.map(([french, english]) => `${french} / ${english}`.length));
  const lines = rows.map(([french, english, value]) => `  ${`${french} / ${english}`.padEnd(width)}  ${value}`);
  return `Plus court : une invitation, que l’administrateur de Moodle colle et c’est tout / shorter: an invitation to paste, and done:
  passerelle platforms invite --tenant T --name "Moodle"

Moodle : Administration du site > Plugins > Activités > Outil externe > Gérer les outils > configurer manuellement
Moodle: Site administration > Plugins > Activity modules > External tool > Manage tools > configure a tool manually

${lines.join('\n')}

Périmètre d’une activité, dans « Paramètres personnalisés » / scope of an activity, in "Custom parameters":
  module=module1   |   sequence=sequence1   |   grain=grain8   |   (rien / nothing) = tout le cours / the whole course

${blockedPortHint(port, jwksUrl)}
Moodle montre ensuite (loupe) : identifiant de la plateforme, client, déploiement et adresses, à donner à :
Moodle then shows (magnifying glass): platform ID, client ID, deployment ID and addresses, to be given to:
  passerelle platforms add --tenant T --name "Moodle" --issuer <Platform ID> --client-id <Client ID> --deployment-id <Deployment ID> \\
    --auth-url <Authentication request URL> --token-url <Access token URL> --jwks-url <Public keyset URL>
`;
}

/** Moodle fetches our keys itself and, as it comes, refuses private addresses and unusual ports. */
function blockedPortHint(port: string, jwksUrl: string): string {
  const unusual = port === '' ? '' : ` (le port / port ${port})`;
  return `Si les notes n’arrivent pas alors que l’activité s’ouvre : Moodle refuse de lire une adresse privée ou un autre port que 80 et
443${unusual}. Administration > Sécurité > Sécurité HTTP (curlsecurityblockedhosts, curlsecurityallowedport),
ou choisir « Clé RSA » et coller la clé de ${jwksUrl}.
If the activity opens but no grade arrives: Moodle refuses to read private addresses and ports other than 80 and 443.
Site administration > Security > HTTP security (curlsecurityblockedhosts, curlsecurityallowedport), or choose "RSA key".
`;
}

import { type Check, check, type Finding, fail, ok, some, warn } from './doctor.ts';
import { judgeClock } from './doctor-database.ts';

/** What came back from an address. */
export type Reached =
  | { kind: 'answered'; status: number; text: string; dateMs: number | undefined; tookMs: number; at: number }
  | { kind: 'failed'; why: string };

export interface PublicFacts {
  apiUrl: string;
  isProduction: boolean;
  answer: Reached;
}

export interface KeyFacts {
  /** `kid` of the key that signs; undefined when there is none yet. */
  signing: string | undefined;
  /** Why it cannot be opened: SECRET_KEY is another one. */
  whyUnreadable: string | undefined;
  served: Reached;
}

export interface PlatformFacts {
  name: string;
  /** Its key set, or another address of it. */
  url: string;
  answer: Reached;
  expectsKeys: boolean;
}

/** What doctor asks of the network. */
export interface NeighbourReadings {
  publicAddress(): Promise<PublicFacts>;
  keys(): Promise<KeyFacts>;
  platforms(): Promise<readonly PlatformFacts[]>;
}

/** Everything about who we are to others, and whether they are there. */
export function neighbourChecks(read: NeighbourReadings): Check[] {
  return [
    check('public.address', read.publicAddress, judgePublic),
    check('lti.secret-key', read.keys, judgeReadable),
    check('lti.jwks', read.keys, judgeServedKeys),
    check('platforms.reachable', read.platforms, judgePlatforms),
    check('platforms.clock', read.platforms, judgePlatformClocks),
  ];
}

export function judgePublic({ apiUrl, isProduction, answer }: PublicFacts): Finding {
  const isHttps = apiUrl.startsWith('https://');
  if (isProduction && !isHttps) {
    return fail(`API_URL n’est pas en https : ${apiUrl}`, `API_URL is not https: ${apiUrl}`, {
      fr: 'Mettez un proxy HTTPS devant (deploy/caddy) : les cookies LTI ne voyagent pas sans https.',
      en: 'Put an HTTPS proxy in front (deploy/caddy): LTI cookies do not travel without https.',
    });
  }
  if (answer.kind === 'answered' && answer.status === 200 && answer.text.includes('"ok"')) {
    return ok(`${apiUrl} répond`, `${apiUrl} answers`);
  }
  const why = answer.kind === 'failed' ? answer.why : `HTTP ${answer.status}`;
  return fail(`${apiUrl}/livez ne mène pas ici : ${why}`, `${apiUrl}/livez does not lead here: ${why}`, {
    fr: 'Le serveur tourne-t-il ? API_URL, le DNS, le proxy et le certificat doivent mener à lui.',
    en: 'Is the server running? API_URL, DNS, proxy and certificate must lead to it.',
  });
}

export function judgeReadable({ signing, whyUnreadable }: KeyFacts): Finding {
  if (whyUnreadable === undefined) {
    return signing === undefined
      ? ok('pas encore de clé de signature', 'no signing key yet')
      : ok('SECRET_KEY ouvre la clé de signature', 'SECRET_KEY opens the signing key');
  }
  return fail('SECRET_KEY n’est pas celle de cette base', 'SECRET_KEY is not the one of this base', {
    fr: 'Remettez l’ancienne SECRET_KEY. Perdue ? « passerelle lti-keys rotate --now » en fait d’autres ; les secrets des plateformes sont à ressaisir.',
    en: 'Set the former SECRET_KEY again. Lost? "passerelle lti-keys rotate --now" makes others; platforms’ secrets have to be entered anew.',
  });
}

export function judgeServedKeys({ signing, served }: KeyFacts): Finding {
  if (signing === undefined) return ok('pas encore de clé de signature', 'no signing key yet');
  const remedy = {
    fr: 'Ce que Moodle lit à API_URL/lti/jwks doit venir de cette base : même DATABASE_URL partout, pas de cache devant /lti/jwks.',
    en: 'What Moodle reads at API_URL/lti/jwks must come from this base: the same DATABASE_URL everywhere, no cache before /lti/jwks.',
  };
  if (served.kind === 'failed')
    return fail(`clés publiques illisibles : ${served.why}`, `public keys unreadable: ${served.why}`, remedy);
  const kids = kidsOf(served.text);
  if (kids.includes(signing))
    return ok('la clé publiée est celle qui signe', 'the key that is published is the one that signs');
  return fail(
    `la clé qui signe (${signing}) n’est pas publiée (${some(kids) || 'aucune'})`,
    `the key that signs (${signing}) is not published (${some(kids) || 'none'})`,
    remedy,
  );
}

function kidsOf(text: string): string[] {
  try {
    const { keys } = JSON.parse(text) as { keys?: { kid?: string }[] };
    return (keys ?? []).flatMap(({ kid }) => (kid === undefined ? [] : [kid]));
  } catch {
    return [];
  }
}

export function judgePlatforms(platforms: readonly PlatformFacts[]): Finding[] {
  if (platforms.length === 0) {
    return [
      warn('aucune plateforme active', 'no active platform', {
        fr: 'Reliez un Moodle : « passerelle platforms invite --tenant … ».',
        en: 'Connect a Moodle: "passerelle platforms invite --tenant ...".',
      }),
    ];
  }
  return platforms.map(judgePlatform);
}

function judgePlatform({ name, url, answer, expectsKeys }: PlatformFacts): Finding {
  const why = whyUnusable(answer, expectsKeys);
  if (why === undefined) return ok(`${name} répond`, `${name} answers`);
  return fail(
    `${name} ne répond pas comme il faut (${url}) : ${why}`,
    `${name} does not answer as it should (${url}): ${why}`,
    {
      fr: 'Vérifiez l’adresse (« passerelle platforms list »), le pare-feu, le certificat ; un Moodle sur le réseau local demande ALLOW_PRIVATE_NETWORKS=true.',
      en: 'Check the address ("passerelle platforms list"), the firewall, the certificate; a Moodle on the local network needs ALLOW_PRIVATE_NETWORKS=true.',
    },
  );
}

function whyUnusable(answer: Reached, expectsKeys: boolean): string | undefined {
  if (answer.kind === 'failed') return answer.why;
  if (answer.status >= 500 || (expectsKeys && answer.status !== 200)) return `HTTP ${answer.status}`;
  return expectsKeys && kidsOf(answer.text).length === 0 ? 'no key set' : undefined;
}

function judgePlatformClocks(platforms: readonly PlatformFacts[]): Finding[] {
  return platforms.flatMap(({ name, answer }) => {
    if (answer.kind === 'failed' || answer.dateMs === undefined) return [];
    // A Date header has whole seconds, cut; half of the journey is added on each side.
    return [judgeClock(name, name, answer.dateMs + 500 - answer.at + answer.tookMs / 2)];
  });
}

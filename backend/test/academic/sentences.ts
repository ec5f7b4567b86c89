/** A statement of the public documentation (API Académique 1.0), or a decision on what it leaves open. */
export interface Statement {
  n: number;
  says: string;
  /** Names of the tests that hold it. */
  tests: readonly string[];
  /** Why no test of it runs on each database; undefined where one does. */
  once?: string;
}

const GET_ONLY = 'GET only: every other method is refused with the documented body and Allow';
const STUDENTS = 'students are filtered by class and promotion, a class having all who are enrolled in it';
const LIMIT = 'limit is 100 where it is left out and 500 at most';
const OFFSET = 'offset is 0 where it is left out and skips so many rows, in each list that has one';
const CLASSES = 'classes carry their teacher and count active students; status is active where it is left out';
const PROMOTIONS = 'promotions count classes and students';
const THEMES = 'themes are filtered by difficulty; a draft does not show among the active ones';
const ASSIGNMENTS = 'assignments of a class are its own and its promotion’s, the latest due first';
const STATS = 'statistics give the four metrics over the days asked for, both included';
const EXPORT = 'the export has the requested resources and no other, students, classes, themes and stats by default';
const SCOPES = 'each scope opens what it names and implies nothing';
const HEADERS = 'the seven headers stand on every authenticated answer, refusals included';
const PAST_QUOTA = 'past the quota the documented 429 tells the reset, the limits and what remains';
const JOURNAL = 'every call is journaled in sync_logs, found by the documented query, without key or token';
const OPENAPI = 'the OpenAPI document is at its documented address, of version 1.0, the same in JSON';
const OWN_TENANT = 'a key opens its own institution, with or without X-Orchestrator-Id';
const BAD_KEY = 'a missing, unknown, mistyped, revoked, suspended or expired key gets the documented 401';
const BAD_TENANT = 'another institution, one that does not exist and one that is inactive are refused alike';
const UNKNOWN = 'an unknown resource gets the documented 404, whatever stands there';
const ISOLATION = 'no byte of another institution shows, whoever asks and however, on every documented route';
const INSERT = 'the INSERT of the documentation makes a key that works until its date, in UTC';
const JWT = 'the call with a JWT, whose institution the header or the token names';
const SHOWN_ONCE = 'a key is shown once, kept as a hash, verified, listed, replaced with an overlap and revoked';
const MOST_WINDOWS = 'minute, hour and day begin anew at their UTC border and not before';
const NOTHING = 'metrics of nothing: no session, no hour, and no mean instead of a zero';
const CURSORS = 'cursors walk a list from end to end, in its order, each row once';

export const SENTENCES: readonly Statement[] = [
  ['API lecture seule pour l’intégration avec les ENT et LMS', [GET_ONLY]],
  [
    'Exporte étudiants, classes, promotions, thèmes, affectations, statistiques',
    [STUDENTS, CLASSES, PROMOTIONS, THEMES, ASSIGNMENTS, STATS, EXPORT],
  ],
  ['Read-only : endpoints GET uniquement', [GET_ONLY]],
  [
    'Rate limiting : quotas par clé API (minute, heure, jour)',
    [PAST_QUOTA, MOST_WINDOWS, 'of many calls at once exactly as many are let in as the smallest window has left'],
  ],
  [
    'Tenant isolation : isolation stricte des données par tenant',
    [
      ISOLATION,
      'every route that is served stands in the document, so that none is left out of these cases',
      'a query of an institution compiles, and one that forgets the institution does not',
    ],
  ],
  [
    'Observabilité : tous les appels journalisés dans sync_logs',
    [
      JOURNAL,
      'a thousand calls become a thousand rows, written in batches of at most a hundred',
      'a server that is told to stop in the middle of its work has every call that it answered in the journal',
    ],
  ],
  ['OpenAPI : documentation complète dans /orchestrator/docs/openapi-orchestrator.yaml', [OPENAPI]],
  [
    'Sécurité : authentification par clé API + support JWT optionnel',
    [
      OWN_TENANT,
      BAD_KEY,
      'a token of a known issuer opens its institution, with the header X-Orchestrator-Id or without',
    ],
  ],
  ['students : class_id filtre par classe', [STUDENTS]],
  ['students : promo_id filtre par promotion', [STUDENTS]],
  ['students : limit, défaut 100, max 500', [LIMIT]],
  ['students : offset, défaut 0', [OFFSET]],
  ['students : scope academic:read', [SCOPES]],
  ['classes : informations enseignant et comptage d’étudiants', [CLASSES]],
  ['classes : promo_id filtre par promotion', [CLASSES]],
  ['classes : status, défaut active', [CLASSES]],
  ['classes : scope academic:read', [SCOPES]],
  ['promotions : comptages de classes et étudiants', [PROMOTIONS]],
  ['promotions : status, défaut active', [PROMOTIONS]],
  ['promotions : scope academic:read', [SCOPES]],
  ['themes : status, défaut active', [THEMES]],
  [
    'themes : difficulty beginner, intermediate, advanced',
    [THEMES, 'a status or difficulty that does not exist is refused with those that do'],
  ],
  ['themes : limit, défaut 100, max 500', [LIMIT]],
  ['themes : offset, défaut 0', [OFFSET]],
  ['themes : scope academic:read', [SCOPES]],
  ['assignments : class_id filtre par classe', [ASSIGNMENTS]],
  ['assignments : teacher_id filtre par enseignant', [ASSIGNMENTS]],
  ['assignments : status de l’affectation', [ASSIGNMENTS]],
  ['assignments : limit, défaut 100, max 500', [LIMIT]],
  ['assignments : offset, défaut 0', [OFFSET]],
  ['assignments : scope academic:read', [SCOPES]],
  ['stats : class_id, student_id et theme_id filtrent', [STATS]],
  ['stats : start_date, défaut -30 jours, YYYY-MM-DD', [STATS, 'days exist, are in order and lie within five years']],
  ['stats : end_date, défaut aujourd’hui, YYYY-MM-DD', [STATS, 'today is the institution’s, not the server’s']],
  ['stats : scope academic:read', [SCOPES]],
  ['total_sessions : nombre total de sessions', [STATS, NOTHING]],
  ['avg_score : score moyen (0-100)', [STATS, NOTHING]],
  [
    'avg_mastery : maîtrise moyenne (0-1)',
    [STATS, 'a row’s mastery is that of its latest session, the average that of all, before and after days are summed'],
  ],
  ['total_time_hours : temps total en heures', [STATS]],
  [
    'export : toutes les données en une seule requête',
    [EXPORT, 'nothing written during an export shows in it: counts and sums stand as they stood at its beginning'],
  ],
  [
    'export : format json (défaut) ou csv',
    [EXPORT, 'several resources as CSV are a zip whose manifest tells the count and sha256 of each file, last'],
  ],
  [
    'export : include, défaut students,classes,themes,stats',
    [EXPORT, 'the export’s include is a list of known resources'],
  ],
  ['export : scope academic:export', [SCOPES]],
  [
    'Le scope academic:export nécessite des quotas plus élevés',
    ['a key without quotas of its own has the documented ones, and higher ones where it may export'],
  ],
  [
    'Chaque clé API a des quotas configurés : ex. 60 req/min, 1000 req/h, 10000 req/jour',
    [HEADERS, 'a key without quotas of its own has the documented ones, and higher ones where it may export'],
  ],
  [
    'En cas de dépassement : 429',
    [
      PAST_QUOTA,
      'when the day is spent the answer says tomorrow, not the next minute',
      'a refused call consumes nothing in any window',
    ],
  ],
  [
    'Métadonnées : endpoint, api_key_id, tenant_id, status_code, duration_ms, ip, user_agent, filtres et paramètres',
    [JOURNAL],
  ],
  ['Scope academic:read : students, classes, promotions, themes, assignments, stats', [SCOPES]],
  ['Scope academic:export : export complet', [SCOPES]],
  [
    'Stockez la clé en clair uniquement lors de la création',
    [SHOWN_ONCE],
    'the command line is the same on every database',
  ],
  [
    'Le hash SHA256 est stocké en base',
    [INSERT, 'hashes are the lowercase hex SHA-256 that SHA2(key, 256) makes, with and without a pepper'],
  ],
  ['La clé ne peut pas être récupérée après création', [SHOWN_ONCE], 'the command line is the same on every database'],
  ['401 : clé API manquante ou invalide', [BAD_KEY, 'an expired key inserted by SQL is refused']],
  ['403 : tenant invalide ou scope insuffisant', [BAD_TENANT, SCOPES]],
  ['404 : ressource inexistante', [UNKNOWN]],
  ['405 : seul GET est accepté', [GET_ONLY]],
  [
    'Support : la documentation OpenAPI et sync_logs',
    [
      OPENAPI,
      JOURNAL,
      'the page at /docs shows every resource, loads nothing from elsewhere and breaks no rule of its policy',
    ],
  ],
  ['Version API : 1.0', [OPENAPI]],
].map(numbered);

export const EXAMPLES: readonly Statement[] = [
  ['curl avec X-API-Key', ['the call with a key, word for word']],
  ['curl avec Authorization: Bearer', [JWT]],
  ['les sept en-têtes X-RateLimit', [HEADERS]],
  ['le corps du 429', [PAST_QUOTA]],
  ['la requête SQL sur sync_logs', [JOURNAL]],
  ['1. lister tous les étudiants d’une classe', ['1: the students of a class']],
  ['2. les statistiques d’une classe sur 7 jours', ['2: the statistics of a class over seven days and the first']],
  ['3. export complet pour ENT', ['3: the whole export for an ENT']],
  ['4. lister les thèmes par difficulté', ['4: the themes of a difficulty']],
  ['l’INSERT d’une clé', [INSERT]],
  ['le corps du 401', [BAD_KEY]],
  ['le corps du 403 insufficient_scope', [SCOPES]],
  ['le corps du 404', [UNKNOWN]],
  ['le corps du 405', [GET_ONLY]],
  [
    'les quatre commandes sur le registre de démonstration',
    ['the class, the advanced themes and the week of the documentation’s examples are there'],
  ],
].map(numbered);

export const TRAPS: readonly Statement[] = [
  ['limit above 500 counts as 500', [LIMIT]],
  ['limit and offset malformed: 400; offset beyond the end: empty', ['limit and offset are whole numbers, once']],
  [
    'unknown parameter: 400 with those that are known',
    [
      'an unknown parameter is refused and the known ones are named',
      'lets a parameter that is unknown pass, and nothing else',
    ],
  ],
  ['empty value: 400', ['an empty, repeated, overlong or unprintable id is refused before the database sees it']],
  [
    'an id that is unknown or another institution’s: 200, empty, alike',
    ['an id of another institution and one of nobody find the same nothing'],
  ],
  ['X-Orchestrator-Id missing: a key names its institution, a token without one gets 400', [OWN_TENANT, JWT]],
  ['another institution in the header, an unknown or inactive one: one 403', [BAD_TENANT]],
  [
    'key missing: 401 invalid_api_key and WWW-Authenticate; a bad token: invalid_token',
    [BAD_KEY, 'garbage is no token, and no failure of ours'],
  ],
  [
    'the order of checks',
    [
      '405 before 400 before 401 before 404 before 403 for the scope before 400',
      'a spent quota answers before the institution, the resource and the parameters are looked at',
    ],
  ],
  [
    'HEAD is GET without a body and costs one; OPTIONS is no method',
    ['HEAD answers as GET, without a body, and costs one call', GET_ONLY],
  ],
  ['the 404 body, its echo cut, a slash at the end', [UNKNOWN]],
  [
    'the words of each status, and all',
    ['a status or difficulty that does not exist is refused with those that do', STUDENTS, EXPORT],
  ],
  [
    'classes and promotions unpaged, statistics paged',
    ['classes and promotions come whole, and paged when a limit asks for it', LIMIT],
  ],
  [
    'a total order, the same on every database',
    ['lists have the same order on every engine: by sort key, then id, code point by code point', CURSORS],
  ],
  [
    'cursor beside offset, Link rel=next',
    [
      CURSORS,
      'a cursor of another list, a broken one, and one beside offset are refused',
      'a page far down by offset is the page by cursor, and beyond the end there is none',
    ],
  ],
  [
    'totals are exact, large ones at most 30 s old',
    [CURSORS, 'a total of 50,000 and more is remembered for thirty seconds, a smaller one is counted each time'],
  ],
  ['dates are inclusive and echoed', [STATS]],
  [
    'the zone of a day is the institution’s, of a quota UTC',
    [
      'a day begins at midnight where the institution is, on the days when its clocks change too',
      'today is the institution’s, not the server’s',
      MOST_WINDOWS,
    ],
  ],
  ['dates that do not exist, out of order, one alone', ['days exist, are in order and lie within five years']],
  ['total_sessions counts study sessions, not rows', [STATS, 'group_by=none gives the metrics alone']],
  [
    'means over sessions, null of nothing; a row’s mastery is the latest',
    [
      NOTHING,
      'a row’s mastery is that of its latest session, the average that of all, before and after days are summed',
      'whatever the sessions, the latest mastery is the same from sessions, from days and from memory',
      'means have two decimals, half up, whatever binary fractions do',
    ],
  ],
  [
    'the class at the time of the work',
    ['work counts for the class in which it was done, even when the student has moved since'],
  ],
  ['assignments of a class: its own and its promotion’s', [ASSIGNMENTS]],
  [
    'consent, and means of few',
    ['students who have not agreed leave the statistics where the institution asks for consent'],
  ],
  ['include unknown, empty, doubled', ['the export’s include is a list of known resources']],
  ['scopes imply nothing; malformed ones are none', [SCOPES, 'scopes that are no JSON array open nothing']],
  ['ids are unique per institution', ['two institutions may use the same ids, one may not use an id twice', ISOLATION]],
  [
    'refused calls are journaled too, capped where nobody is known, without keys',
    [
      JOURNAL,
      'a call past its quota is in the journal as one of its key',
      'refused calls of one address take few places in the journal',
    ],
  ],
  ['addresses are made of API_URL', ['addresses in answers are ours, whatever Host the caller sends']],
  ['nulls and times', ['a record of which nothing is known has every field, null; times are UTC in whole seconds']],
  [
    '500: a code and the request’s id',
    ['a failure of ours says a stable code and the request’s id, and nothing of its cause'],
  ],
].map(numbered);

function numbered(row: readonly (string | readonly string[])[], index: number): Statement {
  const [says, tests, once] = row as readonly [string, readonly string[], string?];
  return { n: index + 1, says, tests, ...(once !== undefined && { once }) };
}

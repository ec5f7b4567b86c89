/** Why a grade has not reached the LMS (yet), under codes that stay: one sentence for a person, in both languages. */
const REASONS = {
  not_a_student:
    'The LMS refuses the grade: this person is not enrolled as a student in the course. / L’apprenant n’est pas inscrit comme étudiant dans le cours.',
  score_refused: 'The LMS refuses the score itself. / Le LMS refuse la note envoyée.',
  forbidden: 'The LMS forbids this call. / Le LMS interdit cet appel.',
  score_scope_missing:
    'The registration in the LMS does not allow sending grades: allow the grade service there, then replay. / L’enregistrement dans le LMS n’autorise pas l’envoi de notes : autorisez le service de notes, puis relancez.',
  line_item_scope_missing:
    'The activity has no column and the registration does not allow finding or making one. / L’activité n’a pas de colonne et l’enregistrement ne permet pas d’en chercher ou d’en créer une.',
  line_item_gone:
    'The column of this activity was deleted in the LMS. / La colonne de notes de cette activité a été supprimée dans le LMS.',
  no_line_item: 'The activity has no column for grades. / L’activité n’a pas de colonne de notes.',
  locked_or_failing:
    'The LMS answers, but fails on this grade again and again: it is probably locked in the gradebook. / Le LMS répond mais échoue sur cette note : elle est sans doute verrouillée dans le carnet de notes.',
  grade_failing: 'The LMS fails on this grade. / Le LMS échoue sur cette note.',
  earlier_timestamp:
    'The LMS has a newer score; sent again in a moment. / Le LMS a une note plus récente ; nouvel envoi dans un instant.',
  unauthorised:
    'The LMS does not accept its own access token. / Le LMS n’accepte pas le jeton qu’il vient de délivrer.',
  token_refused:
    'The LMS refuses an access token: check client id, token URL and key set of the registration. / Le LMS refuse un jeton d’accès : vérifiez l’enregistrement (client, URL du jeton, clés).',
  keys_unreachable:
    'The LMS answers a page instead of a token: it probably cannot fetch our key set (Moodle blocks private addresses and other ports than 80 and 443; "passerelle lti-keys list --pem" prints the key to paste as "RSA key"). / Le LMS répond par une page au lieu d’un jeton : il n’atteint sans doute pas nos clés publiques (« Clef RSA » dans Moodle : coller ce qu’affiche « passerelle lti-keys list --pem »).',
  lms_unreachable: 'The LMS does not answer. / Le LMS ne répond pas.',
  lms_failing: 'The LMS answers with an error. / Le LMS répond par une erreur.',
  lms_throttled: 'The LMS asks us to slow down. / Le LMS demande de ralentir.',
  address_refused:
    'The LMS’s address is private or not https (ALLOW_PRIVATE_NETWORKS). / L’adresse du LMS est privée ou sans https.',
  unexpected_answer: 'The answer is not that of a grade service. / La réponse n’est pas celle d’un service de notes.',
  secret_refused:
    'The LMS does not accept our signature: key and secret must be the same on both sides. / Le LMS n’accepte pas notre signature : clé et secret doivent être les mêmes des deux côtés.',
  no_result_id:
    'The LMS has not said where this person’s result goes; the next launch of the activity will. / Le LMS n’a pas dit où va le résultat de cette personne ; sa prochaine ouverture de l’activité le dira.',
  result_unknown:
    'The LMS does not know this result any more; the next launch of the activity names it anew. / Le LMS ne connaît plus ce résultat ; la prochaine ouverture de l’activité le nommera de nouveau.',
  outcomes_unsupported:
    'The LMS takes no results for this activity. / Le LMS n’accepte pas de résultat pour cette activité.',
  services_missing:
    'No web service token is registered for this platform ("passerelle platforms services"). / Aucun jeton de service web n’est enregistré pour cette plateforme.',
  services_token_refused:
    'Moodle refuses the web service token ("passerelle platforms services" gives a new one). / Moodle refuse le jeton de service web.',
  services_function_missing:
    'The web service in Moodle does not hold a function that is needed, or its user may not use REST (docs/MOODLE_SERVICES.md). / Il manque une fonction au service web de Moodle, ou son utilisateur n’a pas droit à REST.',
  services_rights_missing:
    'The user of the web service lacks a right in Moodle, or does not see the activity (docs/MOODLE_SERVICES.md lists the rights). / L’utilisateur du service web n’a pas tous les droits dans Moodle, ou ne voit pas l’activité.',
  module_unknown:
    'Moodle’s course module of this activity is not known or gone ("passerelle activities set --cmid"). / Le module de cours Moodle de cette activité est inconnu ou supprimé.',
  user_unknown:
    'The learner’s id is not a Moodle user id. / L’identifiant de l’apprenant n’est pas un identifiant Moodle.',
  roster_scope_missing:
    'The registration in the LMS does not allow reading the members of the course. / L’enregistrement dans le LMS n’autorise pas la lecture des membres du cours.',
  roster_refused:
    'The LMS refuses the list of members: the course may be gone. / Le LMS refuse la liste des membres : le cours a peut-être disparu.',
  too_old: 'Thirty days of tries without success. / Trente jours d’essais sans succès.',
} as const;

export type ReasonCode = keyof typeof REASONS;

/** The sentence for a code. */
export function reasonText(code: ReasonCode): string {
  return REASONS[code];
}

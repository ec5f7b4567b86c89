import { AppError, type AppErrorOptions, type ErrorKind } from '../errors/app-error.ts';

/** What a person is told, by family; `refusal-words.ts` has the sentences. */
export type RefusalFamily =
  | 'open_again'
  | 'setup'
  | 'unverified'
  | 'clock'
  | 'identity'
  | 'platform'
  | 'browser'
  | 'role'
  | 'later';

interface Refusal {
  kind: ErrorKind;
  family: RefusalFamily;
  /** For machines and operators. */
  text: string;
}

const refusal = (family: RefusalFamily, text: string, kind: ErrorKind = 'invalid'): Refusal => ({ kind, family, text });

/** Every way in which a login or launch ends before the mini-site, by its stable code. */
export const refusals = {
  parameter_missing: refusal('setup', 'The login needs iss, login_hint and target_link_uri.'),
  parameter_invalid: refusal('setup', 'A parameter of the login is too long or malformed.'),
  duplicate_parameter: refusal('unverified', 'A parameter came more than once.'),
  platform_unknown: refusal('setup', 'This issuer or client id is not registered here.', 'not_found'),
  platform_ambiguous: refusal('setup', 'Several registrations have this issuer: the login must name its client_id.'),
  platform_disabled: refusal('setup', 'This registration is not active.', 'forbidden'),
  tenant_inactive: refusal('setup', 'This institution is not active.', 'forbidden'),
  target_refused: refusal('setup', 'target_link_uri must be an address of Passerelle or of the mini-site.'),
  platform_error: refusal('platform', 'The platform answered with an error instead of an identity.'),
  sign_in_required: refusal('platform', 'The platform asks the person to sign in first.'),
  state_missing: refusal('open_again', 'The answer of the platform carries no state.'),
  state_invalid: refusal('open_again', 'The state is not one of ours.'),
  state_expired: refusal('open_again', 'More than ten minutes passed since the login.'),
  id_token_missing: refusal('unverified', 'The answer of the platform carries no id_token.'),
  id_token_malformed: refusal('unverified', 'The id_token is not a signed JWT.'),
  id_token_too_large: refusal('unverified', 'The id_token is larger than 64 kB.'),
  algorithm_refused: refusal('unverified', 'The id_token must be signed with RS256.'),
  header_refused: refusal('unverified', 'The id_token has a critical header that is not supported.'),
  kid_missing: refusal('unverified', 'The id_token does not name its key (kid).'),
  kid_unknown: refusal('unverified', 'The platform publishes no such key (kid).'),
  signature_invalid: refusal('unverified', 'The signature of the id_token is wrong.'),
  platform_keys_unavailable: refusal('later', 'The keys of the platform cannot be fetched right now.', 'unavailable'),
  not_lti_message: refusal('unverified', 'The id_token is not an LTI message.'),
  issuer_invalid: refusal('setup', 'iss is not the issuer of this registration.'),
  audience_invalid: refusal('setup', 'aud must be the client id of this registration, and nobody else.'),
  azp_invalid: refusal('setup', 'azp must be the client id of this registration.'),
  exp_missing: refusal('unverified', 'exp is required.'),
  iat_missing: refusal('unverified', 'iat is required.'),
  token_expired: refusal('clock', 'The id_token has expired.'),
  token_from_future: refusal('clock', 'The id_token is not valid yet.'),
  token_too_old: refusal('clock', 'The id_token was issued more than five minutes ago.'),
  nonce_missing: refusal('unverified', 'nonce is required.'),
  nonce_invalid: refusal('open_again', 'The nonce is not that of this login.'),
  version_invalid: refusal('unverified', 'version must be 1.3.0.'),
  message_type_invalid: refusal('setup', 'This message type is not served here.'),
  roles_missing: refusal('setup', 'roles is required (an empty list is legal).'),
  deployment_missing: refusal('setup', 'deployment_id is required, at most 255 characters.'),
  deployment_unknown: refusal('setup', 'This deployment is not registered.', 'forbidden'),
  deployment_pending: refusal('setup', 'This deployment waits for approval.', 'forbidden'),
  deployment_refused: refusal('setup', 'This deployment was refused.', 'forbidden'),
  resource_link_missing: refusal('setup', 'resource_link.id is required, at most 255 characters.'),
  context_invalid: refusal('setup', 'context.id must be 1 to 255 characters without spaces at its edges.'),
  target_missing: refusal('setup', 'target_link_uri is required.'),
  target_mismatch: refusal('setup', 'target_link_uri is not that of this login.'),
  sub_invalid: refusal('identity', 'sub must be 1 to 255 characters without spaces at its edges.'),
  user_anonymous: refusal('identity', 'This activity needs an identified user (sub).', 'forbidden'),
  deep_linking_invalid: refusal('setup', 'deep_linking_settings.deep_link_return_url is required.'),
  deep_linking_return_refused: refusal('setup', 'deep_link_return_url must be an address of the platform.'),
  choosing_forbidden: refusal('role', 'Only people who may edit the course choose content.', 'forbidden'),
  review_forbidden: refusal('role', 'Only an instructor of the course may review the work of a learner.', 'forbidden'),
  data_privacy_forbidden: refusal(
    'role',
    'Only the person concerned or an administrator may see this data.',
    'forbidden',
  ),
  picker_invalid: refusal('open_again', 'This choice was opened more than two hours ago, or was not opened here.'),
  class_page_expired: refusal('open_again', 'This class page is too old, or was not opened here.'),
  class_forbidden: refusal('role', 'Only those who teach the course see its class page.', 'forbidden'),
  submission_review_invalid: refusal('setup', 'for_user.user_id is required.'),
  scope_invalid: refusal('setup', 'module, sequence and grain must be identifiers.'),
  activity_page_unknown: refusal('setup', 'The catalogue has no page for this activity.', 'not_found'),
  consumer_key_unknown: refusal('setup', 'This consumer key (oauth_consumer_key) is not registered here.', 'not_found'),
  oauth_parameter_missing: refusal('unverified', 'The launch lacks an OAuth 1.0 parameter.'),
  oauth_method_refused: refusal('setup', 'An LTI 1.1 launch is signed with HMAC-SHA1 or HMAC-SHA256, OAuth 1.0.'),
  oauth_signature_invalid: refusal('setup', 'The OAuth signature is wrong: key and secret must be those given here.'),
  oauth_timestamp_refused: refusal('clock', 'oauth_timestamp is more than five minutes off.'),
  lti1p1_version_invalid: refusal('setup', 'lti_version must be LTI-1p0.'),
  lti1p1_message_type_invalid: refusal('setup', 'lti_message_type must be basic-lti-launch-request.'),
  launch_token_missing: refusal('unverified', 'The address carries no token.'),
  launch_token_malformed: refusal('unverified', 'The token is not a signed JWT with sub, jti, exp, iss and aud.'),
  token_issuer_unknown: refusal('setup', 'The issuer (iss) of the token is not registered here.', 'not_found'),
  launch_token_audience_invalid: refusal('setup', 'aud of the token must be the address of Passerelle (API_URL).'),
  launch_token_lives_too_long: refusal('setup', 'A token may live five minutes at most (exp).'),
  launch_token_prefetched: refusal('open_again', 'A launch is opened by a person, not in advance.', 'forbidden'),
  launch_replayed: refusal('open_again', 'This launch was used before.', 'conflict'),
  confirmation_invalid: refusal('open_again', 'This confirmation was used before or has expired.', 'conflict'),
  browser_unbound: refusal('browser', 'Nothing proves that this browser began this launch.', 'forbidden'),
  cross_site_repost: refusal('browser', 'This form may only be sent by our own page.', 'forbidden'),
} satisfies Record<string, Refusal>;

export type RefusalCode = keyof typeof refusals;

/** What the page of a refusal may use. Holds the way back to Moodle with the person's sesskey: never logged, never stored. */
export interface RefusalContext {
  returnUrl?: string | null;
  locale?: string | null;
  frameOrigins?: readonly string[];
}

/** A login or launch that ends here. Codes are `lti.` + a key of {@link refusals}. */
export class LaunchRefused extends AppError {
  readonly family: RefusalFamily;
  context: RefusalContext = {};

  constructor(code: RefusalCode, operatorText?: string, options: AppErrorOptions = {}) {
    const { kind, family, text } = refusals[code];
    super(`lti.${code}`, kind, operatorText ?? text, text, options);
    this.name = 'LaunchRefused';
    this.family = family;
  }
}

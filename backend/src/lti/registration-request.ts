import { GROUPS_SCOPE } from './course-groups.ts';
import { toolUrlsOf } from './moodle-settings.ts';
import type { PlatformConfiguration } from './registration-configuration.ts';

const AGS = 'https://purl.imsglobal.org/spec/lti-ags/scope/';
const SCOPES = [
  `${AGS}lineitem`,
  `${AGS}lineitem.readonly`,
  `${AGS}result.readonly`,
  `${AGS}score`,
  'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly',
];
const CLAIMS = ['iss', 'sub', 'name', 'given_name', 'family_name', 'email'];
/** The places where teachers add content: of the specification, and of Canvas. */
const PLACEMENTS = ['ContentArea', 'assignment_selection', 'link_selection', 'module_index_menu_modal'];
const TOOL = 'https://purl.imsglobal.org/spec/lti-tool-configuration';

const LABEL = { fr: 'Choisir un contenu', en: 'Choose content' };
const DESCRIPTION = {
  fr: 'Les activités du mini-site, avec avancement et notes dans le carnet de notes.',
  en: 'The activities of the mini-site, with progress and grades in the gradebook.',
};

/**
 * The registration that we ask an LMS for (LTI Dynamic Registration 1.0, 3.5): of what we can do only what it says it
 * knows. Canvas refuses members that it does not know, so it gets no translations.
 * @param apiUrl our public address, without a slash at the end
 */
export function toolRegistrationFor(configuration: PlatformConfiguration, apiUrl: string): Record<string, unknown> {
  const { loginUrl, redirectUrl, jwksUrl, toolUrl } = toolUrlsOf(apiUrl);
  const { claims } = configuration;
  const isTranslated = configuration.productFamily !== 'canvas';
  const custom = customFor(configuration);
  return {
    application_type: 'web',
    response_types: ['id_token'],
    grant_types: ['implicit', 'client_credentials'],
    initiate_login_uri: loginUrl,
    redirect_uris: [redirectUrl],
    client_name: 'Passerelle',
    ...(isTranslated && { 'client_name#fr': 'Passerelle', 'client_name#en': 'Passerelle' }),
    client_uri: apiUrl,
    logo_uri: `${apiUrl}/lti/icon.svg`,
    jwks_uri: jwksUrl,
    token_endpoint_auth_method: 'private_key_jwt',
    scope: [...grantable(SCOPES, configuration.scopes), ...groupsScope(configuration)].join(' '),
    [TOOL]: {
      // With the port: Moodle compares it with the target's.
      domain: new URL(apiUrl).host,
      // Moodle shows this one to all.
      description: `${DESCRIPTION.fr} / ${DESCRIPTION.en}`,
      ...(isTranslated && { 'description#fr': DESCRIPTION.fr, 'description#en': DESCRIPTION.en }),
      target_link_uri: toolUrl,
      ...(custom !== undefined && { custom_parameters: custom }),
      claims: CLAIMS.filter((claim) => claim === 'iss' || claim === 'sub' || (claims?.includes(claim) ?? true)),
      messages: messagesFor(configuration, toolUrl, isTranslated),
    },
  };
}

function grantable(wanted: readonly string[], supported: readonly string[] | null): readonly string[] {
  return supported === null ? wanted : wanted.filter((scope) => supported.includes(scope));
}

/** Where a platform tells which activities one was copied from, that is asked for. */
function customFor({ variables }: PlatformConfiguration): Record<string, string> | undefined {
  const history = 'ResourceLink.id.history';
  return variables.includes(history) ? { resource_link_history: `$${history}` } : undefined;
}

const OTHER_MESSAGES = ['LtiSubmissionReviewRequest', 'DataPrivacyLaunchRequest', 'LtiDataPrivacyLaunchRequest'];

function messagesFor({ messages }: PlatformConfiguration, target: string, isTranslated: boolean): unknown[] {
  const known = messages ?? [{ type: 'LtiDeepLinkingRequest', placements: [] }];
  const choosing = known.find(({ type }) => type === 'LtiDeepLinkingRequest');
  const placements = PLACEMENTS.filter((placement) => choosing?.placements.includes(placement));
  const labels = { label: LABEL.en, ...(isTranslated && { 'label#fr': LABEL.fr, 'label#en': LABEL.en }) };
  const choose = {
    type: 'LtiDeepLinkingRequest',
    target_link_uri: target,
    ...labels,
    ...(placements.length > 0 && { placements }),
  };
  return [
    { type: 'LtiResourceLinkRequest', target_link_uri: target, label: 'Passerelle' },
    ...(choosing === undefined ? [] : [choose]),
    ...OTHER_MESSAGES.filter((name) => known.some(({ type }) => type === name)).map((type) => ({
      type,
      target_link_uri: target,
    })),
  ];
}

/** Asked for only where it is offered: few platforms know groups. */
function groupsScope({ scopes }: PlatformConfiguration): string[] {
  return scopes?.includes(GROUPS_SCOPE) ? [GROUPS_SCOPE] : [];
}

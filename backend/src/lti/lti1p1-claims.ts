import { ONLY_DEPLOYMENT } from './direct-platforms.ts';
import type { Claims } from './launch-message.ts';

const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';
const MEMBERSHIP = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
const CUSTOM = 'custom_';

/**
 * The parameters of an LTI 1.1 launch under the names of LTI 1.3, so that one reader reads both.
 * @param parameters of a launch whose signature is good
 * @param target the address that was launched, with its query
 */
export function claimsOfParameters(parameters: ReadonlyMap<string, string>, target: string): Claims {
  const get = (name: string): string | undefined => parameters.get(name) || undefined;
  const custom = [...parameters].flatMap(([name, value]) =>
    name.startsWith(CUSTOM) ? [[name.slice(CUSTOM.length), value] as const] : [],
  );
  const contextId = get('context_id');
  return {
    sub: get('user_id'),
    name: get('lis_person_name_full'),
    given_name: get('lis_person_name_given'),
    family_name: get('lis_person_name_family'),
    email: get('lis_person_contact_email_primary'),
    [`${LTI}version`]: '1.3.0',
    [`${LTI}message_type`]: 'LtiResourceLinkRequest',
    [`${LTI}deployment_id`]: ONLY_DEPLOYMENT,
    [`${LTI}target_link_uri`]: target,
    [`${LTI}roles`]: (get('roles') ?? '').split(',').map((role) => roleUriOf(role.trim())),
    [`${LTI}resource_link`]: { id: get('resource_link_id'), title: get('resource_link_title') },
    ...(contextId !== undefined && {
      [`${LTI}context`]: { id: contextId, title: get('context_title'), label: get('context_label') },
    }),
    [`${LTI}custom`]: { ...scopeInQuery(target), ...Object.fromEntries(custom) },
    [`${LTI}launch_presentation`]: {
      return_url: get('launch_presentation_return_url'),
      locale: get('launch_presentation_locale'),
    },
    [`${LTI}lis`]: {
      person_sourcedid: get('lis_person_sourcedid'),
      course_section_sourcedid: get('lis_course_section_sourcedid'),
    },
    [`${LTI}tool_platform`]: { product_family_code: get('tool_consumer_info_product_family_code') },
  };
}

/** LTI 1.1 platforms have one address per activity: its query may say what the activity covers, and is signed. */
function scopeInQuery(target: string): Record<string, string> {
  const query = new URL(target).searchParams;
  const named = ['module', 'sequence', 'grain'].flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return Object.fromEntries(named);
}

/** `urn:lti:role:ims/lis/Instructor/Lecturer` and `Instructor` alike; roles outside the course give nothing. */
function roleUriOf(role: string): string {
  const name = /^(?:urn:lti:role:ims\/lis\/)?([A-Za-z]+)(?:\/[A-Za-z]+)?$/.exec(role)?.[1];
  if (name === undefined) return role;
  return name === 'TeachingAssistant' ? `${MEMBERSHIP}/Instructor#TeachingAssistant` : `${MEMBERSHIP}#${name}`;
}

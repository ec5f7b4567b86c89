import { LaunchRefused } from './launch.errors.ts';

/** What a platform lets a person choose (Deep Linking 2.0, 4.4.1). The return URL holds Moodle's sesskey: never logged. */
export interface DeepLinkingSettings {
  /** http or https. */
  returnUrl: string;
  /** It takes links to activities (ltiResourceLink), the only thing we offer. */
  takesActivities: boolean;
  /** Several at once. */
  isMultiple: boolean;
  /** It makes a gradebook column of a line item. */
  takesLineItem: boolean;
  /** To be sent back as it came; undefined = nothing to send back. */
  data: string | undefined;
}

const MAX_URL_LENGTH = 2000;

/**
 * @param claim the `deep_linking_settings` claim
 * @throws LaunchRefused deep_linking_invalid
 */
export function readDeepLinkingSettings(claim: unknown): DeepLinkingSettings {
  const settings = (typeof claim === 'object' && claim !== null ? claim : {}) as Record<string, unknown>;
  const { deep_link_return_url: returnUrl, accept_types: types, data } = settings;
  const isUrl = typeof returnUrl === 'string' && returnUrl.length <= MAX_URL_LENGTH && URL.canParse(returnUrl);
  if (!isUrl || !/^https?:\/\//i.test(returnUrl)) throw new LaunchRefused('deep_linking_invalid');
  return {
    returnUrl,
    takesActivities: Array.isArray(types) && types.includes('ltiResourceLink'),
    isMultiple: isTrue(settings.accept_multiple),
    // Where nothing is said, a platform may still make a column; one that does not ignores it.
    takesLineItem: settings.accept_lineitem === undefined || isTrue(settings.accept_lineitem),
    data: typeof data === 'string' ? data : undefined,
  };
}

/** Some platforms write the booleans of this claim as text. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

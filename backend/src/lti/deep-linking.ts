import { SignJWT } from 'jose';
import { newSecret } from '../ids/ids.ts';
import type { Choice } from './picker-choices.ts';
import type { Platform } from './platform.ts';
import { OUR_TAG } from './resource-id.ts';
import { SIGNING_ALGORITHM, type SigningKey } from './signing-keys.ts';

/** What the picker carries from the platform's question to our answer. */
export interface PickerFacts {
  platformId: string;
  /** The platform's own name of the deployment. */
  deploymentId: string;
  returnUrl: string;
  data?: string | undefined;
  isMultiple: boolean;
  takesLineItem: boolean;
  locale: string | null;
  /** Title of the LMS' course; null = it has none. */
  course: string | null;
}

/** How long a teacher may take to choose. */
export const PICKER_MS = 2 * 3600_000;
/** The platform takes the answer at once. */
const ANSWER_SECONDS = 300;
const SCORE_MAXIMUM = 100;

const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';
const DEEP_LINKING = 'https://purl.imsglobal.org/spec/lti-dl/claim/';

/** One chosen activity with the words it gets in the LMS. */
export interface NamedChoice {
  choice: Choice;
  title: string;
  /** Shown under the title. */
  text: string;
}

/**
 * The items of a deep linking response: links to activities, nothing else, because Moodle makes activities of whatever it
 * gets. The scope stands in the custom parameters, in the address, and in the column's resource id: copies keep at least
 * one of them. Deep Linking 2.0, 3.2.
 */
export function contentItemsOf(chosen: readonly NamedChoice[], launchUrl: string, isGraded: boolean): unknown[] {
  return chosen.map(({ choice, title, text }) => {
    const custom = customOf(choice);
    const query = new URLSearchParams(custom).toString();
    return {
      type: 'ltiResourceLink',
      title,
      text,
      url: query === '' ? launchUrl : `${launchUrl}?${query}`,
      // Moodle fails on an empty object.
      ...(query !== '' && { custom }),
      ...(isGraded && {
        lineItem: { scoreMaximum: SCORE_MAXIMUM, label: title, resourceId: choice.key, tag: OUR_TAG },
      }),
    };
  });
}

function customOf({ scope }: Choice): Record<string, string> {
  return {
    ...(scope.moduleId !== null && { module: scope.moduleId }),
    ...(scope.sequenceId !== null && { sequence: scope.sequenceId }),
    ...(scope.grainId !== null && { grain: scope.grainId }),
  };
}

/** The signed message that goes back to the platform; no items = the person changed their mind. Deep Linking 2.0, 4.5. */
export function deepLinkingAnswer(
  platform: Pick<Platform, 'clientId' | 'issuer'>,
  facts: Pick<PickerFacts, 'deploymentId' | 'data'>,
  items: readonly unknown[],
  signing: { key: SigningKey; now: Date },
): Promise<string> {
  const issuedAt = Math.floor(signing.now.getTime() / 1000);
  return new SignJWT({
    nonce: newSecret(),
    [`${LTI}message_type`]: 'LtiDeepLinkingResponse',
    [`${LTI}version`]: '1.3.0',
    [`${LTI}deployment_id`]: facts.deploymentId,
    ...(facts.data !== undefined && { [`${DEEP_LINKING}data`]: facts.data }),
    [`${DEEP_LINKING}content_items`]: items,
  })
    .setProtectedHeader({ alg: SIGNING_ALGORITHM, typ: 'JWT', kid: signing.key.kid })
    .setIssuer(platform.clientId)
    .setAudience([platform.issuer])
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ANSWER_SECONDS)
    .sign(signing.key.privateKey);
}

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { CompactSign, exportJWK, type JWK } from 'jose';

/** A key of the platform with its public half as published. */
export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  jwk: JWK;
}

/** A fresh RSA key of the platform. */
export async function newSigningKey(kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
}

const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';
const MEMBERSHIP = 'http://purl.imsglobal.org/vocab/lis/v2/membership#';

/** Names of LTI claims, for tests that change or drop one. */
export const claim = {
  version: `${LTI}version`,
  messageType: `${LTI}message_type`,
  roles: `${LTI}roles`,
  deploymentId: `${LTI}deployment_id`,
  target: `${LTI}target_link_uri`,
  resourceLink: `${LTI}resource_link`,
  context: `${LTI}context`,
  custom: `${LTI}custom`,
  presentation: `${LTI}launch_presentation`,
  forUser: `${LTI}for_user`,
  ags: 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint',
  nrps: 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice',
  deepLinking: 'https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings',
  learner: `${MEMBERSHIP}Learner`,
  instructor: `${MEMBERSHIP}Instructor`,
} as const;

export interface LaunchFactsOfMoodle {
  issuer: string;
  clientId: string;
  nonce: string;
  target: string;
  now: Date;
}

/** The claims Moodle 4.4 puts into a launch of a graded activity. */
export function moodleClaims({ issuer, clientId, nonce, target, now }: LaunchFactsOfMoodle): Record<string, unknown> {
  const iat = Math.floor(now.getTime() / 1000);
  return {
    nonce,
    iat,
    exp: iat + 60,
    iss: issuer,
    aud: clientId,
    sub: '5',
    given_name: 'Zoé',
    family_name: 'Lefèvre',
    name: 'Zoé Lefèvre',
    email: 'zoe@exemple.test',
    [claim.version]: '1.3.0',
    [claim.messageType]: 'LtiResourceLinkRequest',
    [claim.deploymentId]: '1',
    [claim.target]: target,
    [claim.roles]: [claim.learner],
    [claim.context]: { id: '2', label: 'SEC101', title: 'Sensibilisation à la cybersécurité', type: ['CourseSection'] },
    [claim.resourceLink]: { id: '4', title: 'Phishing : repérer un message piégé' },
    [claim.presentation]: {
      locale: 'fr',
      document_target: 'iframe',
      return_url: `${issuer}/mod/lti/return.php?course=2&instanceid=4&sesskey=SESSKEY`,
    },
    [claim.custom]: { module: 'module1' },
    [claim.ags]: {
      scope: [
        'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem',
        'https://purl.imsglobal.org/spec/lti-ags/scope/score',
      ],
      lineitems: `${issuer}/mod/lti/services.php/2/lineitems?type_id=1`,
      lineitem: `${issuer}/mod/lti/services.php/2/lineitems/17/lineitem?type_id=1`,
    },
  };
}

/** A compact RS256 JWS of any claims; `header` changes or (undefined) drops members of the header. */
export function signed(key: SigningKey, claims: unknown, header: Record<string, unknown> = {}): Promise<string> {
  const all: Record<string, unknown> = { typ: 'JWT', alg: 'RS256', kid: key.kid, ...header };
  const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader(present as { alg: string })
    .sign(key.privateKey, { crit: { exp: true } });
}

import type { Role } from '../sessions/session.ts';

const MEMBERSHIP = 'http://purl.imsglobal.org/vocab/lis/v2/membership';

/**
 * What a person is in the course. Only course roles count (LIS membership, its sub-roles, and the short names of older
 * platforms): an administrator of the institution is nobody in particular here. Whole URIs are compared.
 * LTI 1.3 core, A.2.2 and A.2.3.
 */
export function courseRoleOf(roles: readonly unknown[]): Role {
  let role: Role = 'other';
  for (const uri of roles) {
    const name = typeof uri === 'string' ? principalRoleOf(uri) : undefined;
    if (name === 'Instructor') return 'instructor';
    if (name === 'Learner') role = 'learner';
  }
  return role;
}

const CHOOSERS = ['Instructor', 'ContentDeveloper', 'Administrator', 'Manager'];

/** Whether a person of these course roles may choose content for the course (deep linking). */
export function mayChooseContent(roles: readonly unknown[]): boolean {
  return roles.some((uri) => typeof uri === 'string' && CHOOSERS.includes(principalRoleOf(uri) ?? ''));
}

const ADMINISTRATORS = [
  'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator',
  'http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator',
];

/** Whether a person administers the institution or the platform. */
export function isAdministrator(roles: readonly unknown[]): boolean {
  return roles.some((uri) => ADMINISTRATORS.includes(uri as string));
}

/** `…/membership#Learner`, `…/membership/Learner#GuestLearner` and `Learner` are all "Learner". */
function principalRoleOf(uri: string): string | undefined {
  if (uri === 'Instructor' || uri === 'Learner') return uri;
  if (uri.startsWith(`${MEMBERSHIP}#`)) return uri.slice(MEMBERSHIP.length + 1);
  if (!uri.startsWith(`${MEMBERSHIP}/`)) return undefined;
  const [principal, sub] = uri.slice(MEMBERSHIP.length + 1).split('#');
  return sub === undefined || sub === '' ? undefined : principal;
}

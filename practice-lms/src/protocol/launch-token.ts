import { createHmac, randomUUID } from 'node:crypto';
import { COURSE_ID } from '../site/site.ts';
import type { Launch, Platform } from './claims.ts';

/** What the tool gave to a portal that signs tokens. */
export interface TokenIssuer {
  iss: string;
  /** HS256, 32 bytes or more. */
  secret: string;
}

/** The address that opens an activity by a signed token, good for a minute. `now` in milliseconds. */
export function tokenLaunchUrl(launch: Launch, platform: Platform, issuer: TokenIssuer, now: number): string {
  const { person, activity } = launch;
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const seconds = Math.floor(now / 1000);
  const isStaff = person.role === 'teacher' || person.role === 'non-editing-teacher';
  const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({
    iss: issuer.iss,
    aud: platform.toolUrl,
    sub: person.id,
    given_name: person.givenName,
    family_name: person.familyName,
    email: person.email,
    locale: launch.locale,
    roles: [isStaff ? 'Instructor' : 'Learner'],
    context: { id: COURSE_ID, title: platform.course.title },
    resource: { id: activity?.id, title: activity?.title, cmid: activity?.courseModuleId },
    scope: activity?.custom ?? {},
    return_url: `${platform.url}/as/${person.id}/course`,
    iat: seconds,
    exp: seconds + 60,
    jti: randomUUID(),
  })}`;
  const signature = createHmac('sha256', issuer.secret).update(body).digest('base64url');
  return `${platform.toolUrl}/launch?token=${body}.${signature}`;
}

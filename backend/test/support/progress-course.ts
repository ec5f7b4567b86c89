import type { Database } from '../../src/db/connection.ts';
import { newId } from '../../src/ids/ids.ts';

/** A seeded institution: modules of 2 sequences of 3 grains each, one Moodle course, any number of learners. */
export interface SeededCourse {
  tenantId: string;
  platformId: string;
  deploymentId: string;
  contextId: string;
  /** `g1` .. `g12`, in order; g1-g3 are s1, g4-g6 s2 (m1), g7-g9 s3, g10-g12 s4 (m2). */
  grains: readonly string[];
}

export const PROFILE_CREATED_AT = new Date('2026-01-05T08:00:00.000Z');

/** Seeds one institution with its catalogue and an empty Moodle course. */
export async function seedCourse(
  { query }: Database,
  tenantId = 'T1',
  { timezone = 'Europe/Paris', grainCount = 12 } = {},
): Promise<SeededCourse> {
  const [platformId, deploymentId, contextId] = [newId(), newId(), newId()];
  await query.insertInto('tenants').values({ id: tenantId, name: tenantId, timezone }).execute();
  await query
    .insertInto('platforms')
    .values({
      id: platformId,
      tenant_id: tenantId,
      name: 'Moodle',
      issuer: `https://moodle.example/${tenantId}`,
      client_id: 'client',
      auth_url: 'https://moodle.example/auth',
      token_url: 'https://moodle.example/token',
      jwks_url: 'https://moodle.example/jwks',
    })
    .execute();
  const place = { tenant_id: tenantId, platform_id: platformId };
  await query
    .insertInto('deployments')
    .values({ id: deploymentId, ...place, deployment_id: '1' })
    .execute();
  await query
    .insertInto('contexts')
    .values({ id: contextId, ...place, deployment_id: deploymentId, lti_context_id: '2' })
    .execute();
  const grains = Array.from({ length: grainCount }, (_, index) => `g${index + 1}`);
  await query
    .insertInto('grains')
    .values(
      grains.map((grain_id, index) => ({
        id: newId(),
        tenant_id: tenantId,
        grain_id,
        module_id: `m${Math.floor(index / 6) + 1}`,
        sequence_id: `s${Math.floor(index / 3) + 1}`,
        title: grain_id,
        position: index,
      })),
    )
    .execute();
  return { tenantId, platformId, deploymentId, contextId, grains };
}

/** Adds people to the course. @returns their profiles' ids, sorted */
export async function seedLearners(
  { query }: Database,
  course: SeededCourse,
  count: number,
  role: 'learner' | 'instructor' = 'learner',
): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId()).sort();
  const { tenantId: tenant_id, platformId: platform_id, contextId: context_id } = course;
  for (let from = 0; from < count; from += 500) {
    const some = ids.slice(from, from + 500);
    await query
      .insertInto('users')
      .values(some.map((id) => ({ id, tenant_id, platform_id, moodle_user_id: id, created_at: PROFILE_CREATED_AT })))
      .execute();
    await query
      .insertInto('context_memberships')
      .values(some.map((user_id) => ({ id: newId(), tenant_id, context_id, user_id, role })))
      .execute();
  }
  return ids;
}

/** Adds an activity that wants grades. @returns its id */
export async function seedLink(
  { query }: Database,
  course: SeededCourse,
  name: string,
  scope: { module_id?: string; sequence_id?: string; grain_id?: string; passback?: 'none' | 'ags' } = {},
): Promise<string> {
  const id = newId();
  await query
    .insertInto('resource_links')
    .values({
      id,
      tenant_id: course.tenantId,
      platform_id: course.platformId,
      deployment_id: course.deploymentId,
      context_id: course.contextId,
      lti_resource_link_id: name,
      passback: 'ags',
      ...scope,
    })
    .execute();
  return id;
}

import type { Database } from '../db/connection.ts';
import { hashOfSecret } from '../ids/ids.ts';
import type { ClassPagePorts } from './class-page.ts';
import { launchIdOf } from './hand-over-code.ts';

/** Who teaches, by their launch and by their membership. */
export function createTeacherReader({
  query,
}: Database): Pick<ClassPagePorts, 'findTeacher' | 'findTeacherInPreview' | 'isTeaching'> {
  return {
    findTeacher: (code) =>
      query
        .selectFrom('launches as l')
        .innerJoin('resource_links as r', 'r.id', 'l.resource_link_id')
        .innerJoin('platforms as p', 'p.id', 'l.platform_id')
        .innerJoin('users as u', 'u.id', 'l.user_id')
        .select(['l.tenant_id as tenantId', 'l.platform_id as platformId', 'r.context_id as contextId'])
        .select(['r.id as resourceLinkId', 'u.id as userId', 'u.locale', 'l.target_url as targetUrl'])
        .select(['p.issuer', 'p.auth_url as authUrl'])
        .where('l.id', '=', launchIdOf(code))
        .where('l.stage', '=', 'ready')
        .where('l.role', '=', 'instructor')
        .executeTakeFirst(),
    async findTeacherInPreview(bearer, now) {
      const row = await query
        .selectFrom('sessions as s')
        .innerJoin('resource_links as r', 'r.id', 's.resource_link_id')
        .innerJoin('platforms as p', 'p.id', 's.platform_id')
        .innerJoin('users as u', 'u.id', 's.user_id')
        .select(['s.tenant_id as tenantId', 's.platform_id as platformId', 'r.context_id as contextId'])
        .select(['r.id as resourceLinkId', 'u.id as userId', 'u.locale', 's.site_origin as siteOrigin'])
        .select(['p.issuer', 'p.auth_url as authUrl'])
        .select(['r.module_id as moduleId', 'r.sequence_id as sequenceId', 'r.grain_id as grainId'])
        .where('s.id', '=', hashOfSecret(bearer))
        .where('s.expires_at', '>', now)
        .where('s.role', '=', 'instructor')
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const { moduleId, sequenceId, grainId, ...teacher } = row;
      return { ...teacher, scope: { moduleId, sequenceId, grainId } };
    },
    async isTeaching(contextId, userId) {
      const row = await query
        .selectFrom('context_memberships as m')
        .innerJoin('contexts as c', 'c.id', 'm.context_id')
        .innerJoin('platforms as p', 'p.id', 'c.platform_id')
        .innerJoin('tenants as t', 't.id', 'c.tenant_id')
        .select('m.id')
        .where('m.context_id', '=', contextId)
        .where('m.user_id', '=', userId)
        .where('m.role', '=', 'instructor')
        .where('m.status', '=', 'active')
        .where('p.status', '=', 'active')
        .where('t.status', '=', 'active')
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

import { isIdentifier } from '../ids/identifier.ts';
import { nextPageOf } from './link-header.ts';
import { jsonOf, type OutboundResponse } from './outbound.ts';

/** Course Groups Service 1.0. */
export const GROUPS_SCOPE = 'https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly';
export const GROUPS_TYPE = 'application/vnd.ims.lti-gs.v1.contextgroupcontainer+json';

/** A group of a course. */
export interface CourseGroup {
  id: string;
  name: string;
}

/** Reads one answer; undefined when it is no container of groups. @param url where it came from */
export function readGroupsPage(
  response: OutboundResponse,
  url: string,
): { items: CourseGroup[]; next: string | null } | undefined {
  const body = jsonOf(response) as { groups?: unknown } | undefined;
  if (!Array.isArray(body?.groups)) return undefined;
  return { items: body.groups.flatMap(groupOf), next: nextPageOf(response.headers.link, url) };
}

function groupOf(entry: unknown): CourseGroup[] {
  const { id: said, name } = (entry ?? {}) as { id?: unknown; name?: unknown };
  // Some platforms count their groups.
  const id = typeof said === 'number' ? String(said) : said;
  if (!isIdentifier(id) || typeof name !== 'string' || name.trim() === '') return [];
  return [{ id, name: name.slice(0, 255).toWellFormed().replaceAll('\0', '').trim() }];
}

/** Which groups a member of a roster is in, by the platform's ids. */
export function groupIdsOf(enrolments: unknown): string[] {
  if (!Array.isArray(enrolments)) return [];
  return enrolments.flatMap((one: unknown) => {
    const { group_id: id } = (one ?? {}) as { group_id?: unknown };
    return typeof id === 'number' ? [String(id)] : isIdentifier(id) ? [id] : [];
  });
}

/** Names of a member's groups as a person reads them; null when there are none that have a name. */
export function groupNamesOf(groupIds: readonly string[], names: ReadonlyMap<string, string>): string | null {
  const all = groupIds.flatMap((id) => names.get(id) ?? []).sort();
  return all.length === 0 ? null : all.join(', ');
}

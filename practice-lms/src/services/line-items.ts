import { headText, type WebReply, type WebRequest } from '../http.ts';
import { lineItemUrl, servicesUrl } from '../protocol/claims.ts';
import type { LineItem } from '../site/grades.ts';
import { COURSE_ID } from '../site/site.ts';
import type { ServiceContext } from './service.ts';
import { contentTypeOf, serviceError, serviceReply } from './service-reply.ts';

/** Media types of AGS line items. */
export const LINE_ITEM = 'application/vnd.ims.lis.v2.lineitem+json';
export const LINE_ITEMS = 'application/vnd.ims.lis.v2.lineitemcontainer+json';

interface LineItemBody {
  label: string;
  scoreMaximum: number;
  resourceId?: string;
  tag?: string;
  resourceLinkId?: string;
}

function toJson(item: LineItem, context: ServiceContext, courseId: string): Record<string, unknown> {
  const { label, scoreMaximum, resourceId, tag, resourceLinkId } = item;
  const link = resourceLinkId === null ? {} : { resourceLinkId, ltiLinkId: resourceLinkId };
  return { id: lineItemUrl(context.platform, item.id, courseId), label, scoreMaximum, resourceId, tag, ...link };
}

/** The Link header as Moodle writes it: typographic quotes, `&amp;` between the parameters, and a `last` that is not the last page. */
function brokenLinks(context: ServiceContext, paging: { limit: number; from: number; total: number }): string {
  const { limit, from, total } = paging;
  const page = `${servicesUrl(context.platform)}/${COURSE_ID}/lineitems?type_id=1&amp;limit=${limit}&amp;from=`;
  const link = (start: number, name: string): string => `<${page}${start}>; rel=“${name}”`;
  const links = [link(0, 'first')];
  if (from > 0) links.push(link(Math.max(from - limit, 0), 'prev'));
  links.push(link(from, 'canonical'));
  if (from + limit < total) links.push(link(from + limit, 'next'));
  links.push(link(total - 1, 'last'));
  return headText(links.join(', '));
}

/** GET line items: filters `resource_link_id`, `resource_id`, `tag`; all of them unless `limit` is given. */
export function listLineItems(request: WebRequest, context: ServiceContext, courseId: string): WebReply {
  const query = request.url.searchParams;
  const matches = (name: string, value: string | null): boolean =>
    !query.has(name) || query.get(name) === (value ?? '');
  const all = courseId === COURSE_ID ? [...context.site.lineItems.values()] : [];
  const found = all.filter(
    (item) =>
      matches('resource_link_id', item.resourceLinkId) &&
      matches('resource_id', item.resourceId) &&
      matches('tag', item.tag),
  );
  const limit = Number(query.get('limit') ?? 0);
  const from = Number(query.get('from') ?? 0);
  const page = limit > 0 ? found.slice(from, from + limit) : found;
  const reply = serviceReply(
    200,
    LINE_ITEMS,
    page.map((item) => toJson(item, context, courseId)),
  );
  if (limit > 0) reply.headers = { ...reply.headers, link: brokenLinks(context, { limit, from, total: found.length }) };
  return reply;
}

function readBody(request: WebRequest): LineItemBody | undefined {
  let body: Partial<Record<keyof LineItemBody, unknown>> | null;
  try {
    body = JSON.parse(request.body) as Partial<Record<keyof LineItemBody, unknown>> | null;
  } catch {
    return undefined;
  }
  if (typeof body !== 'object' || body === null || typeof body.label !== 'string' || body.label === '')
    return undefined;
  const scoreMaximum = body.scoreMaximum === '' ? Number.NaN : Number(body.scoreMaximum ?? Number.NaN);
  if (Number.isNaN(scoreMaximum)) return undefined;
  const optional = (name: 'resourceId' | 'tag' | 'resourceLinkId'): Partial<LineItemBody> =>
    body[name] === undefined || body[name] === null ? {} : { [name]: String(body[name]) };
  const { label } = body;
  return { label, scoreMaximum, ...optional('resourceId'), ...optional('tag'), ...optional('resourceLinkId') };
}

/** Moodle echoes what was sent, and adds the id. */
function echo(
  request: WebRequest,
  context: ServiceContext,
  status: number,
  place: { item: string; course: string },
): WebReply {
  const id = lineItemUrl(context.platform, place.item, place.course);
  return serviceReply(status, LINE_ITEM, { ...(JSON.parse(request.body) as object), id });
}

/** POST: creates a column. 403 when `resourceLinkId` is not one of the tool's activities. */
export function createLineItem(request: WebRequest, context: ServiceContext, courseId: string): WebReply {
  const body = readBody(request);
  if (body === undefined) return serviceError(request, 400, 'No label or Score Maximum');
  const { resourceLinkId } = body;
  if (resourceLinkId !== undefined && !context.site.activities.has(resourceLinkId)) {
    return serviceError(request, 403, 'Forbidden');
  }
  const item = context.site.addLineItem(body);
  return echo(request, context, 201, { item: item.id, course: courseId });
}

/** PUT: replaces; `resourceId` and `tag` that are left out are cleared. */
function replaceLineItem(request: WebRequest, context: ServiceContext, item: LineItem, courseId: string): WebReply {
  const body = readBody(request);
  if (body === undefined) return serviceError(request, 400, 'No label or Score Maximum');
  const { label, scoreMaximum, resourceId = '', tag = '' } = body;
  context.site.changeLineItem(item.id, { label, scoreMaximum, resourceId, tag });
  return echo(request, context, 200, { item: item.id, course: courseId });
}

/** GET, PUT and DELETE of one column. DELETE obeys even for an activity's own column. */
export function oneLineItem(request: WebRequest, context: ServiceContext, item: LineItem, courseId: string): WebReply {
  if (request.method === 'PUT') return replaceLineItem(request, context, item, courseId);
  if (request.method === 'DELETE') {
    context.site.removeLineItem(item.id);
    return { status: 204, reason: 'OK', headers: { 'content-type': 'text/html; charset=utf-8' } };
  }
  return serviceReply(200, LINE_ITEM, toJson(item, context, courseId));
}

/** Reading lists takes the container type, creating takes the other: the wrong one of the two is refused. */
export function isWrongContainer(request: WebRequest): boolean {
  const type = request.method === 'GET' ? (request.headers.accept ?? '') : contentTypeOf(request);
  return request.method === 'GET' ? type !== '' && type !== LINE_ITEMS : type !== LINE_ITEM;
}

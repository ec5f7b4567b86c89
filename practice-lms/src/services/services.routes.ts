import type { WebReply, WebRequest } from '../http.ts';
import { AGS_SCOPE, NRPS_SCOPE } from '../protocol/claims.ts';
import { COURSE_ID, FRONT_PAGE_ID } from '../site/site.ts';
import { createLineItem, isWrongContainer, LINE_ITEM, LINE_ITEMS, listLineItems, oneLineItem } from './line-items.ts';
import { listMembers, MEMBERS, OLD_MEMBERS } from './memberships.ts';
import { listResults, postScore, RESULTS, SCORE } from './scores.ts';
import type { ServiceContext } from './service.ts';
import { acceptOf, contentTypeOf, isReading, serviceError } from './service-reply.ts';

/** The services by name, as the request counters call them. */
export type ServiceName = 'lineitems' | 'lineitem' | 'scores' | 'results' | 'memberships';

interface Service {
  name: ServiceName;
  path: RegExp;
  methods: readonly string[];
  formats: readonly string[];
}

const PREFIX = '/mod/lti/services.php';
/** The column of the course total: it exists, and is nobody's line item. */
const COURSE_TOTAL_ID = '1';

const SERVICES: readonly Service[] = [
  { name: 'lineitems', path: /^\/(\d+)\/lineitems$/, methods: ['GET', 'POST'], formats: [LINE_ITEMS, LINE_ITEM] },
  {
    name: 'lineitem',
    path: /^\/(\d+)\/lineitems\/(\d+)\/lineitem$/,
    methods: ['GET', 'PUT', 'DELETE'],
    formats: [LINE_ITEM],
  },
  { name: 'scores', path: /^\/(\d+)\/lineitems\/(\d+)\/lineitem\/scores$/, methods: ['POST'], formats: [SCORE] },
  { name: 'results', path: /^\/(\d+)\/lineitems\/(\d+)\/lineitem\/results$/, methods: ['GET'], formats: [RESULTS] },
  {
    name: 'memberships',
    path: /^\/CourseSection\/(\d+)\/bindings\/1\/memberships$/,
    methods: ['GET'],
    formats: [MEMBERS, OLD_MEMBERS],
  },
];

function scopesFor(service: Service, method: string): string[] {
  if (service.name === 'memberships') return [NRPS_SCOPE];
  if (service.name === 'scores') return [`${AGS_SCOPE}score`];
  if (service.name === 'results') return [`${AGS_SCOPE}result.readonly`];
  return [`${AGS_SCOPE}lineitem`, ...(method === 'GET' ? [`${AGS_SCOPE}lineitem.readonly`] : [])];
}

/** The name of the service that an address belongs to, whether or not the call is well formed. */
export function serviceNameOf(pathname: string): ServiceName | undefined {
  const path = pathname.slice(PREFIX.length);
  return pathname.startsWith(PREFIX) ? SERVICES.find((service) => service.path.test(path))?.name : undefined;
}

/** Media types are compared as whole strings; a wildcard anywhere lets the call through to the service itself. */
function isAcceptable(request: WebRequest, formats: readonly string[]): boolean {
  if (!isReading(request)) return formats.includes(contentTypeOf(request));
  const accept = acceptOf(request);
  return accept === '' || accept.includes('*/*') || formats.includes(accept);
}

function mayCall(request: WebRequest, context: ServiceContext, service: Service): boolean {
  const { authorization } = request.headers;
  if (!context.tokens.opens(authorization, scopesFor(service, request.method))) return false;
  if (!context.moods.strikes('expiredToken')) return true;
  context.tokens.revoke(authorization);
  return false;
}

function hasUnsupportedType(request: WebRequest, service: Service): boolean {
  if (service.name === 'lineitems') return isWrongContainer(request);
  return service.name !== 'memberships' && acceptOf(request).includes('*/*');
}

async function answerAboutItem(
  request: WebRequest,
  context: ServiceContext,
  name: ServiceName,
  ids: [string, string],
): Promise<WebReply> {
  const [courseId, itemId] = ids;
  const item = context.site.lineItems.get(itemId);
  if (itemId === COURSE_TOTAL_ID) return serviceError(request, 404, 'Line item does not exist');
  if (item === undefined) return serviceError(request, 404, `Not Found: Grade item ${itemId} doesn't exist`);
  if (name === 'scores') return postScore(request, context, item);
  if (name === 'results') return listResults(request, context, item, courseId);
  return oneLineItem(request, context, item, courseId);
}

/** Answers the tool's service calls (AGS and NRPS), in Moodle's order: handler, token, media type, course, item. */
export async function answerService(request: WebRequest, context: ServiceContext): Promise<WebReply> {
  const path = request.url.pathname.slice(PREFIX.length);
  const { method } = request;
  const service = SERVICES.find(
    (one) => one.path.test(path) && one.methods.includes(method) && isAcceptable(request, one.formats),
  );
  if (service === undefined) {
    return serviceError(request, 400, `No handler found for ${path} ${acceptOf(request)} ${contentTypeOf(request)}`);
  }
  if (!mayCall(request, context, service)) return serviceError(request, 401, 'Unauthorized');
  if (hasUnsupportedType(request, service)) return serviceError(request, 400, 'No context or unsupported content type');
  const [, courseId = '', itemId] = service.path.exec(path) ?? [];
  if (courseId !== COURSE_ID && courseId !== FRONT_PAGE_ID) {
    return serviceError(request, 404, `Not Found: Course ${courseId} doesn't exist`);
  }
  if (service.name === 'memberships') return listMembers(request, context, courseId);
  if (itemId !== undefined) return answerAboutItem(request, context, service.name, [courseId, itemId]);
  return method === 'POST' ? createLineItem(request, context, courseId) : listLineItems(request, context, courseId);
}

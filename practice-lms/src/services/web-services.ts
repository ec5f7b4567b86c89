import type { WebReply, WebRequest } from '../http.ts';
import { type Activity, COURSE_ID } from '../site/site.ts';
import type { ServiceContext } from './service.ts';

/** What the service's user may do: manage the activities, only see them, or not even that. */
export type ServicesRights = 'manage' | 'view' | 'none';

/** What opens the web services. */
export interface ServicesDoor {
  token: string | undefined;
  rights: ServicesRights;
}

type Call = (form: URLSearchParams, context: ServiceContext, rights: ServicesRights) => unknown;

/** Moodle answers refusals with 200, too. */
class Refusal extends Error {
  readonly errorcode: string;
  constructor(errorcode: string) {
    super(errorcode);
    this.errorcode = errorcode;
  }
}

/** Scores by web service have no order: each replaces what is there. */
const NO_TIME = Number.MAX_SAFE_INTEGER;

/** The functions that Passerelle calls, with the members that it reads. */
const FUNCTIONS: Readonly<Record<string, Call>> = {
  mod_lti_get_ltis_by_courses: (_form, { site }, rights) => ({
    ltis: (rights === 'none' ? [] : [...site.activities.values()]).map(({ id, courseModuleId, title }) => ({
      id: Number(id),
      coursemodule: courseModuleId,
      course: Number(COURSE_ID),
      name: title,
    })),
    warnings: [],
  }),
  core_course_get_course_module: (form, context, rights) => {
    const activity = activityOf(form.get('cmid'), context);
    if (rights === 'none') throw new Refusal('requireloginerror');
    const item = context.site.lineItems.get(activity.lineItemId ?? '');
    const seen = {
      id: activity.courseModuleId,
      course: Number(COURSE_ID),
      name: activity.title,
      modname: 'lti',
      instance: Number(activity.id),
      completion: 2,
    };
    if (rights === 'view') return { cm: seen, warnings: [] };
    return {
      cm: {
        ...seen,
        completiongradeitemnumber: item === undefined ? null : 0,
        completionpassgrade: item === undefined ? 0 : 1,
        grade: item?.scoreMaximum ?? 0,
      },
      warnings: [],
    };
  },
  core_grades_update_grades: (form, context) => {
    const activity = activityOf(form.get('activityid'), context);
    const item = context.site.lineItems.get(activity.lineItemId ?? '');
    if (item === undefined) return 1;
    const userId = form.get('grades[0][studentid]') ?? '';
    const given = Number(form.get('grades[0][grade]'));
    const score = { given, maximum: item.scoreMaximum, comment: null, timestampSeconds: NO_TIME };
    return context.site.storeScore(item, userId, score).kind === 'stored' ? 0 : 4;
  },
  core_completion_override_activity_completion_status: (form, context) => {
    const { courseModuleId } = activityOf(form.get('cmid'), context);
    return { cmid: courseModuleId, userid: Number(form.get('userid')), state: Number(form.get('newstate')) };
  },
};

function activityOf(cmid: string | null, { site }: ServiceContext): Activity {
  const activity = site.activityByModule(Number(cmid));
  if (activity === undefined) throw new Refusal('invalidcoursemodule');
  return activity;
}

/** POST /webservice/rest/server.php: Moodle's REST web services, as far as Passerelle needs them. */
export function answerWebService(request: WebRequest, context: ServiceContext, door: ServicesDoor): WebReply {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  try {
    const value = perform(request, context, door);
    return { status: 200, headers, body: JSON.stringify(value) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const refusal = { exception: 'moodle_exception', errorcode: error.errorcode, message: error.errorcode };
    return { status: 200, headers, body: JSON.stringify(refusal) };
  }
}

function perform(request: WebRequest, context: ServiceContext, door: ServicesDoor): unknown {
  if (door.token === undefined || request.form.get('wstoken') !== door.token) throw new Refusal('invalidtoken');
  const name = request.url.searchParams.get('wsfunction') ?? '';
  const call = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (call === undefined) throw new Refusal('accessexception');
  return call(request.form, context, door.rights);
}

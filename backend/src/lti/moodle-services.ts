import { jsonOf, type OutboundResponse } from './outbound.ts';
import { retryAfterMs, type ServiceTrouble, trouble } from './service-trouble.ts';

/** Access to the REST web services of one Moodle. */
export interface MoodleServices {
  platformId: string;
  /** Moodle's own address, without a slash at the end. */
  url: string;
  token: string;
}

/** A course module of Moodle, as far as grades and completion are concerned. */
export interface CourseModule {
  cmid: string;
  courseId: string;
  /** `mod_lti`, `mod_assign` ... */
  component: string;
  /** Points of its column; null when it has none (or a scale of words). */
  maximum: number | null;
  /** Its completion can be set from outside: manual, or automatic by viewing alone. */
  isCompletable: boolean;
}

/** What became of a call. `gone`: Moodle has no such course module (any more). */
export type MoodleAnswer<T> =
  | { kind: 'done'; value: T }
  | { kind: 'gone' }
  /** Moodle failed on it, which may concern this one grade. */
  | { kind: 'failing' }
  | ServiceTrouble;

/** Moodle's web services, for activities that no LTI grade service reaches. Nothing here throws for what Moodle does. */
export interface MoodleServicesClient {
  /** The course module of an LTI activity; undefined when the course has none of that id. */
  findLtiModule(
    services: MoodleServices,
    courseId: string,
    instanceId: string,
  ): Promise<MoodleAnswer<string | undefined>>;
  /** May be five minutes old. */
  readModule(services: MoodleServices, cmid: string): Promise<MoodleAnswer<CourseModule>>;
  /** @param score 0..1, turned into points of the column */
  writeGrade(
    services: MoodleServices,
    module: CourseModule,
    grade: { moodleUserId: string; score: number },
  ): Promise<MoodleAnswer<void>>;
  writeCompletion(
    services: MoodleServices,
    module: CourseModule,
    completion: { moodleUserId: string; isComplete: boolean },
  ): Promise<MoodleAnswer<void>>;
  /** The same, asked now. */
  checkModule(services: MoodleServices, cmid: string): Promise<MoodleAnswer<CourseModule>>;
}

/** Values of a call; lists and objects become `a[0][b]`. */
export type MoodleValue = string | number | readonly MoodleValue[] | { readonly [name: string]: MoodleValue };

/** The form of a call, as Moodle reads it. */
export function servicesForm(values: Record<string, MoodleValue>): string {
  const form = new URLSearchParams();
  const add = (name: string, value: MoodleValue): void => {
    if (typeof value === 'object') for (const [key, part] of Object.entries(value)) add(`${name}[${key}]`, part);
    else form.append(name, String(value));
  };
  for (const [name, value] of Object.entries(values)) add(name, value);
  return form.toString();
}

/** The address of a function; the token never stands in it. */
export function servicesUrl(url: string, name: string): string {
  return `${url}/webservice/rest/server.php?wsfunction=${name}&moodlewsrestformat=json`;
}

const POINT_DECIMALS = 1e5;

/** A grade for core_grades_update_grades, in points of the column. */
export function gradeValues(module: CourseModule, grade: { moodleUserId: string; score: number }) {
  const points = Math.round(grade.score * (module.maximum ?? 0) * POINT_DECIMALS) / POINT_DECIMALS;
  return {
    source: module.component,
    courseid: module.courseId,
    component: module.component,
    activityid: module.cmid,
    itemnumber: 0,
    grades: [{ studentid: grade.moodleUserId, grade: points }],
  };
}

/** Moodle says 200 for everything: a refusal is an object with `exception` and `errorcode`. */
export function readMoodleAnswer(response: OutboundResponse, nowMs: number): MoodleAnswer<unknown> {
  const { status } = response;
  const afterMs = retryAfterMs(response, nowMs);
  if (status === 429) return trouble('lms_throttled', { afterMs });
  if (status === 500 || status === 502) return { kind: 'failing' };
  if (status >= 500 || status === 408) return trouble('lms_failing', { afterMs });
  const body = jsonOf(response);
  if (status !== 200 || body === undefined) return trouble('unexpected_answer');
  const { exception, errorcode } = (body ?? {}) as { exception?: unknown; errorcode?: unknown };
  return exception === undefined ? { kind: 'done', value: body } : answerOfRefusal(String(errorcode ?? ''));
}

/** The service user may not do it, or not see the activity: it may be mended in Moodle, and other activities be right. */
const RIGHTS_MISSING: ServiceTrouble = { kind: 'retry', code: 'services_rights_missing', isPlatformWide: false };

const REFUSALS: Record<string, MoodleAnswer<never>> = {
  invalidtoken: trouble('services_token_refused'),
  accessexception: trouble('services_function_missing'),
  servicenotavailable: trouble('services_function_missing'),
  enablewsdescription: trouble('services_function_missing'),
  sitemaintenance: trouble('lms_failing'),
  nopermissions: RIGHTS_MISSING,
  requireloginerror: RIGHTS_MISSING,
  invalidcoursemodule: { kind: 'gone' },
  invalidrecord: { kind: 'gone' },
  invaliduser: { kind: 'gave_up', code: 'not_a_student' },
  usernotenroled: { kind: 'gave_up', code: 'not_a_student' },
  notenrolled: { kind: 'gave_up', code: 'not_a_student' },
  invalidparameter: { kind: 'gave_up', code: 'score_refused' },
};

function answerOfRefusal(errorCode: string): MoodleAnswer<never> {
  return Object.hasOwn(REFUSALS, errorCode) ? (REFUSALS[errorCode] ?? { kind: 'failing' }) : { kind: 'failing' };
}

/** core_grades_update_grades answers 0, or what went wrong as a number (1 failed, 2 several columns, 3 deleted, 4 locked). */
export function readGradeAnswer(answer: MoodleAnswer<unknown>): MoodleAnswer<void> {
  if (answer.kind !== 'done') return answer;
  if (answer.value === 0 || answer.value === '0') return { kind: 'done', value: undefined };
  if (answer.value === 4) return { kind: 'gave_up', code: 'locked_or_failing' };
  return answer.value === 3 ? { kind: 'gone' } : { kind: 'failing' };
}

/**
 * The answer of core_course_get_course_module. Who may not manage the activity gets a shorter one, without the column: it
 * must not pass for an activity that has none.
 */
export function readModuleAnswer(answer: MoodleAnswer<unknown>): MoodleAnswer<CourseModule> {
  if (answer.kind !== 'done') return answer;
  const { cm } = (answer.value ?? {}) as { cm?: Record<string, unknown> };
  if (cm === undefined || typeof cm.modname !== 'string') return trouble('unexpected_answer');
  if (cm.completiongradeitemnumber === undefined) return RIGHTS_MISSING;
  const maximum = Number(cm.grade ?? 0);
  const isGraded = cm.completiongradeitemnumber !== null;
  const value = {
    cmid: String(cm.id),
    courseId: String(cm.course),
    component: `mod_${cm.modname}`,
    maximum: Number.isFinite(maximum) && maximum > 0 ? maximum : null,
    isCompletable: cm.completion === 1 || (cm.completion === 2 && !isGraded),
  };
  return { kind: 'done', value };
}

/**
 * The course module of an LTI activity, out of mod_lti_get_ltis_by_courses, which leaves out what the service user may not
 * see: a list without any is no proof that the activity is gone.
 */
export function readLtiModules(answer: MoodleAnswer<unknown>, instanceId: string): MoodleAnswer<string | undefined> {
  if (answer.kind !== 'done') return answer;
  const { ltis } = (answer.value ?? {}) as { ltis?: { id?: unknown; coursemodule?: unknown }[] };
  if (!Array.isArray(ltis) || ltis.length === 0) return RIGHTS_MISSING;
  const found = ltis.find((one) => String(one?.id) === instanceId);
  return { kind: 'done', value: found === undefined ? undefined : String(found.coursemodule) };
}

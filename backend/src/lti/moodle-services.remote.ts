import {
  type CourseModule,
  gradeValues,
  type MoodleAnswer,
  type MoodleServices,
  type MoodleServicesClient,
  type MoodleValue,
  readGradeAnswer,
  readLtiModules,
  readModuleAnswer,
  readMoodleAnswer,
  servicesForm,
  servicesUrl,
} from './moodle-services.ts';
import type { GuardedFetch } from './outbound.ts';
import { troubleOfOutbound } from './service-trouble.ts';

const MODULE_AGE_MS = 5 * 60_000;
const MOST_MODULES = 5000;

/** @param now milliseconds */
export function createMoodleServicesClient(outbound: GuardedFetch, now: () => number = Date.now): MoodleServicesClient {
  const modules = new Map<string, { until: number; module: CourseModule }>();
  const call = async (
    services: MoodleServices,
    name: string,
    values: Record<string, MoodleValue>,
  ): Promise<MoodleAnswer<unknown>> => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = servicesForm({ ...values, wstoken: services.token });
    try {
      const url = servicesUrl(services.url, name);
      return readMoodleAnswer(await outbound(url, { method: 'POST', headers, body }), now());
    } catch (error) {
      return troubleOfOutbound(error);
    }
  };
  const checkModule: MoodleServicesClient['checkModule'] = async (services, cmid) =>
    readModuleAnswer(await call(services, 'core_course_get_course_module', { cmid }));
  return {
    checkModule,
    async findLtiModule(services, courseId, instanceId) {
      const answer = await call(services, 'mod_lti_get_ltis_by_courses', { courseids: [courseId] });
      return readLtiModules(answer, instanceId);
    },
    async readModule(services, cmid) {
      const key = `${services.url} ${cmid}`;
      const known = modules.get(key);
      if (known !== undefined && known.until > now()) return { kind: 'done', value: known.module };
      const answer = await checkModule(services, cmid);
      if (answer.kind !== 'done') return answer;
      if (modules.size >= MOST_MODULES) modules.clear();
      modules.set(key, { until: now() + MODULE_AGE_MS, module: answer.value });
      return answer;
    },
    async writeGrade(services, module, grade) {
      return readGradeAnswer(await call(services, 'core_grades_update_grades', gradeValues(module, grade)));
    },
    async writeCompletion(services, module, { moodleUserId, isComplete }) {
      const values = { userid: moodleUserId, cmid: module.cmid, newstate: isComplete ? 1 : 0 };
      const answer = await call(services, 'core_completion_override_activity_completion_status', values);
      return answer.kind === 'done' ? { kind: 'done', value: undefined } : answer;
    },
  };
}

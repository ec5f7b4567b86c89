import type { CourseModule, MoodleAnswer, MoodleServices, MoodleServicesClient } from '../lti/moodle-services.ts';
import type { GradeChannel, PlaceAnswer, SendableGrade, SendOutcome } from './grade-channel.ts';

/** What opens the web services of a platform; undefined when nothing does. */
export type FindMoodleServices = (platformId: string) => Promise<MoodleServices | undefined>;

/** Remembers the course module of an activity. */
export interface CourseModuleStore {
  saveCourseModule(resourceLinkId: string, cmid: string): Promise<void>;
}

const PLACE = /#cmid=(.+)$/;

/** Moodle's REST web services. A place is Moodle's address and the number of the course module. */
export function createMoodleServicesChannel(
  client: MoodleServicesClient,
  find: FindMoodleServices,
  store: CourseModuleStore,
): GradeChannel {
  const lookUp = async (services: MoodleServices, pending: SendableGrade): Promise<PlaceAnswer> => {
    const { activity, ltiContextId } = pending;
    const answer = await client.findLtiModule(services, ltiContextId, activity.ltiResourceLinkId);
    if (answer.kind !== 'done') return placeOf(answer);
    if (answer.value === undefined) return { kind: 'gave_up', code: 'module_unknown' };
    await store.saveCourseModule(activity.resourceLinkId, answer.value);
    return { kind: 'place', place: `${services.url}#cmid=${answer.value}` };
  };
  return {
    async locate(pending) {
      const services = await find(pending.platform.id);
      if (services === undefined) return { kind: 'gave_up', code: 'services_missing' };
      if (!/^[1-9]\d*$/.test(pending.moodleUserId)) return { kind: 'gave_up', code: 'user_unknown' };
      if (pending.moodleCmid === null) return lookUp(services, pending);
      return { kind: 'place', place: `${services.url}#cmid=${pending.moodleCmid}` };
    },
    async send(pending, place) {
      const services = await find(pending.platform.id);
      if (services === undefined) return { kind: 'gave_up', code: 'services_missing' };
      const module = await client.readModule(services, PLACE.exec(place)?.[1] ?? '');
      return module.kind === 'done' ? write(client, services, module.value, pending) : outcomeOf(module);
    },
    async relocate(pending, gone) {
      const services = await find(pending.platform.id);
      if (services === undefined) return { kind: 'gave_up', code: 'services_missing' };
      const answer = await lookUp(services, pending);
      return answer.kind === 'place' && answer.place === gone ? { kind: 'gave_up', code: 'module_unknown' } : answer;
    },
    async checkPlace(pending, place) {
      const services = await find(pending.platform.id);
      if (services === undefined) return 'unknown';
      const module = await client.checkModule(services, PLACE.exec(place)?.[1] ?? '');
      if (module.kind === 'gone') return 'gone';
      return module.kind === 'done' ? 'there' : 'silent';
    },
  };
}

/** The grade where there is a column, the completion where it can be set from outside; both are safe to repeat. */
async function write(
  client: MoodleServicesClient,
  services: MoodleServices,
  module: CourseModule,
  { moodleUserId, grade }: SendableGrade,
): Promise<SendOutcome> {
  if (module.maximum === null && !module.isCompletable) return { kind: 'ungraded' };
  if (module.maximum !== null) {
    const written = await client.writeGrade(services, module, { moodleUserId, score: grade.score });
    if (written.kind !== 'done') return outcomeOf(written);
  }
  if (!module.isCompletable) return { kind: 'delivered' };
  return outcomeOf(await client.writeCompletion(services, module, { moodleUserId, isComplete: grade.isComplete }));
}

function outcomeOf(answer: MoodleAnswer<unknown>): SendOutcome {
  if (answer.kind === 'done') return { kind: 'delivered' };
  return answer.kind === 'gone' ? { kind: 'place_gone' } : answer;
}

function placeOf(answer: Exclude<MoodleAnswer<unknown>, { kind: 'done' }>): PlaceAnswer {
  if (answer.kind === 'gone') return { kind: 'gave_up', code: 'module_unknown' };
  if (answer.kind === 'failing') return { kind: 'retry', code: 'lms_failing', isPlatformWide: true };
  return answer;
}

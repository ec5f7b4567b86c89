import type { AgsClient, LineItemAnswer, LineItemStore } from '../lti/ags.ts';
import type { GradeChannel, PlaceAnswer, SendableGrade } from './grade-channel.ts';

/** Assignment and Grade Services 2.0. A place is the address of a line item. */
export function createAgsChannel(ags: AgsClient, lineItems: LineItemStore): GradeChannel {
  const keep = async (answer: LineItemAnswer, { activity }: SendableGrade): Promise<PlaceAnswer> => {
    if (answer.kind === 'none') return { kind: 'ungraded' };
    if (answer.kind !== 'found') return answer;
    await lineItems.save(activity.resourceLinkId, answer);
    return { kind: 'place', place: answer.url };
  };
  return {
    async locate(pending) {
      const { platform, activity } = pending;
      if (activity.lineItemUrl !== null) return { kind: 'place', place: activity.lineItemUrl };
      return keep(await ags.findOrCreateLineItem(platform, activity), pending);
    },
    async send({ platform, moodleUserId, grade }, place) {
      const outcome = await ags.postScore(platform, place, { moodleUserId, score: grade.score });
      return outcome.kind === 'line_item_gone' ? { kind: 'place_gone' } : outcome;
    },
    // A column of our own making is made again, once; another is only looked for.
    async relocate(pending, gone) {
      const { platform, activity } = pending;
      const isOurs = activity.lineItemOrigin === 'passerelle';
      const answer = isOurs
        ? await ags.findOrCreateLineItem(platform, activity)
        : await ags.findLineItem(platform, activity);
      if (answer.kind === 'none' || (answer.kind === 'found' && answer.url === gone)) {
        return { kind: 'gave_up', code: 'line_item_gone' };
      }
      return keep(answer, pending);
    },
    checkPlace: ({ platform, activity }, place) => ags.checkLineItem(platform, activity, place),
  };
}

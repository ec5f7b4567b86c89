import type { OutcomeAnswer, OutcomeConsumer, OutcomesClient, OutcomeTarget } from '../lti/outcomes.ts';
import type { GradeChannel, SendableGrade, SendOutcome } from './grade-channel.ts';

/** The consumer secret of an LTI 1.1 platform; undefined when there is none. */
export type FindConsumerSecret = (platformId: string) => Promise<string | undefined>;

type Ready = { kind: 'ready'; target: OutcomeTarget; consumer: OutcomeConsumer };

/**
 * Basic Outcomes of LTI 1.1. A place is the address of the service: the LMS' name for the result changes with every launch
 * and means the same.
 */
export function createOutcomesChannel(client: OutcomesClient, findSecret: FindConsumerSecret): GradeChannel {
  const ready = async ({ outcome, platform }: SendableGrade): Promise<Ready | SendOutcome> => {
    if (outcome === null) return { kind: 'gave_up', code: 'no_result_id' };
    const secret = await findSecret(platform.id);
    if (secret === undefined) return { kind: 'gave_up', code: 'secret_refused' };
    return { kind: 'ready', target: outcome, consumer: { consumerKey: platform.clientId, secret } };
  };
  return {
    async locate({ outcome }) {
      if (outcome === null) return { kind: 'gave_up', code: 'no_result_id' };
      return { kind: 'place', place: outcome.serviceUrl };
    },
    async send(pending) {
      const to = await ready(pending);
      if (to.kind !== 'ready') return to;
      const { score, grains } = pending.grade;
      // Nothing is finished any more: no result is truer than a zero.
      if (grains.length === 0) return outcomeOf(await client.deleteResult(to.consumer, to.target));
      return outcomeOf(await client.replaceResult(to.consumer, to.target, score));
    },
    relocate: async () => ({ kind: 'gave_up', code: 'result_unknown' }),
    async checkPlace(pending) {
      const to = await ready(pending);
      if (to.kind !== 'ready') return 'unknown';
      const answer = await client.readResult(to.consumer, to.target);
      if (answer.kind === 'unknown_target') return 'gone';
      return answer.kind === 'done' ? 'there' : 'silent';
    },
  };
}

function outcomeOf(answer: OutcomeAnswer): SendOutcome {
  if (answer.kind === 'done') return { kind: 'delivered' };
  return answer.kind === 'unknown_target' ? { kind: 'place_gone' } : answer;
}

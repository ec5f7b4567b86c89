import { newId, newSecret } from '../ids/ids.ts';
import { authorizationHeader } from './lti1p1-signature.ts';
import type { GuardedFetch } from './outbound.ts';
import {
  OUTCOMES_TYPE,
  type OutcomeAnswer,
  type OutcomeConsumer,
  type OutcomeOperation,
  type OutcomesClient,
  type OutcomeTarget,
  outcomeBody,
  readOutcomeAnswer,
} from './outcomes.ts';
import { troubleOfOutbound } from './service-trouble.ts';

/** @param now milliseconds */
export function createOutcomesClient(outbound: GuardedFetch, now: () => number = Date.now): OutcomesClient {
  const call = async (
    operation: OutcomeOperation,
    consumer: OutcomeConsumer,
    target: OutcomeTarget,
    score?: number,
  ): Promise<OutcomeAnswer> => {
    const { serviceUrl, sourcedId } = target;
    const body = outcomeBody(operation, { id: newId(now()), sourcedId, ...(score !== undefined && { score }) });
    const signer = { ...consumer, nonce: newSecret(16), timestampSeconds: Math.floor(now() / 1000) };
    try {
      const headers = {
        'content-type': OUTCOMES_TYPE,
        authorization: authorizationHeader(serviceUrl, body, signer),
      };
      return readOutcomeAnswer(await outbound(serviceUrl, { method: 'POST', headers, body }), now());
    } catch (error) {
      return troubleOfOutbound(error);
    }
  };
  return {
    replaceResult: (consumer, target, score) => call('replaceResult', consumer, target, score),
    readResult: (consumer, target) => call('readResult', consumer, target),
    deleteResult: (consumer, target) => call('deleteResult', consumer, target),
  };
}

import type { LaunchMessage } from './launch-message.ts';

/** Which way grades travel: none, LTI 1.3, LTI 1.1, Moodle's web services. */
export type Passback = 'none' | 'ags' | 'outcomes' | 'moodle_ws';

/**
 * The way for grades where a launch does not open that of LTI 1.3: Basic Outcomes when an LTI 1.1 launch names the service,
 * or an earlier one did (some platforms name it to learners only); else Moodle's web services, if we hold a token for them.
 */
export function passbackWithoutAgs(
  { outcomes }: Pick<LaunchMessage, 'outcomes'>,
  known: Passback | undefined,
  hasServices: boolean,
): Passback {
  if (outcomes === 'named' || (outcomes === 'not_named' && known === 'outcomes')) return 'outcomes';
  return hasServices ? 'moodle_ws' : 'none';
}

// A sender in a process of its own, for tests that kill it. It tells its parent when the LMS has taken a grade, and then
// never gets to write that down.
import { anotherOn, senderOn } from './grade-stage.ts';

const [url = ''] = process.argv.slice(2);
process.on('disconnect', () => process.exit(1));
const { sender } = senderOn(anotherOn(url), {
  leaseMs: 1500,
  afterDelivery: async () => {
    process.send?.('delivered');
    await new Promise(() => undefined);
  },
});
sender.start();

// A sender in a process of its own, whose clock the parent sets, for tests that kill it.
import { live, type SimulatedTime } from './simulated-time.ts';

const [url = '', leaseMs = ''] = process.argv.slice(2);
process.on('disconnect', () => process.exit(1));
let time = await new Promise<SimulatedTime>((resolve) => process.once('message', resolve as (told: unknown) => void));
process.on('message', (told) => {
  time = told as SimulatedTime;
});
live(() => time);
// Only now: whatever is loaded asks for the time as it is told here.
const { anotherOn, senderOn } = await import('./grade-stage.ts');
senderOn(anotherOn(url), { leaseMs: Number(leaseMs), timeoutMs: 10_000 }).sender.start();
process.send?.('ready');

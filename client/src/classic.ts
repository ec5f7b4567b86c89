import type { DoneDetail } from './public.d.ts';
import { begin, commands } from './start.ts';

type Call = [command: keyof typeof commands, grain: string, detail?: DoneDetail];

const holder: { progressApi?: { (...call: Call): void; q?: Call[] } } = window as object;
const stub = holder.progressApi;

// A page with two tags starts once.
if (!stub || stub.q) {
  const drawn = begin();
  const api = (...[command, grain, detail]: Call) => void drawn.then(() => commands[command](grain, detail));
  holder.progressApi = api;
  for (const call of stub?.q ?? []) api(...call);
}

import { hearClick } from './buttons.ts';
import type { DoneDetail } from './public.d.ts';
import { begin, commands } from './start.ts';

type Call = [command: keyof typeof commands | Event, grain?: string, detail?: DoneDetail];

const holder: { progressApi?: { (...call: Call): void; q?: Call[] } } = window as object;
const stub = holder.progressApi;

// A page with two tags starts once: unlike the stub's, our own function names what it takes.
if (!stub?.length) {
  const drawn = begin();
  holder.progressApi = (command, grain, detail) =>
    void drawn.then(() =>
      commands[command as 'done'] ? commands[command as 'done'](grain as string, detail) : hearClick(command as Event),
    );
  // The stub has kept calls, and the clicks of people who were faster than the network; from here on the script listens.
  removeEventListener('click', stub as never, true);
  for (const call of stub?.q ?? []) holder.progressApi(...call);
}

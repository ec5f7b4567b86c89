import type { DoneDetail } from './public.d.ts';
import { begin, finish, flush, refresh } from './start.ts';

type Call = [command: 'done' | 'flush' | 'refresh', grain: string, detail?: DoneDetail];

const holder: { progressApi?: { q?: Call[]; isStarted?: boolean } } = window as object;
const stub = holder.progressApi;

// A page with two tags starts once.
if (!stub?.isStarted) {
  void begin(() => {
    const call = (...[command, grain, detail]: Call) => ({ done: finish, flush, refresh })[command](grain, detail);
    holder.progressApi = Object.assign(call, { isStarted: true });
    for (const asked of stub?.q ?? []) call(...asked);
  });
}

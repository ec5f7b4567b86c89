import type * as api from './public.d.ts';
import { begin, commands } from './start.ts';

const drawn = begin();

export const done: typeof api.done = (grain, detail) => void drawn.then(() => commands.done(grain, detail));
export const refresh: typeof api.refresh = () => void drawn.then(commands.refresh);
export const flush: typeof api.flush = () => void drawn.then(commands.flush);

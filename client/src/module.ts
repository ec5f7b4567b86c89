import type * as api from './public.d.ts';
import { begin, refresh as draw, finish, flush as send } from './start.ts';

const drawn = new Promise<void>((resolve) => void begin(resolve));

export const done: typeof api.done = (grain, detail) => void drawn.then(() => finish(grain, detail));
export const refresh: typeof api.refresh = () => void drawn.then(draw);
export const flush: typeof api.flush = () => void drawn.then(send);

import type { ProgressEvents } from './public.d.ts';

type Name = keyof ProgressEvents extends `progress:${infer Short}` ? Short : never;

/** Tells the page's own code, on `document`. */
export function fire<Short extends Name>(name: Short, detail: ProgressEvents[`progress:${Short}`]): void {
  document.dispatchEvent(new CustomEvent(`progress:${name}`, { detail }));
}

/** Shows what has changed. */
export let draw: () => void;

/** Says how. */
export function drawWith(action: () => void): void {
  draw = action;
}

import { prefix } from './options.ts';

/** The session, named by the empty text, lives with its tab; what waits outlives it. */
const area = (name: string) => (name ? localStorage : sessionStorage);

/** Undefined when absent, unreadable or forbidden by the browser: reaching for the storage may itself throw. */
export function recall<T>(name: string): T | null | undefined {
  try {
    return JSON.parse(area(name).getItem(prefix + name) as string);
  } catch {
    return undefined;
  }
}

/** Falsy when the browser refused (quota, private window, storage switched off). `undefined` removes. */
export function keep(name: string, value?: unknown): true | undefined {
  try {
    if (value === undefined) area(name).removeItem(prefix + name);
    else area(name).setItem(prefix + name, JSON.stringify(value));
    return true;
  } catch {
    return undefined;
  }
}

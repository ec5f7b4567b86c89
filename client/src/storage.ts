import { prefix } from './options.ts';

type Area = 'localStorage' | 'sessionStorage';

/** Undefined when absent, unreadable or forbidden by the browser: reaching for the storage may itself throw. */
export function recall<T>(area: Area, name: string): T | null | undefined {
  try {
    return JSON.parse(window[area].getItem(prefix + name) as string);
  } catch {
    return undefined;
  }
}

/** Falsy when the browser refused (quota, private window, storage switched off). `undefined` removes. */
export function keep(area: Area, name: string, value?: unknown): true | undefined {
  try {
    if (value === undefined) window[area].removeItem(prefix + name);
    else window[area].setItem(prefix + name, JSON.stringify(value));
    return true;
  } catch {
    return undefined;
  }
}

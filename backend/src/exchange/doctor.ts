/** A sentence in the two languages of the product. */
export interface Text {
  readonly fr: string;
  readonly en: string;
}

export type Level = 'ok' | 'warn' | 'fail';

/** What one look found. `remedy` is there unless all is well. */
export interface Finding {
  readonly level: Level;
  readonly says: Text;
  readonly remedy?: Text;
}

/** One line of the report. */
export interface Line extends Finding {
  /** Name of the check, stable: `database.charset`. */
  readonly check: string;
}

/** One thing to look at: its name, and a look that reads and judges. */
export interface Check {
  readonly name: string;
  look(): Promise<readonly Finding[]>;
}

const LOOK_WITHIN_MS = 15_000;

/**
 * One check: what it reads, and how that is judged. The judgement is a pure function, so that every fault can be planted in a
 * test without breaking a server.
 */
export function check<Facts>(
  name: string,
  read: () => Promise<Facts>,
  judge: (facts: Facts) => Finding | readonly Finding[],
): Check {
  return {
    name,
    async look() {
      const found = judge(await read());
      return Array.isArray(found) ? (found as readonly Finding[]) : [found as Finding];
    },
  };
}

/** Runs the checks one after the other. One that cannot be carried out is a fault of its own, not the end of the report. */
export async function examine(checks: readonly Check[], tell: (line: Line) => void = () => undefined): Promise<Line[]> {
  const lines: Line[] = [];
  for (const { name, look } of checks) {
    for (const finding of await withinTime(look).catch(unreadable)) {
      const line = { check: name, ...finding };
      lines.push(line);
      tell(line);
    }
  }
  return lines;
}

/** The worst of them. */
export function worstOf(lines: readonly Finding[]): Level {
  if (lines.some(({ level }) => level === 'fail')) return 'fail';
  return lines.some(({ level }) => level === 'warn') ? 'warn' : 'ok';
}

function withinTime<T>(look: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${LOOK_WITHIN_MS / 1000} s`)), LOOK_WITHIN_MS);
  });
  return Promise.race([look(), late]).finally(() => clearTimeout(timer));
}

function unreadable(error: unknown): Finding[] {
  const { message, code } = error as Error & { code?: string };
  const what = code === undefined ? message : `${message} (${code})`;
  return [
    fail(`ne peut pas être vérifié : ${what}`, `cannot be looked at: ${what}`, {
      fr: 'Réparez cela, puis relancez « passerelle doctor ».',
      en: 'Mend that, then run "passerelle doctor" again.',
    }),
  ];
}

export function ok(fr: string, en: string): Finding {
  return { level: 'ok', says: { fr, en } };
}

export function warn(fr: string, en: string, remedy: Text): Finding {
  return { level: 'warn', says: { fr, en }, remedy };
}

export function fail(fr: string, en: string, remedy: Text): Finding {
  return { level: 'fail', says: { fr, en }, remedy };
}

/** The first of them, and how many more there are. */
export function some(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} … (+${names.length - most})` : shown;
}

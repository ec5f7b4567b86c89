/** Inserts that share commits. */
export interface Grouped<Item, Result> {
  insert(item: Item): Promise<Result>;
  /** Announces an item; what it answers is called when that item is settled or will not come. */
  expect(): () => void;
}

export interface GroupOptions {
  maxItems?: number;
  /** How long a group waits at most for items that are announced and not yet here. 0: not at all. */
  longestWaitMs?: number;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Gathers what arrives while one write is under way and writes it together: concurrent callers share one commit. One
 * write is under way at a time. A group that fails is tried item by item, so that one bad item fails alone.
 * @param write answers one result per item, in order
 */
export function inGroups<Item, Result>(
  write: (items: readonly Item[]) => Promise<Result[]>,
  { maxItems = 256, longestWaitMs = 0 }: GroupOptions = {},
): Grouped<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let expected = 0;
  let isUnderWay = false;
  let timer: NodeJS.Timeout | undefined;

  const run = async (): Promise<void> => {
    if (isUnderWay || waiting.length === 0) return;
    clearTimeout(timer);
    timer = undefined;
    isUnderWay = true;
    const group = waiting.slice(0, maxItems);
    waiting = waiting.slice(maxItems);
    await settle(write, group);
    isUnderWay = false;
    consider();
  };
  /** Writes now, or gives those who were announced a moment to arrive. */
  const consider = (): void => {
    if (isUnderWay || waiting.length === 0) return;
    if (longestWaitMs === 0 || waiting.length >= Math.min(expected, maxItems)) void run();
    else timer ??= setTimeout(run, longestWaitMs);
  };
  return {
    insert: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        consider();
      }),
    expect() {
      expected++;
      return () => {
        expected--;
        consider();
      };
    },
  };
}

async function settle<Item, Result>(
  write: (items: readonly Item[]) => Promise<Result[]>,
  group: readonly Waiting<Item, Result>[],
): Promise<void> {
  try {
    const results = await write(group.map((one) => one.item));
    for (const [i, one] of group.entries()) one.resolve(results[i] as Result);
  } catch (error) {
    if (group.length === 1) group[0]?.reject(error);
    else for (const one of group) await settle(write, [one]);
  }
}

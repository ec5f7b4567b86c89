/**
 * Gathers what arrives while one write is under way and writes it together: concurrent callers share one commit. One
 * write is under way at a time. A group that fails is tried item by item, so that one bad item fails alone.
 * @param write answers one result per item, in order
 */
export function inGroups<Item, Result>(
  write: (items: readonly Item[]) => Promise<Result[]>,
  maxItems = 256,
): (item: Item) => Promise<Result> {
  interface Waiting {
    item: Item;
    resolve(result: Result): void;
    reject(error: unknown): void;
  }
  let waiting: Waiting[] = [];
  let isUnderWay = false;

  const settleOneByOne = async (group: readonly Waiting[]): Promise<void> => {
    for (const one of group) {
      await write([one.item]).then(([result]) => one.resolve(result as Result), one.reject);
    }
  };
  const run = async (): Promise<void> => {
    isUnderWay = true;
    while (waiting.length > 0) {
      const group = waiting.slice(0, maxItems);
      waiting = waiting.slice(maxItems);
      try {
        const results = await write(group.map((one) => one.item));
        for (const [i, one] of group.entries()) one.resolve(results[i] as Result);
      } catch (error) {
        if (group.length === 1) group[0]?.reject(error);
        else await settleOneByOne(group);
      }
    }
    isUnderWay = false;
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!isUnderWay) void run();
    });
}

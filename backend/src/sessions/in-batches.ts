/**
 * Turns a reading of many into a reading of one: what is asked for in one turn of the event loop, or while a reading is
 * under way, is read together next. A reading that fails fails for all it was for.
 * @param readAll answers what there is, by key
 */
export function inBatches<Value>(
  readAll: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
): (key: string) => Promise<Value | undefined> {
  let underWay: Promise<unknown> = Promise.resolve();
  let next: { keys: Set<string>; found: Promise<ReadonlyMap<string, Value>> } | undefined;
  const begin = () => {
    const keys = new Set<string>();
    const found = underWay.then(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      next = undefined;
      return readAll([...keys]);
    });
    underWay = found.catch(() => undefined);
    return { keys, found };
  };
  return async (key) => {
    next ??= begin();
    next.keys.add(key);
    return (await next.found).get(key);
  };
}

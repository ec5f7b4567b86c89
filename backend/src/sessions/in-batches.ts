/**
 * Turns a reading of many into a reading of one: what is asked for in one turn of the event loop is read together. Readings
 * do not wait for each other, so that one on a connection that fell silent holds nobody else up. A reading that fails fails
 * for all it was for.
 * @param readAll answers what there is, by key
 */
export function inBatches<Value>(
  readAll: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
): (key: string) => Promise<Value | undefined> {
  let next: { keys: Set<string>; found: Promise<ReadonlyMap<string, Value>> } | undefined;
  const begin = () => {
    const keys = new Set<string>();
    const turn = new Promise((resolve) => setImmediate(resolve));
    const found = turn.then(() => {
      next = undefined;
      return readAll([...keys]);
    });
    return { keys, found };
  };
  return async (key) => {
    next ??= begin();
    next.keys.add(key);
    return (await next.found).get(key);
  };
}

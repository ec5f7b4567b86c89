const MAX_DISTANCE = 2;

/** The known id that was probably meant by a misspelt one; undefined when none is near. */
export function closestId(id: string, known: ReadonlySet<string>): string | undefined {
  let closest: string | undefined;
  let least = Math.min(MAX_DISTANCE + 1, id.length);
  for (const other of known) {
    if (Math.abs(other.length - id.length) > MAX_DISTANCE) continue;
    const distance = editDistance(id.toLowerCase(), other.toLowerCase());
    if (distance < least) [closest, least] = [other, distance];
  }
  return closest;
}

/** Letters to change, add or take away (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

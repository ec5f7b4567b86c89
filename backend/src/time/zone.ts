const known = new Map<string, string>();

/** The IANA zone of an institution; UTC where a person wrote one that this machine does not know. */
export function zoneOf(name: string): string {
  const kept = known.get(name);
  if (kept !== undefined) return kept;
  const zone = isZone(name) ? name : 'UTC';
  known.set(name, zone);
  return zone;
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

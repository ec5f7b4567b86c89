/** The target of `rel="next"` in a Link header (RFC 8288); `differences` and others are not followed. */
export function nextPageOf(link: string | undefined, base: string): string | null {
  for (const [, target = '', parameters = ''] of (link ?? '').matchAll(/<([^>]*)>((?:\s*;\s*[^,;"]+(?:"[^"]*")?)*)/g)) {
    const relations = /(?:^|;)\s*rel\s*=\s*"?([^";]*)"?/i.exec(parameters)?.[1]?.toLowerCase().split(/\s+/) ?? [];
    if (relations.includes('next') && URL.canParse(target, base)) return new URL(target, base).href;
  }
  return null;
}

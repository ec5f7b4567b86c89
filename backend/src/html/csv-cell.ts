/** What begins so is a formula to a spreadsheet; the wide forms are to an East Asian one (OWASP ASVS 5.0, 1.2.10). */
export function guarded(text: string): string {
  return /^[=+\-@\t\r\n\0\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text;
}

/**
 * A text as one cell: it stays one, and guarded, in a spreadsheet of another country too, which cuts lines at the other of the
 * two separators.
 */
export function csvText(text: string): string {
  return /[",;\r\n]/.test(text) || text.trim() !== text ? `"${text.replaceAll('"', '""')}"` : text;
}

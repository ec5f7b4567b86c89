/**
 * An identifier that comes from outside (grain, module, Moodle user, LTI context ...) is kept exactly as it came. What no
 * engine can keep exactly is refused at the door: white space at an edge (MySQL compares without it), control characters
 * (PostgreSQL stores no NUL), lone surrogates, and what is longer than its column.
 * @param maxLength in Unicode code points, as the databases count
 */
export function isIdentifier(text: unknown, maxLength = 255): text is string {
  if (typeof text !== 'string' || text === '' || text.length > maxLength * 2) return false;
  if (text.trim() !== text || !text.isWellFormed()) return false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0)) return false;
  }
  return text.length <= maxLength || [...text].length <= maxLength;
}

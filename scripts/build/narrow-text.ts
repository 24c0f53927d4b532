/** Beyond this share of a file, in percent, its text is left as it is: that of the Chinese messages. */
const MOST_PERCENT = 2;
const WIDE = /[^\u0000-\u00ff]/g;

/**
 * Writes the few characters of a file of code that do not fit into one byte as escapes: V8 keeps a whole file at two bytes a
 * character when it holds a single one. It has no comments, and names are ASCII, so they stand in texts and patterns only.
 */
export function narrowText(code: string): string {
  const wide = code.match(WIDE)?.length ?? 0;
  if ((100 * wide) / code.length > MOST_PERCENT) return code;
  return code.replaceAll(WIDE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

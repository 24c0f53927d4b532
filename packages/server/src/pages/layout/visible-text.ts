const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text from outside, so that what is shown is what was sent: characters that are invisible or turn the direction of
 * writing become their code points, such as `\u{202e}`.
 */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** The first `limit` code points of a text, and whether any were left out. */
export function shorten(text: string, limit: number): { readonly text: string; readonly shortened: boolean } {
  if (text.length <= limit) return { text, shortened: false };
  const kept = [...text.slice(0, 2 * limit)].slice(0, limit).join('');
  return { text: kept, shortened: kept.length < text.length };
}

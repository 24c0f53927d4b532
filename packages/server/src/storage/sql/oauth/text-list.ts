/** A list as its column keeps it: JSON, and nothing for an empty one, as most are. */
export function listText(list: readonly string[]): string | null {
  return list.length === 0 ? null : JSON.stringify(list);
}

const NONE: readonly string[] = [];

/** The list that `listText` wrote. */
export function textList(text: string | null): readonly string[] {
  return text === null ? NONE : (JSON.parse(text) as string[]);
}

/** A number and what is counted, in the singular where it is one; for plurals other than with an `s` both are given. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The first texts of a list, and how many more there are. */
export function firstOf(texts: readonly string[], shown: number): string {
  const rest = texts.length - shown;
  return [...texts.slice(0, shown), ...(rest > 0 ? [`+${rest}`] : [])].join(', ');
}

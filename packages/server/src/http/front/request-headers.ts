/** Each value of a header, as sent; `name` is in lower case. Far cheaper than to sort out all headers of a request for one. */
export function headerValues(rawHeaders: readonly string[], name: string): readonly string[] {
  let values: string[] | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const sent = rawHeaders[index] ?? '';
    if (sent.length !== name.length || (sent !== name && sent.toLowerCase() !== name)) continue;
    values ??= [];
    values.push(rawHeaders[index + 1] ?? '');
  }
  return values ?? NONE;
}

const NONE: readonly string[] = [];

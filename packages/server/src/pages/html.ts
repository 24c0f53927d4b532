class Markup {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

/** Markup that is safe to send. Only `html` makes it: text becomes markup by being escaped, and in no other way. */
export type Html = Markup;

/** What may stand in a template: text is escaped, markup is kept, arrays are joined, and nothing stands for nothing. */
export type Content = Html | string | number | false | null | undefined | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const UNQUOTED_ATTRIBUTE = /=\s*$/;
const checked = new WeakSet<TemplateStringsArray>();

/**
 * Template tag for pages. A value may stand in text or inside a quoted attribute, and cannot get out of either. Throws
 * when a value would be the whole of an attribute without quotes, where escaping does not help.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  if (!checked.has(strings)) refuseUnquotedAttributes(strings);
  let markup = strings[0] ?? '';
  for (const [index, value] of values.entries()) markup += escapeContent(value) + (strings[index + 1] ?? '');
  return new Markup(markup);
}

function escapeContent(content: Content): string {
  if (content instanceof Markup) return content.toString();
  if (typeof content === 'string') return content.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
  if (typeof content === 'number') return String(content);
  if (content === undefined || content === null || content === false) return '';
  return content.map(escapeContent).join('');
}

function refuseUnquotedAttributes(strings: TemplateStringsArray): void {
  for (const part of strings.slice(0, -1)) {
    if (UNQUOTED_ATTRIBUTE.test(part)) throw new TypeError(`a value needs quotes after ${part.slice(-40)}`);
  }
  checked.add(strings);
}

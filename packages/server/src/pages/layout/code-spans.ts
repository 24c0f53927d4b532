import { type Html, html } from '../html.ts';

/** One of our texts as markup: what stands between backticks is code. */
export function codeSpans(text: string): Html {
  const parts = text.split('`').map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`));
  return html`${parts}`;
}

import { ALL_SCOPE, AUTHORITY_SCOPES } from '@hufu/contract';
import { type Html, html } from '../html.ts';
import type { Locale } from '../locale.ts';
import type { Messages } from '../messages/messages.ts';
import { messagesFor } from '../messages/messages-for.ts';

/** Scopes in words, one a line; what `all:all` covers is not repeated beside it, and one without words is shown as it is. */
export function scopeList(locale: Locale, scopes: readonly string[]): Html {
  const words = messagesFor(locale).scopes;
  const listed = scopes.includes(ALL_SCOPE) ? scopes.filter((scope) => !AUTHORITY_SCOPES.includes(scope)) : scopes;
  const items = listed.map((scope) => html`<li>${isDescribed(words, scope) ? words[scope] : html`<code>${scope}</code>`}</li>`);
  return html`<ul class="scopes">${items}</ul>`;
}

function isDescribed(words: Messages['scopes'], scope: string): scope is keyof Messages['scopes'] {
  return Object.hasOwn(words, scope);
}

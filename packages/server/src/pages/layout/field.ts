import { type Content, type Html, html } from '../html.ts';
import type { Locale } from '../locale.ts';
import { messagesFor } from '../messages/messages-for.ts';
import { PROBLEM_ID } from './problem.ts';

/** One labelled input. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'password';
  readonly value?: string | undefined;
  readonly autocomplete: 'username' | 'current-password' | 'new-password' | 'name' | 'off';
  readonly hint?: Content;
  readonly optional?: boolean;
  readonly autofocus?: boolean | undefined;
  /** The problem on top of the form is about this field. */
  readonly wrong?: boolean;
}

const EYE: Html = html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"
 fill="none" stroke="currentColor" stroke-width="1.6"><path d="M2.5 12C4.5 8 8 6 12 6s7.5 2 9.5 6c-2 4-5.5 6-9.5 6s-7.5-2-9.5-6z"/><circle cx="12" cy="12" r="2.8"/></svg>`;

/** An input with its label and hint; one for a password gets a button that shows it, which needs the script. */
export function field(locale: Locale, options: Field): Html {
  const { common } = messagesFor(locale);
  const { name, hint } = options;
  const reveal =
    options.type === 'password' &&
    html`<button type="button" class="reveal" data-reveals="${name}" hidden
 aria-pressed="false" aria-label="${common.showPassword}">${EYE}</button>`;
  return html`<div class="field">
<label for="${name}">${options.label}${options.optional && html` <span class="optional">${common.optional}</span>`}</label>
${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}
<div class="control">${input(options)}${reveal}</div>
</div>`;
}

function input({ name, type = 'text', value, autocomplete, hint, optional, autofocus, wrong }: Field): Html {
  const describedBy = [wrong && PROBLEM_ID, hint !== undefined && `${name}-hint`].filter(
    (id) => id !== false && id !== undefined,
  );
  return html`<input id="${name}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}"
 autocapitalize="none" spellcheck="false"${!optional && html` required`}${autofocus && html` autofocus`}${
   wrong && html` aria-invalid="true"`
 }${describedBy.length > 0 && html` aria-describedby="${describedBy.join(' ')}"`}>`;
}

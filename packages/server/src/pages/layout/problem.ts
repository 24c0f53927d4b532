import { type Content, type Html, html } from '../html.ts';
import type { Locale } from '../locale.ts';
import { messagesFor } from '../messages/messages-for.ts';

/** The id by which a field points at the problem. */
export const PROBLEM_ID = 'problem';

/** What went wrong with a form. */
export interface Problem {
  readonly text: string;
  readonly retryAfterSeconds?: number | undefined;
  /** The field to go to. */
  readonly field?: string | undefined;
  /** What to do about it, when that is not to correct a field. */
  readonly advice?: Content;
}

/** The problem on top of a form, read out at once by screen readers; nothing when there is none. */
export function problemSummary(locale: Locale, problem: Problem | undefined): Html {
  if (problem === undefined) return html``;
  const { common } = messagesFor(locale);
  const { field, text, advice, retryAfterSeconds } = problem;
  return html`<div class="problem" id="${PROBLEM_ID}" role="alert" tabindex="-1">
<p class="problem-title">${common.problem}</p>
<p>${field === undefined ? text : html`<a href="#${field}">${text}</a>`}${
    retryAfterSeconds !== undefined && html` ${common.retryAfter(retryAfterSeconds)}`
  }</p>
${advice !== undefined && html`<p>${advice}</p>`}
</div>`;
}

/** Good news, read out politely; nothing when there is none. */
export function notice(text: string | undefined): Html {
  return text === undefined ? html`` : html`<p class="notice" role="status">${text}</p>`;
}

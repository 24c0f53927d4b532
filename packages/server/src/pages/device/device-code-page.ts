import { html } from '../html.ts';
import { field } from '../layout/field.ts';
import { form } from '../layout/form.ts';
import { layout } from '../layout/layout.ts';
import type { FormView } from '../layout/page-view.ts';
import { problemSummary } from '../layout/problem.ts';
import type { Messages } from '../messages/messages.ts';
import { messagesFor } from '../messages/messages-for.ts';

/** Why a code was not taken. */
export type DeviceCodeProblem = keyof Messages['device']['problems'];

/** The page on which somebody enters the code that a device shows (RFC 8628 §3.3). */
export interface DeviceCodeView extends FormView {
  /** The code that came with the address, or was typed before. */
  readonly userCode: string;
  readonly problem?: DeviceCodeProblem | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** Fields: `user_code`, `step` (`code`) and `csrf_token`. */
export function deviceCodePage(view: DeviceCodeView): string {
  const { locale, action, csrf, userCode, problem, retryAfterSeconds } = view;
  const { device } = messagesFor(locale);
  const isOfField = problem !== undefined && problem !== 'throttled' && problem !== 'expired_form';
  const summary = problem && {
    text: device.problems[problem],
    retryAfterSeconds,
    field: isOfField ? 'user_code' : undefined,
  };
  const input = field(locale, {
    name: 'user_code',
    label: device.label,
    hint: device.hint,
    value: userCode,
    autocomplete: 'off',
    autofocus: true,
    wrong: isOfField,
  });
  const body = html`<section class="card">
<h1>${device.heading}</h1>
<p class="lede">${userCode === '' ? device.explains : device.compares}</p>
${problemSummary(locale, summary)}
${form({
  action,
  csrf,
  hidden: { step: 'code' },
  content: [input, html`<div class="buttons"><button class="primary">${device.submit}</button></div>`],
})}
</section>`;
  return layout(view, { title: device.title, body });
}

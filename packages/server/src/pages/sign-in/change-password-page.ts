import { html } from '../html.ts';
import { form } from '../layout/form.ts';
import { layout } from '../layout/layout.ts';
import type { FormView } from '../layout/page-view.ts';
import { problemSummary } from '../layout/problem.ts';
import { messagesFor } from '../messages/messages-for.ts';
import { newPasswordFields, type PasswordProblem, passwordProblem, userNameForPasswordManagers } from './new-password-fields.ts';

/** The step of a sign-in in which a password that someone else set is replaced. */
export interface ChangePasswordView extends FormView {
  readonly username: string;
  /** Proves that the old password was right. */
  readonly changeToken: string;
  readonly problem?: PasswordProblem | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** Fields: `new_password`, `new_password_again`, `change_token`, `step` (`change-password`) and `csrf_token`. */
export function changePasswordPage(view: ChangePasswordView): string {
  const { locale, action, csrf, username } = view;
  const { password } = messagesFor(locale);
  const problem = view.problem && passwordProblem(locale, view.problem, view.retryAfterSeconds);
  const body = html`<section class="card">
<h1>${password.heading}</h1>
<p class="muted">${password.mustChange}</p>
${problemSummary(locale, problem)}
${form({
  action,
  csrf,
  hidden: { step: 'change-password', change_token: view.changeToken },
  content: [
    userNameForPasswordManagers(username),
    newPasswordFields(locale, problem?.field),
    html`<div class="buttons"><button class="primary">${password.submit}</button></div>`,
  ],
})}
</section>`;
  return layout(view, { title: password.title, body });
}

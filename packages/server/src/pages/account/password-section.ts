import { type Html, html } from '../html.ts';
import { field } from '../layout/field.ts';
import { form } from '../layout/form.ts';
import { problemSummary } from '../layout/problem.ts';
import { messagesFor } from '../messages/messages-for.ts';
import {
  newPasswordFields,
  type PasswordProblem,
  passwordProblem,
  userNameForPasswordManagers,
} from '../sign-in/new-password-fields.ts';
import type { AccountView } from './account-view.ts';

/**
 * Changing the password. Form: `account/password` with `current_password`, `new_password`, `new_password_again` and
 * `csrf_token`.
 */
export function passwordSection(view: AccountView, code: PasswordProblem | undefined): Html {
  const { base, csrf, locale, user } = view;
  const { account, password } = messagesFor(locale);
  const problem = code && passwordProblem(locale, code, view.retryAfterSeconds);
  const current = field(locale, {
    name: 'current_password',
    label: password.current,
    type: 'password',
    autocomplete: 'current-password',
    autofocus: problem !== undefined,
    wrong: problem?.field === 'current_password',
  });
  const button = html`<div class="buttons"><button class="primary">${password.change}</button></div>`;
  const content = [userNameForPasswordManagers(user.id), current, newPasswordFields(locale, problem?.field), button];
  return html`<section class="card">
<h2>${account.passwordHeading}</h2>
${problemSummary(locale, problem)}
${form({ action: `${base}/account/password`, csrf, content })}
</section>`;
}

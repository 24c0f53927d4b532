import { type Html, html } from '../html.ts';
import { field } from '../layout/field.ts';
import type { Problem } from '../layout/problem.ts';
import type { Locale } from '../locale.ts';
import type { Messages } from '../messages/messages.ts';
import { messagesFor } from '../messages/messages-for.ts';

/** Why a password was not changed. */
export type PasswordProblem = keyof Messages['password']['problems'];

const FIELDS: Readonly<Record<PasswordProblem, string | undefined>> = {
  too_short: 'new_password',
  too_long: 'new_password',
  common: 'new_password',
  contains_name: 'new_password',
  guessable: 'new_password',
  same: 'new_password',
  missing: 'new_password',
  mismatch: 'new_password_again',
  wrong_current: 'current_password',
  throttled: undefined,
  busy: undefined,
  expired_form: undefined,
};

/** The problem in words, and the field it is about. */
export function passwordProblem(locale: Locale, problem: PasswordProblem, retryAfterSeconds?: number): Problem {
  return { text: messagesFor(locale).password.problems[problem], field: FIELDS[problem], retryAfterSeconds };
}

/** The user name, so that a password manager knows whose password changes; it is not sent. */
export function userNameForPasswordManagers(username: string): Html {
  return html`<input type="text" value="${username}" autocomplete="username" readonly hidden>`;
}

/** The fields `new_password` and `new_password_again`, with the rules. */
export function newPasswordFields(locale: Locale, wrong: string | undefined): Html {
  const { password } = messagesFor(locale);
  const common = { type: 'password', autocomplete: 'new-password' } as const;
  return html`${field(locale, {
    ...common,
    name: 'new_password',
    label: password.chosen,
    hint: password.rules,
    wrong: wrong === 'new_password',
  })}
${field(locale, { ...common, name: 'new_password_again', label: password.again, wrong: wrong === 'new_password_again' })}`;
}

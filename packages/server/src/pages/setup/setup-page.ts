import { type Html, html } from '../html.ts';
import { codeSpans } from '../layout/code-spans.ts';
import { field } from '../layout/field.ts';
import { form } from '../layout/form.ts';
import { layout } from '../layout/layout.ts';
import type { FormView } from '../layout/page-view.ts';
import { type Problem, problemSummary } from '../layout/problem.ts';
import type { Messages } from '../messages/messages.ts';
import { messagesFor } from '../messages/messages-for.ts';
import { type PasswordProblem, passwordProblem } from '../sign-in/new-password-fields.ts';

/** Why the first administrator was not made. */
export type SetupProblem = keyof Messages['setup']['problems'] | PasswordProblem;

/** The page behind the set-up link. */
export interface SetupView extends FormView {
  /** The token when it was sent before; the page's script takes it from the link. */
  readonly token?: string | undefined;
  readonly username: string;
  readonly fullname: string;
  /** There is an administrator already: the page is for recovery links. */
  readonly recovers?: boolean | undefined;
  readonly problem?: SetupProblem | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

const FIELDS: Readonly<Record<keyof Messages['setup']['problems'], string | undefined>> = {
  token_missing: 'token',
  token_unknown: 'token',
  token_used: 'token',
  token_expired: 'token',
  already_set_up: undefined,
  username_invalid: 'username',
  username_taken: 'username',
  fullname_invalid: 'fullname',
};

/** Fields: `token`, `username`, `fullname`, `password` and `csrf_token`. */
export function setupPage(view: SetupView): string {
  const { setup } = messagesFor(view.locale);
  const problem = problemOf(view);
  const done = view.problem === 'already_set_up';
  const body = html`<section class="card">
<h1>${view.recovers ? setup.recoverHeading : setup.heading}</h1>
${!done && html`<p class="muted">${view.recovers ? setup.recoverExplains : setup.explains}</p>`}
${problemSummary(view.locale, problem)}
${
  done
    ? html`<div class="buttons"><a class="button primary" href="${view.base}/account">${setup.toSignIn}</a></div>`
    : form({ action: view.action, csrf: view.csrf, content: fields(view, problem?.field) })
}
</section>`;
  return layout(view, { title: setup.title, body });
}

function problemOf({ locale, problem, retryAfterSeconds }: SetupView): Problem | undefined {
  if (problem === undefined) return undefined;
  const { setup } = messagesFor(locale);
  if (!isSetupProblem(setup.problems, problem)) {
    const of = passwordProblem(locale, problem, retryAfterSeconds);
    return { ...of, field: of.field && 'password' };
  }
  const needsNewLink = FIELDS[problem] === 'token' && problem !== 'token_missing';
  return { text: setup.problems[problem], field: FIELDS[problem], advice: needsNewLink ? codeSpans(setup.newLink) : undefined };
}

function isSetupProblem(
  texts: Messages['setup']['problems'],
  problem: SetupProblem,
): problem is keyof Messages['setup']['problems'] {
  return Object.hasOwn(texts, problem);
}

function fields({ locale, token, username, fullname }: SetupView, wrong: string | undefined): Html {
  const { setup, password } = messagesFor(locale);
  const all = [
    { name: 'token', label: setup.token, value: token, autocomplete: 'off', hint: codeSpans(setup.tokenHint) },
    { name: 'username', label: setup.username, value: username, autocomplete: 'username', hint: codeSpans(setup.usernameHint) },
    { name: 'fullname', label: setup.fullname, value: fullname, autocomplete: 'name', optional: true },
    { name: 'password', label: setup.password, type: 'password', autocomplete: 'new-password', hint: password.rules },
  ] as const;
  return html`${all.map((one) => field(locale, { ...one, autofocus: one.name === wrong, wrong: one.name === wrong }))}
<div class="buttons"><button class="primary">${setup.submit}</button></div>`;
}

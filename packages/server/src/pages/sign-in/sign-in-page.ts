import { type Html, html } from '../html.ts';
import { field } from '../layout/field.ts';
import { form } from '../layout/form.ts';
import { layout } from '../layout/layout.ts';
import { clientName, foreignName } from '../layout/names.ts';
import type { ClientView, FormView } from '../layout/page-view.ts';
import { notice, type Problem, problemSummary } from '../layout/problem.ts';
import { scopeList } from '../layout/scope-list.ts';
import type { Messages } from '../messages/messages.ts';
import { messagesFor } from '../messages/messages-for.ts';

/** Why a sign-in failed, as far as the user is told. */
export type SignInProblem = keyof Messages['signIn']['problems'];

/** Why the user is asked to sign in. */
export type SignInNotice = keyof Messages['signIn']['notices'];

/** The sign-in page: with a client, signing in on it is the consent (contract/oauth2.md §1). */
export interface SignInView extends FormView {
  readonly client?: ClientView | undefined;
  readonly scopes?: readonly string[] | undefined;
  /** What was typed before, or nothing. */
  readonly username: string;
  readonly problem?: SignInProblem | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly notice?: SignInNotice | undefined;
}

const CANCEL_FORM = 'cancel';

/**
 * Fields: `username`, `password`, `step` (`sign-in`, or `cancel` from a form of its own, so that no request carries two)
 * and `csrf_token`.
 */
export function signInPage(view: SignInView): string {
  const { signIn } = messagesFor(view.locale);
  const { action, csrf, client } = view;
  const body = html`<section class="card">
<h1>${signIn.heading}</h1>
${client !== undefined && destination(view, client)}
${problemSummary(view.locale, problemOf(view))}
${notice(view.notice && signIn.notices[view.notice])}
${form({ action, csrf, hidden: { step: 'sign-in' }, content: [fields(view), consent(view), buttons(view)] })}
${client !== undefined && form({ action, csrf, hidden: { step: 'cancel' }, id: CANCEL_FORM, content: '' })}
</section>`;
  return layout(view, { title: client === undefined ? signIn.title : `${signIn.title} – ${client.name}`, body });
}

function destination(view: SignInView, client: ClientView): Html {
  const { signIn } = messagesFor(view.locale);
  return html`<p class="lede">${signIn.toClient(clientName(client))}</p>
${client.host !== undefined && html`<p class="muted small">${signIn.backTo(foreignName(client.host))}</p>`}`;
}

function problemOf({ locale, problem, retryAfterSeconds }: SignInView): Problem | undefined {
  if (problem === undefined) return undefined;
  return { text: messagesFor(locale).signIn.problems[problem], retryAfterSeconds, field: fieldOf(problem) };
}

function fieldOf(problem: SignInProblem | undefined): 'username' | 'password' | undefined {
  if (problem === 'username_missing') return 'username';
  return problem === 'credentials' || problem === 'password_missing' ? 'password' : undefined;
}

function fields(view: SignInView): Html {
  const { locale, username } = view;
  const { signIn } = messagesFor(locale);
  const wrong = fieldOf(view.problem);
  const nameIsKnown = username !== '' && wrong !== 'username';
  return html`${field(locale, {
    name: 'username',
    label: signIn.username,
    value: username,
    autocomplete: 'username',
    autofocus: !nameIsKnown,
    wrong: wrong === 'username' || view.problem === 'credentials',
  })}
${field(locale, {
  name: 'password',
  label: signIn.password,
  type: 'password',
  autocomplete: 'current-password',
  autofocus: nameIsKnown,
  wrong: wrong === 'password',
})}`;
}

function consent({ locale, client, scopes = [] }: SignInView): Html {
  if (client === undefined || scopes.length === 0) return html``;
  const { signIn } = messagesFor(locale);
  return html`<div class="asks">
<h2>${signIn.lets(clientName(client))}</h2>
${scopeList(locale, scopes)}
<p class="muted small">${signIn.withdrawable}</p>
</div>`;
}

function buttons({ locale, client, scopes = [] }: SignInView): Html {
  const { signIn } = messagesFor(locale);
  if (client === undefined) return html`<div class="buttons"><button class="primary">${signIn.submit}</button></div>`;
  return html`<div class="buttons">
<button class="primary">${scopes.length === 0 ? signIn.submit : signIn.submitAndAllow}</button>
<button form="${CANCEL_FORM}">${signIn.cancel}</button>
</div>`;
}

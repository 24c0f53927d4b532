import { type Html, html } from '../html.ts';
import { form } from '../layout/form.ts';
import { layout } from '../layout/layout.ts';
import { foreignName } from '../layout/names.ts';
import { notice, problemSummary } from '../layout/problem.ts';
import { visibleText } from '../layout/visible-text.ts';
import type { Messages } from '../messages/messages.ts';
import { messagesFor } from '../messages/messages-for.ts';
import type { AccountProblem, AccountView } from './account-view.ts';
import { applicationsSection } from './applications-section.ts';
import { passwordSection } from './password-section.ts';
import { secretSection } from './secret-section.ts';
import { sessionsSection } from './sessions-section.ts';

/** The account of the user who is signed in; its forms are described at their sections, sign-out has `csrf_token` only. */
export function accountPage(view: AccountView): string {
  const { base, csrf, locale, problem } = view;
  const { account, common } = messagesFor(locale);
  const general = problem !== undefined && isGeneral(account.problems, problem) ? problem : undefined;
  const inPassword = problem !== undefined && !isGeneral(account.problems, problem) ? problem : undefined;
  const secretWasMade = view.secret !== undefined;
  const body = html`${person(view)}
${problemSummary(locale, general && { text: account.problems[general], retryAfterSeconds: view.retryAfterSeconds })}
${notice(view.notice && account.notices[view.notice])}
${secretWasMade && secretSection(view)}
${sessionsSection(view)}
${applicationsSection(view)}
${passwordSection(view, inPassword)}
${!secretWasMade && secretSection(view)}`;
  const signOut = form({ action: `${base}/sign-out`, csrf, content: html`<button>${common.signOut}</button>` });
  return layout(view, { title: account.title, body, width: 'wide', header: signOut });
}

function person({ locale, user }: AccountView): Html {
  const { account } = messagesFor(locale);
  return html`<div class="person">
<h1>${user.fullname === '' ? foreignName(user.id) : foreignName(user.fullname)}</h1>
<p class="muted"><bdi>${user.id}</bdi> · <bdi>${user.email === '' ? account.noEmail : visibleText(user.email)}</bdi></p>
</div>`;
}

function isGeneral(
  texts: Messages['account']['problems'],
  problem: AccountProblem,
): problem is keyof Messages['account']['problems'] {
  return Object.hasOwn(texts, problem);
}

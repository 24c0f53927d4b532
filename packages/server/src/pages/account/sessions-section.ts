import { type Html, html } from '../html.ts';
import { form } from '../layout/form.ts';
import { time } from '../layout/time.ts';
import { visibleText } from '../layout/visible-text.ts';
import type { Messages } from '../messages/messages.ts';
import { messagesFor } from '../messages/messages-for.ts';
import type { AccountSession, AccountView } from './account-view.ts';
import { describeUserAgent } from './describe-user-agent.ts';

/**
 * Where the user is signed in. Forms: `account/sessions/end` with `session_id` and `csrf_token`, and
 * `account/sessions/end-others` with `csrf_token`.
 */
export function sessionsSection(view: AccountView): Html {
  const { base, csrf, locale, sessions } = view;
  const { account } = messagesFor(locale);
  const others = sessions.some((session) => !session.current);
  const action = `${base}/account/sessions/end-others`;
  return html`<section class="card">
<h2>${account.sessionsHeading}</h2>
<ul class="rows">${sessions.map((session) => row(view, session))}</ul>
${others && form({ action, csrf, content: html`<button>${account.endOthers}</button>` })}
</section>`;
}

function row(view: AccountView, session: AccountSession): Html {
  const { locale } = view;
  const { account } = messagesFor(locale);
  const badge = session.current && html`<span class="badge">${account.currentSession}</span>`;
  return html`<li>
<div>
<p class="row-title">${device(account, session)} ${badge}</p>
<p class="muted small">${account.address} <bdi>${visibleText(session.address)}</bdi></p>
<p class="times muted small"><span>${account.since} ${time(locale, session.since)}</span>
<span>${account.lastSeen} ${time(locale, session.lastSeen)}</span></p>
</div>
${!session.current && endForm(view, session)}
</li>`;
}

function endForm({ base, csrf, locale }: AccountView, session: AccountSession): Html {
  const { account } = messagesFor(locale);
  const label = account.endSessionOf(device(account, session), visibleText(session.address));
  const content = html`<button aria-label="${label}">${account.endSession}</button>`;
  return form({ action: `${base}/account/sessions/end`, csrf, hidden: { session_id: session.id }, content });
}

function device(texts: Messages['account'], { userAgent }: AccountSession): string {
  const { browser, system } = describeUserAgent(userAgent);
  if (browser !== undefined && system !== undefined) return texts.deviceOn(browser, system);
  return browser ?? system ?? texts.unknownDevice;
}

import { type Html, html } from '../html.ts';
import { form } from '../layout/form.ts';
import { foreignName } from '../layout/names.ts';
import { scopeList } from '../layout/scope-list.ts';
import { time } from '../layout/time.ts';
import { visibleText } from '../layout/visible-text.ts';
import { messagesFor } from '../messages/messages-for.ts';
import type { AccountApplication, AccountView } from './account-view.ts';

/** The applications the user has let in. Form: `account/applications/withdraw` with `client_id` and `csrf_token`. */
export function applicationsSection(view: AccountView): Html {
  const { applications, locale } = view;
  const { account } = messagesFor(locale);
  const list = html`<ul class="rows">${applications.map((application) => row(view, application))}</ul>
<p class="muted small">${account.withdrawExplains}</p>`;
  return html`<section class="card">
<h2>${account.applicationsHeading}</h2>
${applications.length === 0 ? html`<p class="muted">${account.noApplications}</p>` : list}
</section>`;
}

function row({ base, csrf, locale }: AccountView, { clientId, name, scopes, since }: AccountApplication): Html {
  const { account } = messagesFor(locale);
  const content = html`<button aria-label="${account.withdrawFrom(visibleText(name))}">${account.withdraw}</button>`;
  return html`<li>
<div>
<p class="row-title">${foreignName(name)}</p>
${scopeList(locale, scopes)}
<p class="muted small">${account.allowedSince} ${time(locale, since)}</p>
</div>
${form({ action: `${base}/account/applications/withdraw`, csrf, hidden: { client_id: String(clientId) }, content })}
</li>`;
}

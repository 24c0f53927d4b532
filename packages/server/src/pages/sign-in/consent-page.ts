import { type Html, html } from '../html.ts';
import { form } from '../layout/form.ts';
import { layout } from '../layout/layout.ts';
import { clientName, foreignName, userName } from '../layout/names.ts';
import type { ClientView, FormView, UserView } from '../layout/page-view.ts';
import { scopeList } from '../layout/scope-list.ts';
import { messagesFor } from '../messages/messages-for.ts';

/** The question whether a client may have what it asks for. */
export interface ConsentView extends FormView {
  readonly client: ClientView;
  readonly scopes: readonly string[];
  /** Those of the scopes that were not allowed before, when others were. */
  readonly newScopes?: readonly string[] | undefined;
  readonly user: UserView;
}

/** Fields: `step` (`allow`, `deny` or `switch`, by button) and `csrf_token`. */
export function consentPage(view: ConsentView): string {
  const { consent, signIn } = messagesFor(view.locale);
  const { action, client, csrf } = view;
  const body = html`<section class="card">
<h1>${consent.heading(clientName(client))}</h1>
${client.host !== undefined && html`<p class="muted small">${signIn.backTo(foreignName(client.host))}</p>`}
${form({ action, csrf, content: [account(view), asked(view), buttons(view)] })}
</section>`;
  return layout(view, { title: consent.title(client.name), body });
}

function account({ locale, user }: ConsentView): Html {
  const { consent } = messagesFor(locale);
  return html`<div class="who">
<p><span class="muted small">${consent.signedInAs}</span><br>${userName(user)}</p>
</div>`;
}

function asked({ locale, client, scopes, newScopes = [] }: ConsentView): Html {
  const { consent, signIn } = messagesFor(locale);
  const before = newScopes.length === 0 ? [] : scopes.filter((scope) => !newScopes.includes(scope));
  const name = clientName(client);
  return html`<div class="asks">
<h2>${before.length === 0 ? consent.asks(name) : consent.asksNew(name)}</h2>
${scopeList(locale, before.length === 0 ? scopes : newScopes)}
${before.length > 0 && html`<h2 class="before">${consent.allowedBefore}</h2>${scopeList(locale, before)}`}
<p class="muted small">${signIn.withdrawable}</p>
</div>`;
}

function buttons({ locale }: ConsentView): Html {
  const { consent } = messagesFor(locale);
  return html`<div class="buttons">
<button class="primary" name="step" value="allow">${consent.allow}</button>
<button name="step" value="deny">${consent.deny}</button>
</div>
<p><button class="plain" name="step" value="switch">${consent.switchUser}</button></p>`;
}

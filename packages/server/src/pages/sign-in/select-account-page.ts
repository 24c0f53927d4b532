import { html } from '../html.ts';
import { form } from '../layout/form.ts';
import { layout } from '../layout/layout.ts';
import { clientName, foreignName, userName } from '../layout/names.ts';
import type { ClientView, FormView, UserView } from '../layout/page-view.ts';
import { messagesFor } from '../messages/messages-for.ts';

/** The question with which account to go on to a client (OpenID Connect Core §3.1.2.1). */
export interface SelectAccountView extends FormView {
  readonly client: ClientView;
  /** Who is signed in. */
  readonly user: UserView;
}

/** Fields: `step` (`continue`, `switch` or `cancel`, by button) and `csrf_token`. */
export function selectAccountPage(view: SelectAccountView): string {
  const { consent, selectAccount, signIn } = messagesFor(view.locale);
  const { action, client, csrf, user } = view;
  const buttons = html`<div class="buttons">
<button class="primary" name="step" value="continue">${selectAccount.continue}</button>
<button name="step" value="switch">${consent.switchUser}</button>
</div>
<p><button class="plain" name="step" value="cancel">${signIn.cancel}</button></p>`;
  const body = html`<section class="card">
<h1>${selectAccount.heading}</h1>
<p class="lede">${signIn.toClient(clientName(client))}</p>
${client.host !== undefined && html`<p class="muted small">${signIn.backTo(foreignName(client.host))}</p>`}
<div class="who">
<p><span class="muted small">${consent.signedInAs}</span><br>${userName(user)}</p>
</div>
${form({ action, csrf, content: buttons })}
</section>`;
  return layout(view, { title: selectAccount.title, body });
}

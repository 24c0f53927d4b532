import { html } from '../html.ts';
import { form } from '../layout/form.ts';
import { layout } from '../layout/layout.ts';
import { clientName, foreignName, userName } from '../layout/names.ts';
import type { ClientView, FormView, PageView, UserView } from '../layout/page-view.ts';
import { messagesFor } from '../messages/messages-for.ts';

/** The question whether to sign out. */
export interface SignOutView extends FormView {
  readonly user: UserView;
  /** The application that asks for it. */
  readonly client?: ClientView | undefined;
}

/** Fields: `csrf_token`. */
export function signOutPage(view: SignOutView): string {
  const { consent, signIn, signOut } = messagesFor(view.locale);
  const { client } = view;
  const buttons = html`<div class="buttons">
<button class="primary">${signOut.submit}</button>
<a class="button" href="${view.base}/account">${signOut.stay}</a>
</div>`;
  const body = html`<section class="card">
<h1>${signOut.heading}</h1>
${client !== undefined && html`<p class="lede">${signOut.asks(clientName(client))}</p>`}
${client?.host !== undefined && html`<p class="muted small">${signIn.backTo(foreignName(client.host))}</p>`}
<p><span class="muted small">${consent.signedInAs}</span><br>${userName(view.user)}</p>
<p class="muted">${signOut.explains}</p>
${form({ action: view.action, csrf: view.csrf, content: buttons })}
</section>`;
  return layout(view, { title: signOut.title, body });
}

/** What is shown once the session has ended. */
export function signedOutPage(view: PageView): string {
  const { signOut } = messagesFor(view.locale);
  const body = html`<section class="card">
<h1>${signOut.doneHeading}</h1>
<p class="muted">${signOut.doneExplains}</p>
<div class="buttons"><a class="button primary" href="${view.base}/account">${signOut.signInAgain}</a></div>
</section>`;
  return layout(view, { title: signOut.doneTitle, body });
}

import { html } from '../html.ts';
import { form } from '../layout/form.ts';
import { layout } from '../layout/layout.ts';
import { foreignName } from '../layout/names.ts';
import type { PageView } from '../layout/page-view.ts';
import { messagesFor } from '../messages/messages-for.ts';

/** The page after set-up, from which the first sign-in is tried. */
export interface SetupDoneView extends PageView {
  readonly issuer: string;
  readonly username: string;
  readonly tryAction: string;
  readonly csrf: string;
}

/** Fields: `csrf_token`. */
export function setupDonePage(view: SetupDoneView): string {
  const { common, setupDone } = messagesFor(view.locale);
  const buttons = html`<div class="buttons">
<button class="primary" autofocus>${setupDone.submit}</button>
<a class="button" href="${view.base}/account">${common.yourAccount}</a>
</div>`;
  const body = html`<section class="card">
<h1>${setupDone.heading}</h1>
<p class="lede">${setupDone.created(foreignName(view.username))}</p>
<dl class="facts"><dt>${setupDone.issuer}</dt><dd><code>${view.issuer}</code></dd></dl>
<p class="muted">${setupDone.explains}</p>
${form({ action: view.tryAction, csrf: view.csrf, content: buttons })}
</section>`;
  return layout(view, { title: setupDone.title, body });
}

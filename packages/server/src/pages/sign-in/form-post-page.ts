import { html } from '../html.ts';
import { layout } from '../layout/layout.ts';
import { clientName } from '../layout/names.ts';
import type { ClientView, PageView } from '../layout/page-view.ts';
import { messagesFor } from '../messages/messages-for.ts';

/** An answer on its way to an application, in a form. */
export interface FormPostView extends PageView {
  readonly client: ClientView;
  readonly action: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** Sends itself where there is a script, and has a button for where there is none (OAuth 2.0 Form Post Response Mode §2). */
export function formPostPage(view: FormPostView): string {
  const { formPost } = messagesFor(view.locale);
  const fields = view.fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  const body = html`<section class="card">
<h1>${formPost.heading}</h1>
<p>${formPost.explains} ${clientName(view.client)}</p>
<form method="post" action="${view.action}" data-sends-itself>${fields}
<div class="buttons"><button class="primary">${formPost.submit}</button></div>
</form>
</section>`;
  // An answer is given once: no other language of it can be asked for.
  return layout(view, { title: formPost.title, body, languages: false });
}

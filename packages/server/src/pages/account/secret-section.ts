import { type Html, html } from '../html.ts';
import { form } from '../layout/form.ts';
import { messagesFor } from '../messages/messages-for.ts';
import type { AccountView } from './account-view.ts';

/** The personal secret for command lines, shown in the one answer that makes it. Form: `account/secret` with `csrf_token`. */
export function secretSection({ base, csrf, hasSecret, locale, secret }: AccountView): Html {
  const { account } = messagesFor(locale);
  const exists = hasSecret || secret !== undefined;
  const content = html`<button>${exists ? account.secretReplace : account.secretMake}</button>`;
  return html`<section class="card">
<h2>${account.secretHeading}</h2>
<p class="muted">${account.secretExplains}</p>
${secret !== undefined && html`<p class="token"><span class="small">${account.secretOnce}</span><code>${secret}</code></p>`}
<p>${exists ? account.secretExists : account.secretNone}</p>
${form({ action: `${base}/account/secret`, csrf, content })}
</section>`;
}

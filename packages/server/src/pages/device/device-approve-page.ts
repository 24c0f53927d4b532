import { type Html, html } from '../html.ts';
import { form } from '../layout/form.ts';
import { layout } from '../layout/layout.ts';
import { clientName, userName } from '../layout/names.ts';
import type { ClientView, FormView, UserView } from '../layout/page-view.ts';
import { scopeList } from '../layout/scope-list.ts';
import { messagesFor } from '../messages/messages-for.ts';

/** The question whether a device may have what it asks for, whoever sent its code (RFC 8628 §5.4). */
export interface DeviceApproveView extends FormView {
  readonly client: ClientView;
  /** As the device shows it. */
  readonly userCode: string;
  readonly scopes: readonly string[];
  readonly user: UserView;
}

/** Fields: `step` (`allow`, `deny` or `switch`, by button) and `csrf_token`. */
export function deviceApprovePage(view: DeviceApproveView): string {
  const { device } = messagesFor(view.locale);
  const { action, csrf, client } = view;
  const body = html`<section class="card">
<h1>${device.approveHeading(clientName(client))}</h1>
<p class="caution">${device.warns}</p>
${form({ action, csrf, content: [code(view), account(view), asks(view), buttons(view)] })}
</section>`;
  return layout(view, { title: device.approveTitle(client.name), body });
}

function code({ locale, userCode }: DeviceApproveView): Html {
  const { device } = messagesFor(locale);
  return html`<div class="user-code">
<p>${device.showsCode}</p>
<p><code>${userCode}</code></p>
</div>`;
}

function account({ locale, user }: DeviceApproveView): Html {
  const { consent } = messagesFor(locale);
  return html`<div class="who">
<p><span class="muted small">${consent.signedInAs}</span><br>${userName(user)}</p>
</div>`;
}

function asks({ locale, client, scopes }: DeviceApproveView): Html {
  const { consent, signIn } = messagesFor(locale);
  return html`<div class="asks">
<h2>${consent.asks(clientName(client))}</h2>
${scopeList(locale, scopes)}
<p class="muted small">${signIn.withdrawable}</p>
</div>`;
}

function buttons({ locale }: DeviceApproveView): Html {
  const { consent, device } = messagesFor(locale);
  return html`<div class="buttons">
<button class="primary" name="step" value="allow">${device.allow}</button>
<button name="step" value="deny">${device.deny}</button>
</div>
<p><button class="plain" name="step" value="switch">${consent.switchUser}</button></p>`;
}

import { html } from '../html.ts';
import { layout } from '../layout/layout.ts';
import { clientName } from '../layout/names.ts';
import type { ClientView, PageView } from '../layout/page-view.ts';
import { messagesFor } from '../messages/messages-for.ts';

/** What somebody answered for a device. */
export interface DeviceAnsweredView extends PageView {
  readonly client: ClientView;
  readonly answer: 'approved' | 'refused';
}

/** Says what was done, and where it goes on. */
export function deviceAnsweredPage(view: DeviceAnsweredView): string {
  const { device } = messagesFor(view.locale);
  const { title, heading, explains } = device[view.answer];
  const body = html`<section class="card">
<h1>${heading}</h1>
<p class="lede">${explains(clientName(view.client))}</p>
<p class="muted">${device.close}</p>
<div class="buttons"><a class="button" href="${view.base}/account">${device.toAccount}</a></div>
</section>`;
  return layout(view, { title, body });
}

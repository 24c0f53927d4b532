import { type Html, html } from '../html.ts';
import { codeSpans } from '../layout/code-spans.ts';
import { layout } from '../layout/layout.ts';
import type { PageView } from '../layout/page-view.ts';
import { shorten, visibleText } from '../layout/visible-text.ts';
import type { Locale } from '../locale.ts';
import type { Messages } from '../messages/messages.ts';
import { messagesFor } from '../messages/messages-for.ts';

/** Why a request could not be served; it says what the page explains and advises. */
export type ErrorReason = keyof Messages['errors']['reasons'];

/** An error that is shown to a person, since it cannot or must not be sent to a client. */
export interface ErrorView extends PageView {
  readonly status: number;
  readonly reason: ErrorReason;
  /** What was sent, as it was sent. Never a secret, a code or a token. */
  readonly received?: readonly { readonly name: string; readonly value: string }[] | undefined;
  /** The redirect URIs of the client. */
  readonly registered?: readonly string[] | undefined;
  readonly retryAfterSeconds?: number | undefined;
  /** Whether the request left a trace that its developer can be shown. */
  readonly leavesTrace?: boolean;
}

const MAXIMUM_SHOWN = 20;
const NAME_LENGTH = 64;
const VALUE_LENGTH = 300;

/** Says what was received, what is registered and what to do. What came from outside is text, never a link. */
export function errorPage(view: ErrorView): string {
  const { errors } = messagesFor(view.locale);
  const reason = errors.reasons[view.reason];
  const body = html`<section class="card">
<p class="muted small">${errors.status} ${view.status}</p>
<h1>${reason.title}</h1>
<p class="lede">${reason.says}</p>
${received(view)}
${registered(view)}
${advice(view)}
</section>`;
  return layout(view, { title: reason.title, body, width: 'wide' });
}

function received({ locale, received: parameters = [] }: ErrorView): Html {
  if (parameters.length === 0) return html``;
  const rows = parameters.slice(0, MAXIMUM_SHOWN).map(
    ({ name, value }) => html`<dt><code>${excerpt(locale, name, NAME_LENGTH)}</code></dt>
<dd><code>${excerpt(locale, value, VALUE_LENGTH)}</code></dd>`,
  );
  return html`<h2>${messagesFor(locale).errors.received}</h2><dl class="facts">${rows}</dl>`;
}

function registered({ locale, registered: uris }: ErrorView): Html {
  if (uris === undefined) return html``;
  const { errors } = messagesFor(locale);
  const items = uris.slice(0, MAXIMUM_SHOWN).map((uri) => html`<li><code>${excerpt(locale, uri, VALUE_LENGTH)}</code></li>`);
  const list = uris.length === 0 ? html`<p>${errors.noneRegistered}</p>` : html`<ul class="facts">${items}</ul>`;
  return html`<h2>${errors.registered}</h2>${list}`;
}

function advice({ locale, base, reason, retryAfterSeconds, leavesTrace, requestId }: ErrorView): Html {
  const { common, errors } = messagesFor(locale);
  const when = retryAfterSeconds !== undefined && html` ${common.retryAfter(retryAfterSeconds)}`;
  return html`<h2>${errors.whatToDo}</h2>
<p>${codeSpans(errors.reasons[reason].advice)}${when}</p>
${leavesTrace === true && html`<p class="muted small">${codeSpans(errors.trace(requestId))}</p>`}
${reason === 'not_found' && html`<div class="buttons"><a class="button" href="${base}/account">${errors.home}</a></div>`}`;
}

function excerpt(locale: Locale, value: string, limit: number): Html {
  const { errors } = messagesFor(locale);
  if (value === '') return html`<span class="muted">${errors.empty}</span>`;
  const { text, shortened } = shorten(value, limit);
  return html`<bdi>${visibleText(text)}</bdi>${shortened && html`<span class="muted">${errors.shortened(value.length)}</span>`}`;
}

import { type Content, type Html, html } from '../html.ts';
import { codeSpans } from '../layout/code-spans.ts';
import { form } from '../layout/form.ts';
import { layout } from '../layout/layout.ts';
import type { PageView } from '../layout/page-view.ts';
import type { Messages } from '../messages/messages.ts';
import { messagesFor } from '../messages/messages-for.ts';

/** Names and values, in the order in which they were sent. */
export type Headers = readonly (readonly [string, string])[];

/** One exchange of the trial, its secrets already shortened. */
export interface TryStep {
  readonly title: keyof Messages['tryResult']['steps'];
  readonly request: { readonly method: string; readonly url: string; readonly headers: Headers; readonly body: string };
  readonly response: { readonly status: number; readonly headers: Headers; readonly body: string };
}

/** What the trial sign-in did and how it ended. */
export interface TryResultView extends PageView {
  readonly steps: readonly TryStep[];
  readonly ok: boolean;
  readonly accessTokenShort?: string | undefined;
  readonly tryAction: string;
  readonly csrf: string;
}

/** Shows each request and response. Fields of the form that tries again: `csrf_token`. */
export function tryResultPage(view: TryResultView): string {
  const { tryResult } = messagesFor(view.locale);
  const { ok, accessTokenShort } = view;
  const token = ok && accessTokenShort !== undefined;
  const body = html`<section class="card">
<h1>${ok ? tryResult.okHeading : tryResult.failedHeading}</h1>
${token && html`<p class="token"><span class="muted small">${tryResult.accessToken}</span><code>${accessTokenShort}</code></p>`}
<p class="muted">${ok ? tryResult.okExplains : tryResult.failedExplains}</p>
</section>
<section class="card">
<h2>${tryResult.stepsHeading}</h2>
<ol class="steps">${view.steps.map((step) => exchange(tryResult, step))}</ol>
</section>
${next(view)}`;
  return layout(view, { title: tryResult.title, body, width: 'wide' });
}

function exchange(texts: Messages['tryResult'], { title, request, response }: TryStep): Html {
  return html`<li><h3>${texts.steps[title]}</h3>
<div class="exchange">
${message(texts.request, { first: html`<b>${request.method}</b> ${request.url}`, ...request })}
${message(texts.response, { first: html`<b>${response.status}</b>`, ...response })}
</div></li>`;
}

function message(label: string, { first, headers, body }: { first: Content; headers: Headers; body: string }): Html {
  const lines = headers.map(
    ([name, value]) => html`
<span class="header">${name}:</span> ${value}`,
  );
  return html`<figure><figcaption>${label}</figcaption><pre tabindex="0">${first}${lines}${
    body !== '' &&
    html`

${body}`
  }</pre></figure>`;
}

function next({ base, locale, tryAction, csrf }: TryResultView): Html {
  const { common, tryResult } = messagesFor(locale);
  const steps = Object.values(tryResult.nextSteps).map((text) => html`<li>${codeSpans(text)}</li>`);
  return html`<section class="card">
<h2>${tryResult.nextHeading}</h2>
<ul class="next">${steps}
<li>${tryResult.toAccount(html`<a href="${base}/account">${common.yourAccount}</a>`)}</li></ul>
${form({ action: tryAction, csrf, content: html`<div class="buttons"><button>${tryResult.again}</button></div>` })}
</section>`;
}

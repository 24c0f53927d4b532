import { type Html, html } from '../html.ts';
import { codeSpans } from '../layout/code-spans.ts';
import { layout } from '../layout/layout.ts';
import type { PageView } from '../layout/page-view.ts';
import type { Messages } from '../messages/messages.ts';
import { messagesFor } from '../messages/messages-for.ts';

/** One call, as the reference shows it. */
export interface CallView {
  /** Names the call in the address of the page. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly callers: readonly (keyof Messages['reference']['callers'])[];
  /** `null`: none is asked for. */
  readonly scope: string | null;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly shape: string;
  }[];
  /** The shapes of body and answer, as a person reads JSON. */
  readonly body: string | undefined;
  readonly answer: string;
}

/** The calls by chapter. */
export interface ReferenceView extends PageView {
  readonly chapters: readonly { readonly name: keyof Messages['reference']['chapters']; readonly calls: readonly CallView[] }[];
}

/** The reference of the authority API, to be read and searched by the browser's own means. */
export function referencePage(view: ReferenceView): string {
  const { reference } = messagesFor(view.locale);
  const body = html`<section class="card">
<h1>${reference.title}</h1>
<p class="lede">${codeSpans(reference.explains)}</p>
<p>${reference.machine} <a href="${view.base}/openapi.json">openapi.json</a></p>
<nav aria-label="${reference.chaptersLabel}"><ul>${view.chapters.map(
    ({ name }) => html`<li><a href="#${name}">${reference.chapters[name]}</a></li>`,
  )}</ul></nav>
</section>
${view.chapters.map(({ name, calls }) => chapter(reference, name, calls))}`;
  return layout(view, { title: reference.title, body, width: 'wide' });
}

type Texts = Messages['reference'];

function chapter(texts: Texts, name: keyof Texts['chapters'], calls: readonly CallView[]): Html {
  return html`<section class="card" id="${name}">
<h2>${texts.chapters[name]}</h2>
${calls.map((call) => section(texts, call))}
</section>
`;
}

function section(texts: Texts, call: CallView): Html {
  const callers = call.callers.map((caller) => texts.callers[caller]).join(', ');
  return html`<details id="${call.id}">
<summary><code><b>${call.method}</b> ${call.path}</code> <span class="muted" lang="en">${codeSpans(call.summary)}</span></summary>
<dl class="facts"><dt>${texts.who}</dt><dd>${callers}</dd>
<dt>${texts.scope}</dt><dd>${call.scope === null ? texts.noScope : html`<code>${call.scope}</code>`}</dd></dl>
${parameters(texts, call)}
${call.body !== undefined && shape(texts.body, call.body)}
${shape(texts.answer, call.answer)}
</details>
`;
}

function parameters(texts: Texts, call: CallView): Html {
  if (call.parameters.length === 0) return html``;
  const rows = call.parameters.map(
    ({ name, in: place, required, shape: text }) => html`<dt><code>${name}</code> <span class="muted small">${place}</span></dt>
<dd><code>${text}</code>${required && html` <span class="muted small">${texts.required}</span>`}</dd>
`,
  );
  return html`<h3>${texts.parameters}</h3><dl class="facts">${rows}</dl>`;
}

function shape(label: string, text: string): Html {
  return html`<h3>${label}</h3><pre tabindex="0">${text}</pre>`;
}

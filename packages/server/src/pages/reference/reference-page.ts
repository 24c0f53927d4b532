import { type Html, html } from '../html.ts';
import { codeSpans } from '../layout/code-spans.ts';
import { layout } from '../layout/layout.ts';
import type { PageView } from '../layout/page-view.ts';
import type { Locale } from '../locale.ts';
import type { Messages } from '../messages/messages.ts';
import { messagesFor } from '../messages/messages-for.ts';

/** One call, as the reference shows it. */
export interface CallView {
  /** Names the call in the address of the page. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** In the language of the page, as are the descriptions. */
  readonly summary: string;
  readonly callers: readonly (keyof Messages['reference']['callers'])[];
  /** `null`: none is asked for. */
  readonly scope: string | null;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: keyof Messages['reference']['places'];
    readonly required: boolean;
    readonly description: string;
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
<p>${codeSpans(reference.flags)}</p>
<nav aria-label="${reference.chaptersLabel}"><ul class="chapters">${view.chapters.map(
    ({ name }) => html`<li><a href="#${name}">${reference.chapters[name]}</a></li>`,
  )}</ul></nav>
</section>
${view.chapters.map(({ name, calls }) => chapter({ texts: reference, locale: view.locale }, name, calls))}`;
  return layout(view, { title: reference.title, body, width: 'wide', style: 'reference.css' });
}

type Texts = Messages['reference'];

interface Language {
  readonly texts: Texts;
  readonly locale: Locale;
}

function chapter(language: Language, name: keyof Texts['chapters'], calls: readonly CallView[]): Html {
  return html`<section class="card" id="${name}">
<h2>${language.texts.chapters[name]}</h2>
${calls.map((call) => section(language, call))}
</section>
`;
}

function section({ texts, locale }: Language, call: CallView): Html {
  const callers = new Intl.ListFormat(locale, { type: 'disjunction' }).format(
    call.callers.map((caller) => texts.callers[caller]),
  );
  return html`<details class="call" id="${call.id}">
<summary><code><b>${call.method}</b> ${call.path}</code> <span class="muted">${codeSpans(call.summary)}</span></summary>
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
  const rows = call.parameters.map((parameter) => {
    const { name, in: place, required, description, shape: text } = parameter;
    const needed = required ? texts.required : texts.optional;
    return html`<dt><code class="name">${name}</code> <code>${text}</code> ${texts.places[place]} · ${needed}</dt>
<dd>${codeSpans(description)}</dd>
`;
  });
  return html`<h3>${texts.parameters}</h3><dl class="facts">${rows}</dl>`;
}

function shape(label: string, text: string): Html {
  return html`<h3>${label}</h3><pre tabindex="0">${text}</pre>`;
}

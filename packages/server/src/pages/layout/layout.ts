import { type Content, type Html, html } from '../html.ts';
import { LOCALES } from '../locale.ts';
import { messagesFor } from '../messages/messages-for.ts';
import type { PageView } from './page-view.ts';
import { TALLY_MARK } from './tally-mark.ts';

/** What a page puts into the frame that all pages share. */
export interface PageParts {
  /** Text for the browser's tab, the product's name excepted. */
  readonly title: string;
  readonly body: Content;
  /** Forms are narrow, what is read is wide. */
  readonly width?: 'narrow' | 'wide';
  /** A style sheet that the page needs beside those of all pages. */
  readonly style?: string;
  /** `false` where the page cannot be had again in another language. */
  readonly languages?: false;
  /** Stands opposite the mark at the top of the page. */
  readonly header?: Content;
}

const STYLES = ['hufu.css', 'forms.css', 'content.css'];

/** The whole document: no inline style or script, every asset under the issuer's path. */
export function layout(view: PageView, parts: PageParts): string {
  const { common } = messagesFor(view.locale);
  return html`<!doctype html>
<html lang="${view.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${parts.title} · ${common.product}</title>
${[...STYLES, ...(parts.style === undefined ? [] : [parts.style])].map(
  (name) => html`<link rel="stylesheet" href="${view.base}/assets/${name}">
`,
)}<link rel="icon" href="${view.base}/assets/favicon.svg" type="image/svg+xml">
<script src="${view.base}/assets/hufu.js" defer></script>
</head>
<body class="${parts.width ?? 'narrow'}">
<header class="top">
<p class="brand">${TALLY_MARK}${common.product}</p>
${parts.header}
</header>
<main>
${parts.body}
</main>
${footer(view, parts.languages !== false)}
</body>
</html>
`.toString();
}

function footer(view: PageView, hasLanguages: boolean): Html {
  const { common } = messagesFor(view.locale);
  const languages = LOCALES.map((locale) => {
    const current = locale === view.locale && html` aria-current="true"`;
    return html`<li><a href="${view.languages[locale]}" hreflang="${locale}" lang="${locale}"${current}>${
      common.languageNames[locale]
    }</a></li>`;
  });
  const links = html`<nav aria-label="${common.languageSwitch}"><ul class="languages">${languages}</ul></nav>
`;
  return html`<footer class="bottom">
${hasLanguages && links}<p class="request">${common.requestId} <code>${view.requestId}</code></p>
</footer>`;
}

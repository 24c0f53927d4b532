import { type Content, type Html, html } from '../html.ts';

/** A form that changes something. */
export interface Form {
  readonly action: string;
  readonly csrf: string;
  /** Names and values that go with it unseen. */
  readonly hidden?: Readonly<Record<string, string>>;
  /** Lets a button elsewhere on the page send it. */
  readonly id?: string;
  readonly content: Content;
}

/** A POST form with its CSRF token. The browser's own checks are off: the server says what is wrong, in our words. */
export function form({ action, csrf, hidden = {}, id, content }: Form): Html {
  const fields = Object.entries({ csrf_token: csrf, ...hidden }).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form method="post" action="${action}"${id !== undefined && html` id="${id}"`} novalidate>${fields}
${content}
</form>`;
}

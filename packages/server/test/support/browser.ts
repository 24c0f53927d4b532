/** A browser without script: it keeps cookies, reads forms and follows nothing by itself. */
export class Browser {
  readonly #cookies = new Map<string, string>();
  readonly #headers: Record<string, string>;

  constructor(headers: Record<string, string> = {}) {
    this.#headers = headers;
  }

  /** The cookies it holds, as a header. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** The value of one cookie. */
  cookieNamed(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  setCookie(name: string, value: string): void {
    this.#cookies.set(name, value);
  }

  get(url: string): Promise<Page> {
    return this.#request(url, { method: 'GET' });
  }

  post(url: string, fields: Record<string, string>): Promise<Page> {
    return this.#request(url, { method: 'POST', body: new URLSearchParams(fields) });
  }

  /** Sends a form of a page as it stands, with some of its fields filled in; `index` says which form. */
  submit(page: Page, fields: Record<string, string>, index = 0): Promise<Page> {
    const form = page.forms[index];
    if (form === undefined) throw new Error(`no form in: ${page.body.slice(0, 2000)}`);
    return this.post(new URL(form.action, page.url).href, { ...form.hidden, ...fields });
  }

  async #request(url: string, init: RequestInit): Promise<Page> {
    const headers = { ...this.#headers, ...(this.#cookies.size > 0 ? { cookie: this.cookie } : {}) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const body = await response.text();
    return {
      url,
      status: response.status,
      headers: response.headers,
      body,
      location: response.headers.get('location'),
      forms: formsIn(body),
    };
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals);
    if (attributes.some((attribute) => /^max-age=0$/i.test(attribute))) this.#cookies.delete(name);
    else this.#cookies.set(name, pair.slice(equals + 1));
  }
}

/** An answer as a browser sees it. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly location: string | null;
  readonly forms: readonly Form[];
}

/** A form: where it goes and what it sends without being filled in. */
export interface Form {
  readonly action: string;
  readonly hidden: Record<string, string>;
}

function formsIn(body: string): Form[] {
  return [...body.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, attributes = '', content = '']) => ({
    action: attribute(attributes, 'action') ?? '',
    hidden: Object.fromEntries(
      [...content.matchAll(/<input\b([^>]*)>/g)]
        .map(([, input = '']) => [attribute(input, 'name') ?? '', attribute(input, 'value') ?? ''] as const)
        .filter(([name]) => name !== ''),
    ),
  }));
}

function attribute(attributes: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
  return found
    ?.replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

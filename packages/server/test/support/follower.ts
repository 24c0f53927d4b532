import { Browser, type Page } from './browser.ts';

/** A user with the password that is typed. */
export interface BrowsedUser {
  readonly id: string;
  readonly password: string;
}

/** A user with a browser that follows redirects as long as they stay at the server. */
export class Follower {
  readonly #browser = new Browser();
  readonly #user: BrowsedUser;

  constructor(user: BrowsedUser) {
    this.#user = user;
  }

  /** Opens an authorization request, signs in where it leads, and answers where the client is sent its answer. */
  async signIn(url: string): Promise<string> {
    const page = await this.#follow(await this.#browser.get(url));
    if (page.location !== null) return page.location;
    const answer = await this.#browser.submit(page, { username: this.#user.id, password: this.#user.password });
    if (answer.location === null) throw new Error(`no redirect but ${answer.status}: ${answer.body.slice(0, 1000)}`);
    return answer.location;
  }

  async #follow(page: Page): Promise<Page> {
    const next = page.location === null ? undefined : new URL(page.location, page.url);
    if (next === undefined || next.origin !== new URL(page.url).origin) return page;
    return this.#follow(await this.#browser.get(next.href));
  }
}

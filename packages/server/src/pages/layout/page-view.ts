import type { Locale } from '../locale.ts';

/** What every page needs to know, whatever it shows. */
export interface PageView {
  /** The path of the issuer, without a slash at its end: `''` or `/auth`. */
  readonly base: string;
  readonly locale: Locale;
  readonly requestId: string;
  /** Where the same page is found in each language. */
  readonly languages: Readonly<Record<Locale, string>>;
}

/** A page with a form: where it is sent, and the token that proves it came from our page. */
export interface FormView extends PageView {
  readonly action: string;
  readonly csrf: string;
}

/** An application, as a user is told of it. */
export interface ClientView {
  readonly name: string;
  /** The host the user will be sent back to. */
  readonly host?: string | undefined;
}

/** A person, as a page names them. */
export interface UserView {
  readonly id: string;
  readonly fullname: string;
}

/** What of a client's registration a trace can show. */
export type RegisteredFact =
  | 'client'
  | 'redirect_uris'
  | 'post_logout_redirect_uris'
  | 'scope'
  | 'grant_types'
  | 'authentication_method'
  | 'pkce'
  | 'secret';

/** One thing that is looked at before a request gets what it asks for. */
export interface FlowCheck {
  /** What holds when it is passed. */
  readonly holds: string;
  /** Where the rule stands. */
  readonly section: string;
  /** What the client's developer, or the operator, does when it failed. */
  readonly mend: { readonly en: string; readonly zh: string };
  /** The refusals that mean that it failed: an error's code, a colon, and its detail, or its description where it has none; `*` for any end. */
  readonly refusals: readonly string[];
  /** What of the registration is shown beside what was received. */
  readonly registered?: readonly RegisteredFact[];
}

/** How the answer to an authorization request is carried back (OAuth 2.0 Multiple Response Type Encoding Practices §2.1). */
export type ResponseModeName = 'query' | 'form_post';

/** An answer on its way to the client: an address to go to, or a form that the browser sends by POST. */
export type AuthorizationAnswer =
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'form'; readonly action: string; readonly fields: readonly (readonly [name: string, value: string])[] };

/** Puts response parameters into an answer to a redirect URI, which is trusted. */
export type ResponseMode = (redirectUri: string, parameters: [string, string][]) => AuthorizationAnswer;

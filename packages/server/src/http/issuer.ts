/** The issuer identifier, taken apart once. It comes from the settings, never from a request (RFC 8414 §2). */
export interface Issuer {
  /** As configured, byte for byte; without a slash at its end. */
  readonly href: string;
  readonly origin: string;
  /** `''`, or the issuer's path: `/auth`. Every route lies under it. */
  readonly basePath: string;
  /** Whether browsers reach us by https: then cookies are `Secure` and carry the `__Host-` prefix. */
  readonly secure: boolean;
}

import type { SigningAlgorithm } from '../../client/metadata/client-metadata.ts';

/** Where an access token is for, and how it looks there (RFC 8707 §2, RFC 9068 §2). */
export interface Audience {
  /** As the resource server spells them; none: this server's own APIs, and the token's client. */
  readonly resources: readonly string[];
  /** The client that serves these resources. */
  readonly server: number | null;
  /** What a JWT is signed with; `null` for an opaque token. */
  readonly jwtAlgorithm: SigningAlgorithm | null;
}

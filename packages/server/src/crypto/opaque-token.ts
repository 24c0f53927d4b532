import { sha256Hex } from './hash.ts';
import { isOrderedId, ORDERED_ID_LENGTH, orderedId } from './ordered-id.ts';
import { randomSecret } from './random.ts';

const SECRET_LENGTH = 43;

/** What kind of bearer secret a string is; the prefix is what secret scanners recognise. */
export type TokenPrefix = 'hfa_' | 'hfr_' | 'hfc_' | 'hfs_' | 'hfl_' | 'hfd_' | 'urn:ietf:params:oauth:request_uri:';

/** A bearer secret as it is handed out (`token`) and as it is stored (`id` to look it up by, `secretHash` to compare). */
export interface OpaqueToken {
  readonly id: string;
  readonly token: string;
  readonly secretHash: string;
}

/** Makes a bearer secret of 256 bits; `secret` is given only where it is derived from another under a server key. */
export function createOpaqueToken(prefix: TokenPrefix, now: number, secret: string = randomSecret()): OpaqueToken {
  return opaqueToken(prefix, orderedId(now), secret);
}

/** The bearer secret of a known id. */
export function opaqueToken(prefix: TokenPrefix, id: string, secret: string): OpaqueToken {
  const token = `${prefix}${id}${secret}`;
  return { id, token, secretHash: sha256Hex(token) };
}

/** Reads a presented bearer secret of the kind `prefix`; `undefined` when it does not have that form. */
export function parseOpaqueToken(prefix: TokenPrefix, presented: string): OpaqueToken | undefined {
  if (presented.length !== prefix.length + ORDERED_ID_LENGTH + SECRET_LENGTH || !presented.startsWith(prefix)) return undefined;
  const id = presented.slice(prefix.length, prefix.length + ORDERED_ID_LENGTH);
  if (!isOrderedId(id)) return undefined;
  return { id, token: presented, secretHash: sha256Hex(presented) };
}

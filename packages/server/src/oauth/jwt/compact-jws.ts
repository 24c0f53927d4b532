import { type JsonMembers, parseStrictJson } from './strict-json.ts';

/** A JWS in compact form (RFC 7515 §3.1) with a JSON object as its payload; nothing of it is proven. */
export interface CompactJws {
  readonly header: JsonMembers;
  readonly claims: JsonMembers;
  /** What is signed: the first two parts as they were sent. */
  readonly signingInput: Buffer;
  readonly signature: Buffer;
}

const PART = /^[A-Za-z0-9_-]+$/;

/**
 * Reads a compact JWS of at most `maximumLength` characters: three parts, each in the one base64url form of its bytes, two JSON
 * objects that cannot be read in two ways. `undefined` for anything else.
 */
export function parseCompactJws(text: string, maximumLength: number): CompactJws | undefined {
  if (text.length > maximumLength) return undefined;
  const parts = text.split('.', 4);
  const [header, claims, signature] = parts.map(decodePart);
  if (parts.length !== 3 || header === undefined || claims === undefined || signature === undefined) return undefined;
  const [headerMembers, claimMembers] = [parseStrictJson(header), parseStrictJson(claims)];
  if (headerMembers === undefined || claimMembers === undefined) return undefined;
  const signingInput = Buffer.from(text.slice(0, text.lastIndexOf('.')), 'latin1');
  return { header: headerMembers, claims: claimMembers, signingInput, signature };
}

function decodePart(part: string): Buffer | undefined {
  if (!PART.test(part)) return undefined;
  const bytes = Buffer.from(part, 'base64url');
  // What does not round-trip was read differently by somebody else.
  return bytes.toString('base64url') === part ? bytes : undefined;
}

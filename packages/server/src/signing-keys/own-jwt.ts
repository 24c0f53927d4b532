import type { Verifier } from './signer.ts';

/** What a JWT of ours must be. */
export interface OwnJwtExpectation {
  /** The `typ` of its header: a JWT for one purpose is never taken for another (RFC 8725 §3.11). */
  readonly typ: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether one that has expired is good, as for an `id_token_hint` (OpenID Connect Core §3.1.2.1). */
  readonly allowExpired?: boolean;
}

/** A JWT that we signed. */
export interface OwnJwt {
  readonly ok: true;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Why a JWT is not taken for ours. */
export interface OwnJwtRefusal {
  readonly ok: false;
  readonly reason: 'malformed' | 'wrong_type' | 'unknown_key' | 'wrong_algorithm' | 'bad_signature' | 'expired';
}

/** Far more than any that we make. */
const LONGEST = 65_536;
const COMPACT = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

/** Verifies a compact JWS by the key that its `kid` names, and by nothing else that its header says (RFC 8725 §3.1). */
export function verifyJwt(
  text: string,
  find: (kid: string) => Verifier | undefined,
  expected: OwnJwtExpectation,
): OwnJwt | OwnJwtRefusal {
  const [, head = '', body = '', tail = ''] = text.length > LONGEST ? [] : (COMPACT.exec(text) ?? []);
  const header = jsonObject(head);
  const signature = bytes(tail);
  if (header === undefined || signature === undefined) return refused('malformed');
  // RFC 7515 §4.1.11: what must be understood, and we write none.
  if (Object.hasOwn(header, 'crit')) return refused('malformed');
  if (header['typ'] !== expected.typ) return refused('wrong_type');
  const verifier = typeof header['kid'] === 'string' ? find(header['kid']) : undefined;
  if (verifier === undefined) return refused('unknown_key');
  if (header['alg'] !== verifier.algorithm) return refused('wrong_algorithm');
  if (!verifier.verify(Buffer.from(`${head}.${body}`, 'latin1'), signature)) return refused('bad_signature');
  const claims = jsonObject(body);
  if (claims === undefined) return refused('malformed');
  if (expected.allowExpired !== true && !isCurrent(claims['exp'], expected.now)) return refused('expired');
  return { ok: true, claims };
}

function isCurrent(exp: unknown, now: number): boolean {
  return typeof exp === 'number' && exp * 1000 > now;
}

function jsonObject(part: string): Record<string, unknown> | undefined {
  const decoded = bytes(part);
  if (decoded === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(decoded.toString('utf8'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The bytes, when the text is their one base64url form. */
function bytes(part: string): Buffer | undefined {
  const decoded = Buffer.from(part, 'base64url');
  return part !== '' && decoded.toString('base64url') === part ? decoded : undefined;
}

function refused(reason: OwnJwtRefusal['reason']): OwnJwtRefusal {
  return { ok: false, reason };
}

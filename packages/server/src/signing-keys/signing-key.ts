import type { AuditStore } from '../observability/audit.ts';

/** What we sign with, by the names of RFC 7518 §3.1 and RFC 8037 §3.1 (Ed25519). */
export const SIGNING_ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const;

/** The name of an algorithm that we sign with. */
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** A public key as the key set shows it (RFC 7517 §4): no private member is ever in it. */
export interface PublicJwk {
  readonly kty: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: SigningAlgorithm;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly n?: string;
  readonly e?: string;
}

/** A signing key as it is stored; all times in milliseconds since 1970. */
export interface SigningKey {
  /** Its SHA-256 thumbprint (RFC 7638 §3). */
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  /** Counts the keys of an algorithm from 1: there is one of each number. */
  readonly generation: number;
  readonly publicJwk: PublicJwk;
  /** The private part, sealed for `signingKeyContext`; `null` once it is forgotten. */
  readonly sealedKey: string | null;
  readonly createdAt: number;
  /** From then on it signs. The key set shows it from the beginning. */
  readonly activeFrom: number;
  /** From then on it signs no more; `null` while nothing follows it. */
  readonly retiredAt: number | null;
  /** From then on the key set does not show it. */
  readonly removedAt: number | null;
  /** From then on it is good for nothing: it may be in other hands. */
  readonly revokedAt: number | null;
}

/** Keys of one installation, shared by all its nodes. */
export interface SigningKeyStore {
  /** Every key that is kept, by algorithm, the newest first. */
  list(): Promise<SigningKey[]>;
  /**
   * Adds the key of its generation, and retires those before it when it begins to sign; they are shown for `keptMs` longer. Of
   * several that race, one is told `added`, and nothing of the others stays.
   */
  add(key: SigningKey, keptMs: number): Promise<'added' | 'outrun'>;
  /** Takes a key out of use and out of the key set at `at`, for good. */
  revoke(kid: string, at: number): Promise<'revoked' | 'already_revoked' | 'unknown'>;
}

/** The stores that signing keys are kept in, inside a unit of work. */
export interface SigningKeyStores {
  readonly signingKeys: SigningKeyStore;
  readonly audit: Pick<AuditStore, 'append'>;
}

/** What runs units of work: each is atomic, and what throws leaves nothing. */
export interface SigningKeyStorage {
  transact<T>(work: (stores: SigningKeyStores) => Promise<T>): Promise<T>;
  read<T>(work: (stores: SigningKeyStores) => Promise<T>): Promise<T>;
}

/** What a key is at one moment: shown before it signs, signing, shown after it signed, or shown no more. */
export type SigningKeyState = 'next' | 'signing' | 'retired' | 'removed' | 'revoked';

/** The state of a key at `now`. */
export function signingKeyState(key: SigningKey, now: number): SigningKeyState {
  if (isPast(key.revokedAt, now)) return 'revoked';
  if (isPast(key.removedAt, now)) return 'removed';
  if (isPast(key.retiredAt, now)) return 'retired';
  return key.activeFrom > now ? 'next' : 'signing';
}

/** Whether the key set shows a key at `now`. */
export function isPublished(key: SigningKey, now: number): boolean {
  return !isPast(key.removedAt, now) && !isPast(key.revokedAt, now);
}

/** What the private part of a key is sealed for. */
export function signingKeyContext(kid: string): string {
  return `signing-key:${kid}`;
}

function isPast(at: number | null, now: number): boolean {
  return at !== null && at <= now;
}

import type { ServerKeys } from '../crypto/server-keys.ts';
import { type OwnJwt, type OwnJwtExpectation, type OwnJwtRefusal, verifyJwt } from './own-jwt.ts';
import { type Signer, signerOf, type Verifier, verifierOf } from './signer.ts';
import {
  isPublished,
  type PublicJwk,
  type SigningAlgorithm,
  type SigningKey,
  type SigningKeyStorage,
  signingKeyContext,
} from './signing-key.ts';

/** How a JWT is signed. */
export interface JwtSigning {
  readonly algorithm: SigningAlgorithm;
  /** The `typ` of its header, such as `at+jwt`. */
  readonly typ: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Our signing keys in memory: to sign with and to verify by, at once. All times are milliseconds since 1970. */
export interface SigningKeys {
  /** The key that signs at `now`. Throws when there is none, which a server that has started never meets. */
  signer(algorithm: SigningAlgorithm, now: number): Signer;
  /** The key of that id unless it is revoked or forgotten; a key that the key set shows no more is still known for a while. */
  verifier(kid: string, now: number): Verifier | undefined;
  /** A signed JWT in compact form (RFC 7515 §7.1). */
  jwt(claims: object, signing: JwtSigning): string;
  /** Verifies what `jwt` made; who it is for, and from whom, is the caller's to check. */
  verifyOwnJwt(text: string, expected: OwnJwtExpectation): OwnJwt | OwnJwtRefusal;
  /** The public keys that the key set shows at `now` (RFC 7517 §5). */
  published(now: number): readonly PublicJwk[];
  /** Reads the keys anew. Storage calls it when they may have changed, here or on another node. */
  refresh(): Promise<void>;
}

/** The keys of one moment. */
interface Ring {
  /** Every key, newest first. */
  readonly keys: readonly SigningKey[];
  /** Those with a private part, by algorithm, newest first. */
  readonly signing: ReadonlyMap<SigningAlgorithm, readonly Signing[]>;
  readonly verifiers: ReadonlyMap<string, { readonly key: SigningKey; readonly verifier: Verifier }>;
}

interface Signing {
  readonly key: SigningKey;
  readonly signer: Signer;
}

const EMPTY: Ring = { keys: [], signing: new Map(), verifiers: new Map() };

/** Signing keys that know nothing until they are refreshed. A private part that does not open makes `refresh` reject. */
export function createSigningKeys(storage: Pick<SigningKeyStorage, 'read'>, keys: ServerKeys): SigningKeys {
  let ring = EMPTY;
  let readings = 0;
  let shown = 0;
  const signer = (algorithm: SigningAlgorithm, now: number): Signer => signerAt(ring, algorithm, now);
  const verifier = (kid: string, now: number): Verifier | undefined => verifierAt(ring, kid, now);
  return {
    signer,
    verifier,
    jwt: (claims, { algorithm, typ, now }) => signJwt(claims, signer(algorithm, now), typ),
    verifyOwnJwt: (text, expected) => verifyJwt(text, (kid) => verifier(kid, expected.now), expected),
    published: (now) => ring.keys.filter((key) => isPublished(key, now)).map(({ publicJwk }) => publicJwk),
    async refresh() {
      const reading = ++readings;
      const read = await storage.read(({ signingKeys }) => signingKeys.list());
      // Of two readings that overlap, the one that began later knows more.
      if (reading < shown) return;
      shown = reading;
      ring = ringOf(read, ring, keys);
    },
  };
}

function ringOf(keys: readonly SigningKey[], before: Ring, serverKeys: ServerKeys): Ring {
  const known = new Map([...before.signing.values()].flat().map(({ key, signer }) => [key.kid, signer]));
  const signing = new Map<SigningAlgorithm, Signing[]>();
  for (const key of keys) {
    if (key.sealedKey === null) continue;
    const open = (sealed: string): Signer => signerOf(key.publicJwk, serverKeys.open(sealed, signingKeyContext(key.kid)));
    const entry = { key, signer: known.get(key.kid) ?? open(key.sealedKey) };
    signing.set(key.algorithm, [...(signing.get(key.algorithm) ?? []), entry]);
  }
  const verifiers = keys.map((key) => {
    const verifier = before.verifiers.get(key.kid)?.verifier ?? verifierOf(key.publicJwk);
    return [key.kid, { key, verifier }] as const;
  });
  return { keys, signing, verifiers: new Map(verifiers) };
}

function signerAt({ signing }: Ring, algorithm: SigningAlgorithm, now: number): Signer {
  let earliest: Signer | undefined;
  for (const { key, signer } of signing.get(algorithm) ?? []) {
    if (!isPublished(key, now)) continue;
    if (key.activeFrom <= now) return signer;
    earliest = signer;
  }
  // A clock that was set back is before all of them: what is shown may sign.
  if (earliest === undefined) throw new Error(`there is no key to sign with by ${algorithm}`);
  return earliest;
}

function verifierAt({ verifiers }: Ring, kid: string, now: number): Verifier | undefined {
  const found = verifiers.get(kid);
  if (found === undefined || (found.key.revokedAt !== null && found.key.revokedAt <= now)) return undefined;
  return found.verifier;
}

function signJwt(claims: object, signer: Signer, typ: string): string {
  const signed = `${signer.header(typ)}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${signed}.${signer.sign(Buffer.from(signed, 'latin1')).toString('base64url')}`;
}

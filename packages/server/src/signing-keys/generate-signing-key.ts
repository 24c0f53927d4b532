import { generateKeyPair, hash, type JsonWebKey, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { PublicJwk, SigningAlgorithm } from './signing-key.ts';

/** A new key pair. */
export interface GeneratedKey {
  readonly publicJwk: PublicJwk;
  /** PKCS #8 in PEM: secret. */
  readonly privateKey: string;
}

/** Makes a key pair of an algorithm. */
export type GenerateKey = (algorithm: SigningAlgorithm) => Promise<GeneratedKey>;

interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const generate = promisify(generateKeyPair);
const PAIRS: Readonly<Record<SigningAlgorithm, () => Promise<Pair>>> = {
  // RFC 7518 §3.3: 2048 bits or more. Tens of milliseconds of work, in another thread.
  RS256: () => generate('rsa', { modulusLength: 2048 }),
  ES256: () => generate('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generate('ed25519'),
};

/** Makes a key pair off the event loop; its `kid` is its thumbprint (RFC 7638 §3). Never awaited inside a unit of work. */
export async function generateSigningKey(algorithm: SigningAlgorithm): Promise<GeneratedKey> {
  const { publicKey, privateKey } = await PAIRS[algorithm]();
  const members = requiredMembers(publicKey.export({ format: 'jwk' }));
  const kid = hash('sha256', JSON.stringify(members), 'base64url');
  return {
    publicJwk: { ...members, kid, use: 'sig', alg: algorithm },
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

// RFC 7638 §3.3: in the order of their names.
function requiredMembers({ crv, e, kty = '', n, x, y }: JsonWebKey): Pick<PublicJwk, 'kty' | 'crv' | 'e' | 'n' | 'x' | 'y'> {
  return JSON.parse(JSON.stringify({ crv, e, kty, n, x, y })) as ReturnType<typeof requiredMembers>;
}

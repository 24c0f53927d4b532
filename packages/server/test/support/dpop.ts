import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';

/** A key that signs proofs. */
export interface DpopTestKey {
  readonly alg: string;
  readonly jwk: Readonly<Record<string, unknown>>;
  readonly privateKey: KeyObject;
  /** Its thumbprint (RFC 7638 §3). */
  readonly jkt: string;
}

const THUMBPRINT = { EC: ['crv', 'kty', 'x', 'y'], RSA: ['e', 'kty', 'n'], OKP: ['crv', 'kty', 'x'] } as const;

/** A fresh key for an algorithm. */
export function dpopTestKey(alg: 'ES256' | 'RS256' | 'PS256' | 'EdDSA' = 'ES256'): DpopTestKey {
  const { publicKey, privateKey } = pair(alg);
  const jwk = publicKey.export({ format: 'jwk' }) as Record<string, unknown>;
  const members = THUMBPRINT[jwk['kty'] as keyof typeof THUMBPRINT].map((name) => [name, jwk[name]]);
  const jkt = createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(members)))
    .digest('base64url');
  return { alg, jwk, privateKey, jkt };
}

/** What a proof is for. `now` is in milliseconds since 1970. */
export interface ProofRequest {
  readonly method?: string;
  readonly url: string;
  readonly now: number;
  /** The access token it goes with. */
  readonly token?: string;
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
}

/** A proof (RFC 9449 §4.2); claims and members of the header can be replaced or (by `undefined`) left out. */
export function dpopProof(key: DpopTestKey, { method = 'POST', url, now, token, claims, header }: ProofRequest): string {
  const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
  return signProof(
    key,
    { typ: 'dpop+jwt', alg: key.alg, jwk: key.jwk, ...header },
    { jti: randomUUID(), htm: method, htu: url, iat: Math.floor(now / 1000), ...ath, ...claims },
  );
}

/** Signs anything as a compact JWS. */
export function signProof(key: DpopTestKey, header: object, claims: unknown): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${signature(key, Buffer.from(input)).toString('base64url')}`;
}

function signature({ alg, privateKey }: DpopTestKey, input: Buffer): Buffer {
  if (alg === 'EdDSA') return sign(null, input, privateKey);
  const padding = alg === 'PS256' ? { padding: 6, saltLength: 32 } : {};
  return sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363', ...padding });
}

function pair(alg: string): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  if (alg === 'EdDSA') return generateKeyPairSync('ed25519');
  if (alg === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

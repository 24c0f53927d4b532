import { randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, createLocalJWKSet, decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { serverKeys } from '../crypto/server-keys.ts';
import { generateSigningKey } from './generate-signing-key.ts';
import { SIGNING_ALGORITHMS, type SigningAlgorithm, type SigningKey, signingKeyContext } from './signing-key.ts';
import { createSigningKeys, type SigningKeys } from './signing-keys.ts';

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
const sealing = serverKeys(randomBytes(32));

async function key(algorithm: SigningAlgorithm, times: Partial<SigningKey> = {}): Promise<SigningKey> {
  const { publicJwk, privateKey } = await generateSigningKey(algorithm);
  const sealedKey = sealing.seal(privateKey, signingKeyContext(publicJwk.kid));
  const unused = { retiredAt: null, removedAt: null, revokedAt: null };
  const { kid } = publicJwk;
  return { kid, algorithm, generation: 1, publicJwk, sealedKey, createdAt: NOW, activeFrom: NOW, ...unused, ...times };
}

/** Newest first, as the store lists them. */
async function holding(...stored: SigningKey[]): Promise<SigningKeys> {
  const stores = { signingKeys: { list: async () => stored } };
  const held = createSigningKeys({ read: (work) => work(stores as unknown as Parameters<typeof work>[0]) }, sealing);
  await held.refresh();
  return held;
}

const claims = { iss: 'https://auth.example.com', sub: 'alice', exp: NOW / 1000 + 300 };
const es256 = (now = NOW): { algorithm: 'ES256'; typ: string; now: number } => ({ algorithm: 'ES256', typ: 'at+jwt', now });

describe('a signed JWT', () => {
  it.each(SIGNING_ALGORITHMS)(
    'RFC 7515 §5.1, RFC 7518 §3.1: by %s it is verified by another implementation',
    async (algorithm) => {
      const keys = await holding(await key(algorithm));
      const jwt = keys.jwt(claims, { algorithm, typ: 'JWT', now: NOW });
      const set = createLocalJWKSet({ keys: keys.published(NOW).map((jwk) => ({ ...jwk })) });
      const verified = await jwtVerify(jwt, set, { currentDate: new Date(NOW), typ: 'JWT', algorithms: [algorithm] });
      expect(verified.payload).toEqual(claims);
      expect(keys.verifyOwnJwt(jwt, { typ: 'JWT', now: NOW })).toEqual({ ok: true, claims });
    },
  );

  it('RFC 7638 §3: names its key by the thumbprint', async () => {
    for (const algorithm of SIGNING_ALGORITHMS) {
      const keys = await holding(await key(algorithm));
      const [jwk] = keys.published(NOW);
      const { kid } = decodeProtectedHeader(keys.jwt(claims, { algorithm, typ: 'JWT', now: NOW }));
      expect(kid).toBe(await calculateJwkThumbprint({ ...jwk }));
    }
  });

  it('RFC 8725 §3.11: is good for no other type than its own', async () => {
    const keys = await holding(await key('ES256'));
    const refusal = keys.verifyOwnJwt(keys.jwt(claims, es256()), { typ: 'logout+jwt', now: NOW });
    expect(refusal).toEqual({ ok: false, reason: 'wrong_type' });
  });

  it('RFC 7519 §4.1.4: is refused from the second on in which it expires, unless an expired one will do', async () => {
    const keys = await holding(await key('ES256'));
    const jwt = keys.jwt(claims, es256());
    const at = { typ: 'at+jwt', now: claims.exp * 1000 };
    expect(keys.verifyOwnJwt(jwt, { ...at, now: at.now - 1 }).ok).toBe(true);
    expect(keys.verifyOwnJwt(jwt, at)).toEqual({ ok: false, reason: 'expired' });
    expect(keys.verifyOwnJwt(jwt, { ...at, allowExpired: true }).ok).toBe(true);
    const { exp: _, ...eternal } = claims;
    expect(keys.verifyOwnJwt(keys.jwt(eternal, es256()), at)).toEqual({ ok: false, reason: 'expired' });
  });

  it('RFC 8725 §3.1: whose header names another algorithm than the key’s is refused', async () => {
    const keys = await holding(await key('ES256'));
    const [jwk] = keys.published(NOW);
    const secret = Buffer.from(JSON.stringify(jwk));
    const confused = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: jwk?.kid ?? '' })
      .sign(secret);
    expect(keys.verifyOwnJwt(confused, { typ: 'at+jwt', now: NOW })).toEqual({ ok: false, reason: 'wrong_algorithm' });
  });

  it('RFC 7515 §4.1.11: with extensions that must be understood is refused, and so is one of an unknown key', async () => {
    const keys = await holding(await key('ES256'));
    const [, body, tail] = keys.jwt(claims, es256()).split('.');
    const [{ kid = '' } = {}] = keys.published(NOW);
    const headed = (header: object): string => `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${body}.${tail}`;
    const expected = { typ: 'at+jwt', now: NOW };
    const header = { alg: 'ES256', typ: 'at+jwt', kid };
    expect(keys.verifyOwnJwt(headed({ ...header, crit: ['b64'], b64: false }), expected)).toMatchObject({ reason: 'malformed' });
    expect(keys.verifyOwnJwt(headed({ ...header, kid: 'x' }), expected)).toMatchObject({ reason: 'unknown_key' });
    expect(keys.verifyOwnJwt(headed({ ...header, alg: 'none' }), expected)).toMatchObject({ reason: 'wrong_algorithm' });
    const { kid: _, ...anonymous } = header;
    expect(keys.verifyOwnJwt(headed({ ...anonymous, jwk: keys.published(NOW)[0] }), expected)).toMatchObject({
      reason: 'unknown_key',
    });
  });

  it('RFC 7515 §5.2: is refused when one character of it is another, or in any other form', async () => {
    const keys = await holding(await key('ES256'));
    const jwt = keys.jwt(claims, es256());
    const expected = { typ: 'at+jwt', now: NOW };
    for (let at = 0; at < jwt.length; at += 1) {
      const mutated = `${jwt.slice(0, at)}${jwt[at] === 'A' ? 'B' : 'A'}${jwt.slice(at + 1)}`;
      expect(keys.verifyOwnJwt(mutated, expected).ok, mutated).toBe(false);
    }
    const [head, body, tail] = jwt.split('.');
    const forms = [
      '',
      '..',
      `${head}.${body}.`,
      `${head}.${body}`,
      `${jwt}=`,
      ` ${jwt}`,
      `${jwt}.x`,
      `${head}..${tail}`,
      'a'.repeat(1e6),
    ];
    for (const form of forms) expect(keys.verifyOwnJwt(form, expected).ok, form.slice(0, 50)).toBe(false);
  });
});

describe('the keys of a moment', () => {
  it('RFC 7517 §5: a key is shown before it signs, and after, until its time', async () => {
    const old = await key('ES256', { retiredAt: NOW + HOUR, removedAt: NOW + 3 * HOUR });
    const next = await key('ES256', { generation: 2, activeFrom: NOW + HOUR });
    const keys = await holding(next, old);
    const signs = (at: number): string => keys.signer('ES256', at).kid;
    const shown = (at: number): string[] => keys.published(at).map(({ kid }) => kid);
    expect([signs(NOW), signs(NOW + HOUR - 1), signs(NOW + HOUR)]).toEqual([old.kid, old.kid, next.kid]);
    expect(shown(NOW)).toEqual([next.kid, old.kid]);
    expect(shown(NOW + 3 * HOUR - 1)).toEqual([next.kid, old.kid]);
    expect(shown(NOW + 3 * HOUR)).toEqual([next.kid]);
  });

  it('a JWT of a key that is shown no more is still known as ours; one of a revoked key is not', async () => {
    const stored = await key('ES256');
    const jwt = (await holding(stored)).jwt(claims, es256());
    const hint = { typ: 'at+jwt', now: NOW + 9 * HOUR, allowExpired: true };
    const gone = await holding({ ...stored, sealedKey: null, retiredAt: NOW + 1, removedAt: NOW + 2 });
    expect(gone.verifyOwnJwt(jwt, hint).ok).toBe(true);
    const revoked = await holding({ ...stored, revokedAt: NOW + HOUR });
    expect(revoked.verifyOwnJwt(jwt, { ...hint, now: NOW + HOUR - 1 }).ok).toBe(true);
    expect(revoked.verifyOwnJwt(jwt, { ...hint, now: NOW + HOUR })).toEqual({ ok: false, reason: 'unknown_key' });
    expect(revoked.published(NOW + HOUR)).toEqual([]);
    expect(() => revoked.signer('ES256', NOW + HOUR)).toThrow('no key to sign with by ES256');
  });

  it('a clock that was set back to before the first key signs with it all the same', async () => {
    const stored = await key('ES256');
    expect((await holding(stored)).signer('ES256', NOW - 9 * HOUR).kid).toBe(stored.kid);
  });

  it('a private part that was sealed under another key, or for another kid, is not used', async () => {
    const [one, other] = [await key('ES256'), await key('ES256', { generation: 2 })];
    await expect(holding({ ...one, sealedKey: other.sealedKey })).rejects.toThrow();
  });

  it('shows no private member', async () => {
    const keys = await holding(await key('RS256'), await key('ES256'), await key('EdDSA'));
    const members = keys.published(NOW).map((jwk) => Object.keys(jwk).sort().join(' '));
    expect(members).toEqual(['alg e kid kty n use', 'alg crv kid kty use x y', 'alg crv kid kty use x']);
  });
});

import { createHmac, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { NewClient } from '../../src/oauth/client/client-registration.ts';
import type { ClientSigningAlgorithm, PublicJwk } from '../../src/oauth/client/metadata/client-metadata.ts';
import type { TestClient, TestServer } from './test-server.ts';

/** A key pair of a client, and its public half as it is registered. */
export interface ClientKey {
  readonly alg: ClientSigningAlgorithm;
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: PublicJwk;
}

/** Makes a key that fits an algorithm. */
export function clientKey(alg: ClientSigningAlgorithm = 'ES256', kid = `key-${alg}`): ClientKey {
  const { privateKey, publicKey } = keyPair(alg);
  const jwk = { ...(publicKey.export({ format: 'jwk' }) as PublicJwk), kid };
  return { alg, kid, privateKey, publicKey, jwk };
}

function keyPair(alg: ClientSigningAlgorithm): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  if (alg === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (alg === 'EdDSA') return generateKeyPairSync('ed25519');
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

/** What of a JWT is not as it should be; a claim that is `undefined` is left out. */
export interface JwtChanges {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
}

/** A JWT by a key, made by another implementation than ours. */
export function signJwt(key: ClientKey, claims: Record<string, unknown>, header: Record<string, unknown> = {}): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: key.alg, kid: key.kid, ...header }).sign(key.privateKey);
}

/** A JWT by HS256 whatever its header says. */
export function signByHmac(key: string | Buffer, claims: object, header: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
}

/** A good client assertion (RFC 7523 §3), but for the changes. */
export function assertion(
  server: TestServer,
  [client, key]: readonly [TestClient, ClientKey],
  changes: JwtChanges = {},
): Promise<string> {
  return signJwt(key, assertionClaims(server, client, changes.claims), changes.header);
}

/** The claims of a good client assertion, but for the changes. */
export function assertionClaims(
  server: TestServer,
  client: TestClient,
  changes: Record<string, unknown> = {},
): Record<string, unknown> {
  const [id, now] = [String(client.id), seconds(server)];
  return { iss: id, sub: id, aud: server.issuer, jti: randomUUID(), iat: now, exp: now + 60, ...changes };
}

/** The form fields of an assertion (RFC 7521 §4.2). */
export function byAssertion(text: string): Record<string, string> {
  return { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: text };
}

/** A good request object (RFC 9101 §4), but for the changes. */
export function requestObject(
  server: TestServer,
  [client, key]: readonly [TestClient, ClientKey],
  { claims = {}, header = {} }: JwtChanges = {},
): Promise<string> {
  const now = seconds(server);
  const id = String(client.id);
  const request = { client_id: id, redirect_uri: client.redirectUri, response_type: 'code', scope: 'openid', state: 'inside' };
  const all = { iss: id, aud: server.issuer, iat: now, nbf: now, exp: now + 120, ...request, ...claims };
  return signJwt(key, all, { typ: 'oauth-authz-req+jwt', ...header });
}

/** Seconds since 1970, by the server's clock. */
export function seconds(server: TestServer): number {
  return Math.floor(server.now() / 1000);
}

/** What a client with registered keys is registered as. */
export function keyedClient(keys: readonly ClientKey[], more: Partial<NewClient> = {}): Partial<NewClient> {
  return {
    authenticationMethod: 'private_key_jwt',
    grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
    ...more,
    metadata: { jwks: { keys: keys.map(({ jwk }) => jwk) }, ...more.metadata },
  };
}

import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

const { HUFU_ISSUER: issuer = 'http://localhost:9096', CLIENT_ID = '', CLIENT_SECRET = '', CLIENT_KEY } = process.env;
const { API: api = 'http://127.0.0.1:8083', RESOURCE: resource = 'https://notes.example/' } = process.env;

try {
  const token = await requestToken();
  const answer = await fetch(`${api}/notes`, { headers: { authorization: `Bearer ${token}` } });
  process.stdout.write(`GET ${api}/notes: ${answer.status}\n${await answer.text()}\n`);
  if (!answer.ok) process.exitCode = 1;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

/** An access token for the API, on this client's own behalf (RFC 6749 §4.4). There is no refresh token: ask again when it has expired. */
async function requestToken(): Promise<string> {
  const { token_endpoint } = await json(await fetch(`${issuer}/.well-known/openid-configuration`));
  const { headers, parameters } = CLIENT_KEY === undefined ? bySecret() : byKey(CLIENT_KEY);
  const body = new URLSearchParams({ grant_type: 'client_credentials', resource, ...parameters });
  const { access_token } = await json(await fetch(String(token_endpoint), { method: 'POST', headers, body }));
  return String(access_token);
}

interface Proof {
  readonly headers: Record<string, string>;
  readonly parameters: Record<string, string>;
}

/** `client_secret_basic`: id and secret are form-encoded first (RFC 6749 §2.3.1). */
function bySecret(): Proof {
  const pair = [CLIENT_ID, CLIENT_SECRET].map(encodeURIComponent).join(':');
  return { headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }, parameters: {} };
}

/** `private_key_jwt`: an assertion by our key, for the issuer, good once (RFC 7523 §3). The key is Ed25519 in a PEM file. */
function byKey(path: string): Proof {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: CLIENT_ID, sub: CLIENT_ID, aud: issuer, jti: randomUUID(), iat: now, exp: now + 60 };
  const input = `${part({ alg: 'EdDSA', typ: 'client-authentication+jwt' })}.${part(claims)}`;
  const signature = sign(null, Buffer.from(input), createPrivateKey(readFileSync(path))).toString('base64url');
  const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  return { headers: {}, parameters: { client_assertion_type, client_assertion: `${input}.${signature}` } };
}

async function json(answer: Response): Promise<Record<string, unknown>> {
  const body = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${body['error']}: ${body['error_description']}`);
  return body;
}

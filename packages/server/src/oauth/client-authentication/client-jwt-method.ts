import { sha256Hex } from '../../crypto/hash.ts';
import type { Client } from '../client/client.ts';
import { currentSecrets } from '../client/client-secret.ts';
import type {
  AuthenticationMethod,
  ClientRequest,
  OneTimeProof,
  Presentation,
  ProofFailure,
  VerificationContext,
} from './authentication-method.ts';
import {
  CLIENT_JWT_LIFETIME_SECONDS,
  type ClientJwt,
  hasValidSignature,
  isTimely,
  parseClientJwt,
  timesOfClientJwt,
} from './client-jwt.ts';

/** The tally dialect: a JWT signed with the client's secret (contract/oauth2.md §3). */
export const clientJwtMethod: AuthenticationMethod = {
  name: 'client_jwt',
  present(request) {
    const texts = presentedTexts(request);
    if (texts.length === 0) return undefined;
    const [text] = texts;
    // The same JWT under both spellings of the header is one proof, two different ones are none.
    if (text === undefined || texts.some((other) => other !== text)) return 'malformed';
    const jwt = parseClientJwt(text, 'id');
    return jwt === undefined ? 'malformed' : presentation(jwt);
  },
};

function presentation(jwt: ClientJwt<'id'>): Presentation {
  const window = timesOfClientJwt(jwt.time);
  return { method: 'client_jwt', clientId: jwt.subject, window, verify: (client, context) => verify(jwt, client, context) };
}

function verify(jwt: ClientJwt<'id'>, client: Client, context: VerificationContext): 'proven' | ProofFailure | OneTimeProof {
  if (!isTimely(jwt, context.now)) return 'wrong_time';
  const secrets = currentSecrets(client, context.keys, context.now);
  if (!secrets.some((secret) => hasValidSignature(jwt, secret.key))) return 'bad_signature';
  return client.refuseJwtReplay ? oneTimeProof(jwt) : 'proven';
}

function oneTimeProof(jwt: ClientJwt<'id'>): OneTimeProof | 'nonce_missing' {
  if (jwt.nonce === undefined || jwt.nonce === '') return 'nonce_missing';
  // The three members decide, not the bytes: a JWT can be re-encoded without being another one.
  const key = sha256Hex(JSON.stringify(['client_jwt', jwt.subject, jwt.time, jwt.nonce]));
  return { key, expiresAt: (jwt.time + CLIENT_JWT_LIFETIME_SECONDS + 1) * 1000 };
}

function presentedTexts(request: ClientRequest): string[] {
  if (request.authencation.length === 0 && request.authorization.length === 0) return [];
  const ours = request.authencation.map(withoutScheme);
  const standard = request.authorization.filter(isClientJwtHeader).map(withoutScheme);
  return [...ours, ...standard];
}

function isClientJwtHeader(value: string): boolean {
  // Split, not matched: a pattern with three open-ended parts takes cubic time on a header of dots.
  return /^client(?: |$)/i.test(value) || (!value.includes(' ') && value.split('.', 4).length === 3);
}

function withoutScheme(value: string): string {
  return /^client /i.test(value) ? value.slice('client '.length).trimStart() : value;
}

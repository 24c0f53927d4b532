import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkProfile, DEFAULT_PROFILE } from '../client-draft.ts';
import type { ClientProfile } from '../client-profile.ts';
import type { ClientMetadata, PublicJwk } from './client-metadata.ts';

const BASE: ClientProfile = { ...DEFAULT_PROFILE, fullname: 'client' };
const EC = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PUBLIC = EC.publicKey.export({ format: 'jwk' }) as PublicJwk;

function membersRefused(metadata: Partial<ClientMetadata>, base: Partial<ClientProfile> = {}): string[] {
  const checked = checkProfile({ metadata }, { ...BASE, ...base });
  return checked.kind === 'accepted' ? [] : checked.problems.map(({ member }) => member);
}

test('RFC 7591 §2: metadata that is not named stays, and what is equal is no change', () => {
  const first = checkProfile({ metadata: { id_token_signed_response_alg: 'ES256' } }, BASE);
  if (first.kind !== 'accepted') throw new Error('refused');
  const second = checkProfile({ metadata: { access_token_format: 'jwt' } }, first.profile);
  expect(second).toMatchObject({
    kind: 'accepted',
    profile: { metadata: { id_token_signed_response_alg: 'ES256', access_token_format: 'jwt', rotate_refresh_tokens: true } },
  });
});

test('RFC 7517 §5: registered keys are public, strong, well formed, and their kids are unique', () => {
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' }) as PublicJwk;
  const otherCurve = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' }) as PublicJwk;
  const refused: readonly PublicJwk[] = [
    EC.privateKey.export({ format: 'jwk' }) as PublicJwk,
    { kty: 'oct', k: 'c2VjcmV0' },
    weak,
    otherCurve,
    { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' },
    { ...PUBLIC, kid: '' },
    {},
  ];
  for (const key of refused) expect(membersRefused({ jwks: { keys: [key] } }), JSON.stringify(key)).toEqual(['jwks.keys[0]']);
  expect(membersRefused({ jwks: { keys: [PUBLIC] } })).toEqual([]);
  const named = { ...PUBLIC, kid: 'one' };
  expect(membersRefused({ jwks: { keys: [named, named] } })).toEqual(['jwks.keys[1]']);
  expect(membersRefused({ jwks: { keys: [] } })).toEqual(['jwks.keys']);
});

test('RFC 9101 §10.5: signed request objects cannot be required of a client without keys', () => {
  expect(membersRefused({ require_signed_request_object: true })).toEqual(['jwks']);
  expect(membersRefused({ require_signed_request_object: true, jwks: { keys: [PUBLIC] } })).toEqual([]);
});

test('RFC 9700 §2.2.2: a public client rotates its refresh tokens', () => {
  expect(membersRefused({ rotate_refresh_tokens: false }, { authenticationMethod: 'none' })).toEqual(['rotate_refresh_tokens']);
  expect(membersRefused({ rotate_refresh_tokens: false })).toEqual([]);
});

test('RFC 8707 §2: a resource indicator is an absolute URI without a fragment, listed once', () => {
  const refused = ['', 'api', '/api', 'https://api.example/#part', 'https://api.example/ä', 'https://a b.example/'];
  for (const uri of refused) expect(membersRefused({ resource_indicators: [uri] }), uri).toEqual(['resource_indicators[0]']);
  expect(membersRefused({ resource_indicators: ['https://api.example/', 'urn:example:api'] })).toEqual([]);
  expect(membersRefused({ resource_indicators: ['urn:a:b', 'urn:a:b'] })).toEqual(['resource_indicators[1]']);
});

test('OpenID Connect logout: the URIs are judged as redirect URIs are', () => {
  expect(membersRefused({ post_logout_redirect_uris: ['javascript:alert(1)'] })).toEqual(['post_logout_redirect_uris[0]']);
  expect(membersRefused({ backchannel_logout_uri: 'https://app.example/logout#x' })).toEqual(['backchannel_logout_uri']);
  const uris = { post_logout_redirect_uris: ['https://app.example/bye'], backchannel_logout_uri: 'https://app.example/logout' };
  expect(membersRefused(uris)).toEqual([]);
});

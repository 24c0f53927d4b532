import { orderedId } from '../../src/crypto/ordered-id.ts';
import type { OneTimeLink } from '../../src/identity/credentials/one-time-link.ts';
import type { Session } from '../../src/identity/session/session.ts';
import type { User } from '../../src/identity/user/user.ts';
import type { Client } from '../../src/oauth/client/client.ts';
import { DEFAULT_METADATA } from '../../src/oauth/client/metadata/client-metadata.ts';
import type { Grant } from '../../src/oauth/grant/grant.ts';
import type { AccessToken } from '../../src/oauth/tokens/access-token.ts';
import type { AuthorizationCode } from '../../src/oauth/tokens/authorization-code.ts';
import type { RefreshToken } from '../../src/oauth/tokens/refresh-token.ts';
import type { AuditEvent } from '../../src/observability/audit.ts';
import type { Storage } from '../../src/storage/storage.ts';

/** When the tests take place, in milliseconds since 1970. */
export const NOW = 1_800_000_000_000;
export const HOUR = 3_600_000;
export const DAY: number = 24 * HOUR;

const HASH = 'a'.repeat(64);

export function user(changes: Partial<User> = {}): User {
  return {
    id: 'alice',
    fullname: 'Alice Liddell',
    email: 'alice@example.org',
    wechat: 'alice-wx',
    phone: '+86 10 1234',
    type: 'ldap',
    dn: 'uid=alice,dc=example',
    organization: 'Wonderland',
    status: 'active',
    passwordHash: '$argon2id$one',
    mustChangePassword: true,
    passwordSetAt: 1_234,
    systemAdministrator: false,
    sealedSecret: 'v1.sealed',
    createdAt: NOW - DAY,
    updatedAt: NOW - HOUR,
    ...changes,
  };
}

export function client(changes: Partial<Client> = {}): Client {
  return {
    id: 1,
    fullname: '虎符 sample',
    status: 'active',
    sealedSecret: 'v1.secret',
    sealedOldSecret: 'v1.old',
    oldSecretExpiresAt: NOW + DAY,
    redirectUris: ['https://app.example/callback?a=1', 'http://127.0.0.1/"quoted"'],
    owner: 'alice',
    grantTypes: ['authorization_code', 'password'],
    scope: 'openid user:read',
    defaultScope: 'openid',
    authenticationMethod: 'client_secret_basic',
    requirePkce: true,
    consent: 'always',
    refuseJwtReplay: true,
    refreshGraceSeconds: 7,
    rights: ['users', 'check_password'],
    metadata: {
      ...DEFAULT_METADATA,
      jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: '"quoted"', key_ops: ['verify'] }] },
      resource_indicators: [`https://api.example/${changes.id ?? 1}`],
      rotate_refresh_tokens: false,
    },
    createdAt: NOW - DAY,
    updatedAt: NOW - HOUR,
    ...changes,
  };
}

export function session(changes: Partial<Session> = {}): Session {
  return {
    id: orderedId(NOW),
    secretHash: HASH,
    userId: 'alice',
    authenticatedAt: NOW - 3,
    createdAt: NOW - 2,
    lastSeenAt: NOW - 1,
    expiresAt: NOW + DAY,
    endedAt: null,
    userAgent: 'Mozilla/5.0 (测试)',
    address: '192.0.2.7',
    ...changes,
  };
}

export function link(changes: Partial<OneTimeLink> = {}): OneTimeLink {
  return { id: orderedId(NOW), secretHash: HASH, purpose: 'setup', expiresAt: NOW + DAY, usedAt: null, ...changes };
}

export function grant(changes: Partial<Grant> = {}): Grant {
  return {
    id: 'grant-1',
    clientId: 1,
    userId: 'alice',
    sessionId: 'session-1',
    scope: 'openid user:read',
    authenticatedAt: NOW - 2,
    createdAt: NOW - 1,
    refreshUntil: NOW + 30 * DAY,
    revokedAt: null,
    resources: ['https://api.example/', 'urn:example:"quoted"'],
    claims: '{"userinfo":{"email":null}}',
    ...changes,
  };
}

export function code(changes: Partial<AuthorizationCode> = {}): AuthorizationCode {
  return {
    id: orderedId(NOW),
    secretHash: HASH,
    grantId: 'grant-1',
    clientId: 1,
    redirectUri: 'https://app.example/callback',
    codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    nonce: 'n-0S6',
    expiresAt: NOW + 60_000,
    redeemedAt: null,
    dpopJkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I',
    ...changes,
  };
}

export function accessToken(changes: Partial<AccessToken> = {}): AccessToken {
  return {
    id: orderedId(NOW),
    secretHash: HASH,
    grantId: 'grant-1',
    clientId: 1,
    userId: 'alice',
    scope: 'openid',
    issuedAt: NOW,
    expiresAt: NOW + 7_200_000,
    revokedAt: null,
    resources: ['https://api.example/'],
    dpopJkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I',
    ...changes,
  };
}

export function refreshToken(changes: Partial<RefreshToken> = {}): RefreshToken {
  return {
    id: orderedId(NOW),
    secretHash: HASH,
    grantId: 'grant-1',
    clientId: 1,
    issuedAt: NOW,
    expiresAt: NOW + 14 * DAY,
    rotatedAt: null,
    successorId: null,
    successorAccessId: null,
    dpopJkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I',
    ...changes,
  };
}

export function auditEvent(changes: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id: orderedId(NOW),
    at: NOW,
    action: 'token.issued',
    actor: 'client-1',
    address: '192.0.2.7',
    requestId: 'request-1',
    userId: 'alice',
    clientId: 1,
    detail: { token: 'id', count: 2, first: true, note: null },
    ...changes,
  };
}

/** Puts what a grant refers to into the database: the user `alice`, the client 1, and the grant itself. */
export async function withGrant(storage: Storage, changes: Partial<Grant> = {}): Promise<Grant> {
  const made = grant(changes);
  await storage.transact(async (stores) => {
    await stores.users.insert(user());
    await stores.clients.insert(client());
    await stores.grants.insert(made);
  });
  return made;
}

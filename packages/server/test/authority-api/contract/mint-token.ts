import { createOpaqueToken } from '../../../src/crypto/opaque-token.ts';
import { orderedId } from '../../../src/crypto/ordered-id.ts';
import type { Grant } from '../../../src/oauth/grant/grant.ts';
import type { TestServer } from '../../support/test-server.ts';

/** Whose token it is to be; `userId` null: of the client itself, as `client_credentials` issues one. */
export type TokenOf = Pick<Grant, 'clientId' | 'userId' | 'scope'> & {
  /** In milliseconds; an hour when absent. */
  readonly lifetime?: number;
};

/** Stores an access token of a grant of its own, without the ways by which one is obtained. */
export async function mintToken(server: TestServer, of: TokenOf): Promise<{ token: string; id: string; grantId: string }> {
  const now = server.now();
  const access = createOpaqueToken('hfa_', now);
  const grantId = orderedId(now);
  const { clientId, userId, scope, lifetime = 3_600_000 } = of;
  const times = {
    authenticatedAt: now,
    createdAt: now,
    refreshUntil: now + 3_600_000,
    revokedAt: null,
    resources: [],
    claims: null,
  };
  await server.storage.transact(async ({ grants, accessTokens }) => {
    await grants.insert({ id: grantId, sessionId: null, clientId, userId, scope, ...times });
    const { id, secretHash } = access;
    const lasting = { issuedAt: now, expiresAt: now + lifetime, revokedAt: null, resources: [], dpopJkt: null };
    await accessTokens.insert({ id, secretHash, grantId, clientId, userId, scope, ...lasting });
  });
  return { token: access.token, id: access.id, grantId };
}

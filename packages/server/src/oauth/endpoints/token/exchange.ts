import { orderedId } from '../../../crypto/ordered-id.ts';
import type { ServerKeys } from '../../../crypto/server-keys.ts';
import type { AuditAction, AuditEvent, AuditOrigin } from '../../../observability/audit.ts';
import type { Stores } from '../../../storage/storage.ts';
import type { AuthenticatedClient } from '../../client-authentication/authenticate-client.ts';
import type { ClientFailureLimit } from '../../client-authentication/client-failure-limit.ts';
import { proveClient } from '../../client-authentication/prove-client.ts';
import type { GrantContext, GrantTypeHandler } from '../../grant-types/grant-type.ts';
import { GRANT_TYPES, isGrantType } from '../../grant-types/registry.ts';
import type { Lifetimes } from '../../lifetimes.ts';
import { OAuthError, type Refused } from '../../oauth-error.ts';
import type { DpopProof } from '../../sender-constraint/dpop-proof.ts';
import { useProof } from '../../sender-constraint/use-proof.ts';
import { type Issued, issueTokens } from '../../tokens/issue-tokens.ts';
import type { TokenAudit } from '../../tokens/token-audit.ts';
import type { TokenRequest } from './token-request.ts';

/** What an exchange needs beside the stores. `now` is in milliseconds since 1970. */
export interface ExchangeContext {
  readonly keys: ServerKeys;
  /** Our issuer identifier. */
  readonly issuer: string;
  readonly lifetimes: Lifetimes;
  readonly limit: ClientFailureLimit;
  /** The DPoP proof of the request, verified. */
  readonly proof: DpopProof | undefined;
  readonly now: number;
  readonly origin: AuditOrigin;
}

/** Decides one token request and issues, all in the unit of work that `stores` belongs to. */
export async function exchange(request: TokenRequest, stores: Stores, context: ExchangeContext): Promise<Issued | Refused> {
  const client = await proveClient(request.presentation, stores, context);
  if (client.kind === 'refused') return client;
  const unproven = await useProof(context.proof, client.client, stores.replays);
  if (unproven !== undefined) return unproven;
  const audit = tokenAudit(stores, context, client);
  const outcome = await decide({ ...context, client, parameters: request.parameters, stores, audit });
  if (outcome.kind === 'refused') return outcome;
  const issued = outcome.kind === 'issued' ? outcome : await issueTokens(outcome, { ...context, client: client.client, stores });
  await audit(request.parameters.get('grant_type') === 'refresh_token' ? 'token.refreshed' : 'token.issued', issued.grant, {
    access_token_id: issued.accessToken.id,
    refresh_token_id: issued.refreshToken?.id ?? null,
    scope: issued.accessToken.scope,
  });
  return issued;
}

/**
 * What the grant type decides. A refusal that it throws comes before anything was written, and is returned: the first use
 * of a JWT stays recorded whatever else was wrong with the request.
 */
async function decide(context: GrantContext): ReturnType<GrantTypeHandler> {
  try {
    return await grantHandler(context)(context);
  } catch (error) {
    if (error instanceof OAuthError) return { kind: 'refused', error };
    throw error;
  }
}

/** The grant a client asks for, if there is one of that name and it may use it (RFC 6749 §5.2). */
function grantHandler({ client: { client }, parameters }: GrantContext): GrantTypeHandler {
  const name = parameters.require('grant_type');
  if (!isGrantType(name)) throw new OAuthError('unsupported_grant_type', 'this grant_type does not exist here');
  if (!client.grantTypes.includes(name)) {
    throw new OAuthError('unauthorized_client', 'this client is not registered for this grant_type');
  }
  return GRANT_TYPES[name];
}

function tokenAudit(stores: Stores, context: ExchangeContext, { client }: AuthenticatedClient): TokenAudit {
  const origin = { ...context.origin, actor: `client-${client.id}` };
  return async (action, grant, detail = {}) => {
    const about = { userId: grant.userId, clientId: grant.clientId, detail: { grant_id: grant.id, ...detail } };
    await stores.audit.append(auditEvent({ ...context, origin }, action, about));
  };
}

function auditEvent(
  context: ExchangeContext,
  action: AuditAction,
  about: Pick<AuditEvent, 'userId' | 'clientId' | 'detail'>,
): AuditEvent {
  return { id: orderedId(context.now), at: context.now, action, ...context.origin, ...about };
}

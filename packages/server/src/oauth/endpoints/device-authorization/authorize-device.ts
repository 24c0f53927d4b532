import type { ServerKeys } from '../../../crypto/server-keys.ts';
import type { AuditOrigin } from '../../../observability/audit.ts';
import type { Stores } from '../../../storage/storage.ts';
import type { Client } from '../../client/client.ts';
import { authorizationScope } from '../../client/requested-scope.ts';
import type { Presentation } from '../../client-authentication/authentication-method.ts';
import type { ClientFailureLimit } from '../../client-authentication/client-failure-limit.ts';
import { proveClient } from '../../client-authentication/prove-client.ts';
import { DEVICE_CODE_MS, DEVICE_GRANT, type DeviceCode, newDeviceCode, POLL_INTERVAL_MS } from '../../grant/device-code.ts';
import type { KeptRequestLimit } from '../../grant/kept-request-limit.ts';
import { newUserCode, userCodeMac } from '../../grant/user-code.ts';
import { OAuthError, type Refused } from '../../oauth-error.ts';
import type { RequestParameters } from '../../parameters.ts';
import { formatScope } from '../../scope.ts';
import { namedResources } from '../../tokens/audience/known-resource.ts';

/** A device's request, read but not judged. */
export interface DeviceRequest {
  readonly presentation: Presentation;
  readonly parameters: RequestParameters;
}

/** What the request is judged with beside the stores. `now` is in milliseconds since 1970. */
export interface DeviceRequestContext {
  readonly keys: ServerKeys;
  /** Our issuer identifier. */
  readonly issuer: string;
  readonly limit: ClientFailureLimit;
  readonly keptRequests: KeptRequestLimit;
  readonly origin: AuditOrigin;
  readonly now: number;
}

/** The two codes, of which only what they are known by is stored (RFC 8628 §3.2). */
export interface DeviceAuthorized {
  readonly kind: 'authorized';
  readonly deviceCode: string;
  readonly deviceCodeId: string;
  readonly userCode: string;
}

const TRIES = 5;

/** Proves the client, judges its request as the authorization endpoint would, and makes the codes (RFC 8628 §3.1, §3.2). */
export async function authorizeDevice(
  { presentation, parameters }: DeviceRequest,
  stores: Stores,
  context: DeviceRequestContext,
): Promise<DeviceAuthorized | Refused> {
  const proven = await proveClient(presentation, stores, context);
  if (proven.kind === 'refused') return proven;
  try {
    const judged = await judge(parameters, proven.client, { ...context, stores });
    if (presentation.method === 'none') countUnproven(judged.clientId, context);
    return await makeCodes(judged, { ...context, stores });
  } catch (error) {
    // Returned: the use of an assertion stays recorded, whatever else was wrong with the request.
    if (error instanceof OAuthError) return { kind: 'refused', error };
    throw error;
  }
}

function countUnproven(clientId: number, { keptRequests, origin: { address }, now }: DeviceRequestContext): void {
  keptRequests.count({ kind: 'device_code', clientId, address, now });
}

type Judged = Pick<DeviceCode, 'clientId' | 'scope' | 'resources'>;
type Judging = DeviceRequestContext & { readonly stores: Stores };

async function judge(parameters: RequestParameters, client: Client, { stores, issuer }: Judging): Promise<Judged> {
  if (!client.grantTypes.includes(DEVICE_GRANT)) {
    throw new OAuthError('unauthorized_client', 'this client is not registered for the device grant');
  }
  const scope = formatScope(authorizationScope(client, parameters.get('scope')));
  const resources = await namedResources(parameters, { asker: client, clients: stores.clients, issuer });
  return { clientId: client.id, scope, resources: resources.map(({ uri }) => uri) };
}

async function makeCodes(judged: Judged, { stores, keys, now }: Judging): Promise<DeviceAuthorized> {
  const { id, token, secretHash } = newDeviceCode(now);
  const code = { id, secretHash, ...judged, expiresAt: now + DEVICE_CODE_MS, intervalMs: POLL_INTERVAL_MS, nextPollAt: now };
  for (let tries = 0; tries < TRIES; tries++) {
    const userCode = newUserCode();
    const userCodeOf = { userCodeMac: userCodeMac(keys, userCode), decidedAt: null, grantId: null, redeemedAt: null };
    if ((await stores.deviceCodes.insert({ ...code, ...userCodeOf })) === 'inserted') {
      return { kind: 'authorized', deviceCode: token, deviceCodeId: id, userCode };
    }
  }
  throw new Error('every user code that was tried is taken');
}

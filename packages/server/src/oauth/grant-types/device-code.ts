import { equalDigests } from '../../crypto/hash.ts';
import { type DevicePoll, parseDeviceCode } from '../grant/device-code.ts';
import type { Grant } from '../grant/grant.ts';
import { type Refused, refused } from '../oauth-error.ts';
import { chooseAudience } from '../tokens/audience/choose-audience.ts';
import type { Authorized } from '../tokens/issue-tokens.ts';
import { type GrantContext, resourceDirectory } from './grant-type.ts';

const UNUSABLE = 'the device code is unknown, already used, or was issued to another client';

/** The device grant (RFC 8628 §3.4): one poll of a device. Only its own client's attempt counts. */
export async function deviceCodeGrant(context: GrantContext): Promise<Authorized | Refused> {
  const { parameters, client, stores, now } = context;
  const presented = parseDeviceCode(parameters.require('device_code'));
  const code = presented === undefined ? undefined : await stores.deviceCodes.find(presented.id);
  if (presented === undefined || code === undefined || !equalDigests(code.secretHash, presented.secretHash)) {
    return refused('invalid_grant', UNUSABLE, 'unknown device code');
  }
  if (code.clientId !== client.client.id) return refused('invalid_grant', UNUSABLE, 'device code of another client');
  // It throws before the code is used up.
  const audience = await chooseAudience(parameters, code.resources, resourceDirectory(context));
  const poll = await stores.deviceCodes.poll(code.id, now);
  if (poll.kind !== 'redeemed') return refusalOf(poll.kind);
  const grant = await liveGrant(poll.grantId, context);
  if (grant === undefined) return refused('invalid_grant', UNUSABLE, 'grant revoked or user not active');
  const withRefreshToken = client.client.grantTypes.includes('refresh_token');
  return { kind: 'authorized', grant, scope: grant.scope, audience, withRefreshToken };
}

/** RFC 8628 §3.5. */
function refusalOf(kind: Exclude<DevicePoll['kind'], 'redeemed'>): Refused {
  switch (kind) {
    case 'pending':
      return refused('authorization_pending', 'the user has not answered yet');
    case 'slow_down':
      return refused('slow_down', 'polled too soon: from now on wait 5 seconds longer between polls');
    case 'denied':
      return refused('access_denied', 'the user refused the device');
    case 'expired':
      return refused('expired_token', 'the device code has expired: start again');
    case 'already_redeemed':
      return refused('invalid_grant', UNUSABLE, 'device code used twice');
    case 'unknown':
      return refused('invalid_grant', UNUSABLE, 'unknown device code');
  }
}

async function liveGrant(id: string, { stores }: GrantContext): Promise<Grant | undefined> {
  const grant = await stores.grants.find(id);
  if (grant === undefined || grant.revokedAt !== null || grant.userId === null) return undefined;
  const user = await stores.users.find(grant.userId);
  return user?.status === 'active' ? grant : undefined;
}

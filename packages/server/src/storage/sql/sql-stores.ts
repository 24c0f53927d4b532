import type { Stores } from '../storage.ts';
import { SqlAuditStore } from './audit/audit-store.ts';
import type { UnitAudit } from './audit/pending-audit.ts';
import { SqlAuthorityStore } from './authority/authority-store.ts';
import { SqlGroupStore } from './authority/group-store.ts';
import type { Connection } from './connection.ts';
import { SqlErasureStore } from './identity/erasure-store.ts';
import { SqlOneTimeLinkStore } from './identity/one-time-link-store.ts';
import { SqlSessionStore } from './identity/session-store.ts';
import { SqlThrottleStore } from './identity/throttle-store.ts';
import { SqlUserStore } from './identity/user-store.ts';
import { SqlAccessTokenStore } from './oauth/access-token-store.ts';
import { SqlAuthorizationCodeStore } from './oauth/authorization-code-store.ts';
import { SqlClientStore } from './oauth/client-store.ts';
import { SqlConsentStore } from './oauth/consent-store.ts';
import { SqlDeviceCodeStore } from './oauth/device-code-store.ts';
import { SqlGrantStore } from './oauth/grant-store.ts';
import { SqlLogoutDeliveryStore } from './oauth/logout-delivery-store.ts';
import { SqlPushedRequestStore } from './oauth/pushed-request-store.ts';
import { SqlRefreshTokenStore } from './oauth/refresh-token-store.ts';
import { SqlReplayStore } from './oauth/replay-store.ts';
import { SqlAnnouncementStore } from './operation/announcement-store.ts';
import { SqlFlowTraceStore } from './operation/flow-trace-store.ts';
import { SqlHousekeepingStore } from './operation/housekeeping-store.ts';
import { SqlInstanceStore } from './operation/instance-store.ts';
import { SqlSigningKeyStore } from './signing-keys/signing-key-store.ts';
import { SqlVerificationStore } from './verification/verification-store.ts';

/** All stores over one connection: made anew for each unit of work, so it costs next to nothing. Audit rows go to `pending`, if given. */
export function sqlStores(connection: Connection, pending?: UnitAudit): Stores {
  return {
    users: new SqlUserStore(connection),
    sessions: new SqlSessionStore(connection),
    throttles: new SqlThrottleStore(connection),
    oneTimeLinks: new SqlOneTimeLinkStore(connection),
    clients: new SqlClientStore(connection),
    grants: new SqlGrantStore(connection),
    consents: new SqlConsentStore(connection),
    codes: new SqlAuthorizationCodeStore(connection),
    deviceCodes: new SqlDeviceCodeStore(connection),
    logouts: new SqlLogoutDeliveryStore(connection),
    pushedRequests: new SqlPushedRequestStore(connection),
    accessTokens: new SqlAccessTokenStore(connection),
    refreshTokens: new SqlRefreshTokenStore(connection),
    replays: new SqlReplayStore(connection),
    authority: new SqlAuthorityStore(connection),
    groups: new SqlGroupStore(connection),
    signingKeys: new SqlSigningKeyStore(connection),
    audit: new SqlAuditStore(connection, pending),
    announcements: new SqlAnnouncementStore(connection),
    flows: new SqlFlowTraceStore(connection),
    instance: new SqlInstanceStore(connection),
    erasure: new SqlErasureStore(connection),
    housekeeping: new SqlHousekeepingStore(connection),
    verification: new SqlVerificationStore(connection),
  };
}

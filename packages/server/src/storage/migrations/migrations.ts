import { identityTables } from './0001-identity-tables.ts';
import { oauthTables } from './0002-oauth-tables.ts';
import { operationTables } from './0003-operation-tables.ts';
import { authorityTables } from './0004-authority-tables.ts';
import { auditChains } from './0005-audit-chains.ts';
import { erasedUsers } from './0006-erased-users.ts';
import { authorityChanges } from './0007-authority-changes.ts';
import { signingKeys } from './0008-signing-keys.ts';
import { flowTraces } from './0009-flow-traces.ts';
import { clientMetadataAndBoundTokens } from './0010-client-metadata-and-bound-tokens.ts';
import { deviceCodes } from './0011-device-codes.ts';
import { pushedRequests } from './0012-pushed-requests.ts';
import { logoutDeliveries } from './0013-logout-deliveries.ts';
import { resourceIndicators } from './0014-resource-indicators.ts';
import type { Migration } from './migration.ts';

/** Every migration, in order. */
export const MIGRATIONS: readonly Migration[] = [
  identityTables,
  oauthTables,
  operationTables,
  authorityTables,
  auditChains,
  erasedUsers,
  authorityChanges,
  signingKeys,
  flowTraces,
  clientMetadataAndBoundTokens,
  deviceCodes,
  pushedRequests,
  logoutDeliveries,
  resourceIndicators,
];

import type { Migration } from './migration.ts';
import { identityTables } from './steps/0001-identity-tables.ts';
import { oauthTables } from './steps/0002-oauth-tables.ts';
import { operationTables } from './steps/0003-operation-tables.ts';
import { authorityTables } from './steps/0004-authority-tables.ts';
import { auditChains } from './steps/0005-audit-chains.ts';
import { erasedUsers } from './steps/0006-erased-users.ts';
import { authorityChanges } from './steps/0007-authority-changes.ts';
import { signingKeys } from './steps/0008-signing-keys.ts';
import { flowTraces } from './steps/0009-flow-traces.ts';
import { clientMetadataAndBoundTokens } from './steps/0010-client-metadata-and-bound-tokens.ts';
import { deviceCodes } from './steps/0011-device-codes.ts';
import { pushedRequests } from './steps/0012-pushed-requests.ts';
import { logoutDeliveries } from './steps/0013-logout-deliveries.ts';
import { resourceIndicators } from './steps/0014-resource-indicators.ts';

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

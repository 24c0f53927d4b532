import { describe } from 'vitest';
import type { StorageFactory } from '../storage-factory.ts';
import { auditChainSuite } from './audit-chain-suite.ts';
import { authoritySuite } from './authority/authority-suite.ts';
import { expirySuite } from './authority/expiry-suite.ts';
import { groupSuite } from './authority/group-suite.ts';
import { historySuite } from './authority/history-suite.ts';
import { historyRetentionSuite } from './authority/retention-suite.ts';
import { rootRolesSuite } from './authority/root-roles-suite.ts';
import { turnSuite } from './authority/turn-suite.ts';
import { backupSuite } from './backup-suite.ts';
import { clientSuite } from './client-suite.ts';
import { clientTurnSuite } from './client-turn-suite.ts';
import { deviceCodeSuite } from './device-code-suite.ts';
import { erasureSuite } from './erasure-suite.ts';
import { flowTraceSuite } from './flow-trace-suite.ts';
import { housekeepingSuite } from './housekeeping-suite.ts';
import { identitySuite } from './identity-suite.ts';
import { logoutDeliverySuite } from './logout-delivery-suite.ts';
import { oauthSuite } from './oauth-suite.ts';
import { operationSuite } from './operation-suite.ts';
import { pushedRequestSuite } from './pushed-request-suite.ts';
import { raceSuite } from './race-suite.ts';
import { signingKeySuite } from './signing-key-suite.ts';
import { unitOfWorkSuite } from './unit-of-work-suite.ts';

/** Proves every port on one kind of database. */
export function storageSuite(factory: StorageFactory): void {
  describe(`storage on ${factory.name}`, () => {
    identitySuite(factory);
    clientSuite(factory);
    clientTurnSuite(factory);
    oauthSuite(factory);
    pushedRequestSuite(factory);
    deviceCodeSuite(factory);
    logoutDeliverySuite(factory);
    authoritySuite(factory);
    turnSuite(factory);
    rootRolesSuite(factory);
    historySuite(factory);
    expirySuite(factory);
    groupSuite(factory);
    historyRetentionSuite(factory);
    operationSuite(factory);
    signingKeySuite(factory);
    auditChainSuite(factory);
    erasureSuite(factory);
    flowTraceSuite(factory);
    backupSuite(factory);
    raceSuite(factory);
    unitOfWorkSuite(factory);
    housekeepingSuite(factory);
  });
}

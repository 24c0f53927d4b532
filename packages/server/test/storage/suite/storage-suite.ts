import { describe } from 'vitest';
import type { StorageFactory } from '../storage-factory.ts';
import { clientSuite } from './client-suite.ts';
import { housekeepingSuite } from './housekeeping-suite.ts';
import { identitySuite } from './identity-suite.ts';
import { oauthSuite } from './oauth-suite.ts';
import { operationSuite } from './operation-suite.ts';
import { raceSuite } from './race-suite.ts';
import { unitOfWorkSuite } from './unit-of-work-suite.ts';

/** Proves every port on one kind of database. */
export function storageSuite(factory: StorageFactory): void {
  describe(`storage on ${factory.name}`, () => {
    identitySuite(factory);
    clientSuite(factory);
    oauthSuite(factory);
    operationSuite(factory);
    raceSuite(factory);
    unitOfWorkSuite(factory);
    housekeepingSuite(factory);
  });
}

import { identityTables } from './0001-identity-tables.ts';
import { oauthTables } from './0002-oauth-tables.ts';
import { operationTables } from './0003-operation-tables.ts';
import { authorityTables } from './0004-authority-tables.ts';
import { auditChains } from './0005-audit-chains.ts';
import { erasedUsers } from './0006-erased-users.ts';
import { authorityChanges } from './0007-authority-changes.ts';
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
];

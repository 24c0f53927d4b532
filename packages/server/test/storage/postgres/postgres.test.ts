import { describe } from 'vitest';
import { hasPostgres } from '../../support/postgres/databases.ts';
import { storageSuite } from '../suite/storage-suite.ts';
import { openTemporary } from './temporary-database.ts';

describe.runIf(hasPostgres())('with a PostgreSQL server', () => {
  storageSuite({ name: 'PostgreSQL', open: () => openTemporary() });
});

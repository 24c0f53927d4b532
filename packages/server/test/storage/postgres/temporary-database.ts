import { onTestFinished } from 'vitest';
import { openPostgresStorage, type PostgresSettings } from '../../../src/storage/postgres/open-postgres-storage.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { freshDatabase } from '../../support/postgres/databases.ts';

/** Opens a database that is closed and dropped when the test ends: one of its own, or another node's. */
export async function openTemporary(settings: Partial<PostgresSettings> = {}): Promise<Storage> {
  const storage = await openPostgresStorage({ ...settings, url: settings.url ?? (await freshDatabase()) });
  onTestFinished(() => storage.close());
  return storage;
}

import { checkRootKey, loadRootKey } from '../../packages/server/src/config/at-rest-key.ts';
import { prepareDataDirectory } from '../../packages/server/src/config/data-directory.ts';
import { type ServerKeys, serverKeys } from '../../packages/server/src/crypto/server-keys.ts';
import { createClient, type NewClient } from '../../packages/server/src/oauth/client/client-registration.ts';
import { openStorage } from '../../packages/server/src/storage/open-storage.ts';
import type { Storage } from '../../packages/server/src/storage/storage.ts';
import { type BenchFlags, benchSettings } from './hufu-settings.ts';

/** A database that is being filled. */
export interface BenchStorage {
  readonly storage: Storage;
  readonly keys: ServerKeys;
}

/** A client of a benchmark. */
export interface BenchClient {
  readonly id: number;
  readonly secret: string;
}

/** Opens the database of a data directory, with keys, as the server would. */
export async function openBenchStorage(directory: string, flags: BenchFlags = {}): Promise<BenchStorage> {
  const settings = benchSettings(directory, flags);
  prepareDataDirectory(settings.dataDir);
  const root = loadRootKey(settings);
  const keys = serverKeys(root.key);
  const storage = await openStorage({ databaseUrl: settings.databaseUrl, onFatal: () => process.exit(1) });
  await checkRootKey(storage, keys.keyId, root);
  return { storage, keys };
}

/** Registers a client; `rootId` is that of its root role. */
export async function registerClient(
  { storage, keys }: BenchStorage,
  draft: Partial<NewClient> = {},
): Promise<{ readonly client: BenchClient; readonly rootId: number }> {
  const origin = { actor: 'system', address: '', requestId: '' };
  return storage.transact(async (stores) => {
    const made = { fullname: 'measured', redirectUris: ['https://client.example/callback'], ...draft };
    const outcome = await createClient({ stores, keys, origin, now: Date.now() }, made);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    const rows = await stores.authority.loadRows(outcome.client.id);
    const client = { id: outcome.client.id, secret: outcome.generatedSecret ?? '' };
    return { client, rootId: rows?.roles[0]?.id ?? 0 };
  });
}

import { serverKeys } from '../../../crypto/server-keys.ts';
import { createPasswordHasher } from '../../../identity/credentials/password-hasher.ts';
import { composeAuthority } from '../../../storage/compose-authority.ts';
import { openBackup } from '../../../storage/sqlite/file/open-backup.ts';
import type { Connection } from '../../connection.ts';
import { execute, type OperationContext } from '../operation.ts';

/** A connection to a backup, on which operations only read. */
export interface BackupConnection extends Connection {
  /** Whether the rows can be read: they cannot before an older backup is restored, which brings it up to date. */
  readonly isCurrent: boolean;
  readonly keyId: string | undefined;
  /** Whether the key that its secrets are sealed under is in it or at hand. */
  readonly hasKey: boolean;
}

/** Which backup, and with what it is read. Plain data, since this happens in a process of its own. */
export interface BackupReading {
  /** An absolute path. */
  readonly path: string;
  /** The root key of the data directory in base64url, if there is one. */
  readonly atHand: string | undefined;
  readonly settings: OperationContext['settings'];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Opens a backup for reading. Throws `FileRefused` when it is none, one of a newer program, or has foreign tables. */
export async function connectToBackup({ path, atHand, settings, now }: BackupReading): Promise<BackupConnection> {
  const backup = await openBackup(path);
  const candidates = [backup.key, atHand].filter((key) => key !== undefined).map((key) => Buffer.from(key, 'base64url'));
  const root = candidates.find((key) => serverKeys(key).keyId === backup.keyId);
  const context: OperationContext = {
    ...composeAuthority(backup.storage),
    // Without the right key nothing is opened; the other operations need none.
    keys: serverKeys(root ?? Buffer.alloc(32)),
    hasher: createPasswordHasher({ parallelism: 1, queueLimit: 1 }),
    settings,
    now: () => now,
  };
  return {
    isCurrent: backup.isCurrent,
    keyId: backup.keyId,
    hasKey: root !== undefined || backup.keyId === undefined,
    perform: (operation, input) => execute(operation, context, input),
    close: () => backup.storage.close(),
  };
}

import { findRootKey } from '../../../config/at-rest-key.ts';
import type { Settings } from '../../../config/settings.ts';
import { serverKeys } from '../../../crypto/server-keys.ts';
import { createPasswordHasher } from '../../../identity/credentials/password-hasher.ts';
import { composeAuthority } from '../../../storage/compose-authority.ts';
import { FileRefused } from '../../../storage/database-file.ts';
import { type OpenBackup, openBackup } from '../../../storage/sqlite/file/open-backup.ts';
import type { Connection } from '../../connection.ts';
import { execute, type OperationContext, OperationRefused } from '../operation.ts';

/** A connection to a backup, on which operations only read. */
export interface BackupConnection extends Connection {
  /** Whether the rows can be read: they cannot before an older backup is restored, which brings it up to date. */
  readonly isCurrent: boolean;
  readonly keyId: string | undefined;
  /** Whether the key that its secrets are sealed under is in it or at hand. */
  readonly hasKey: boolean;
}

/** Opens a backup for reading. Throws `OperationRefused` when it is none, or one of a newer program. */
export function connectToBackup(
  path: string,
  { settings, now }: { readonly settings: Settings; readonly now: () => number },
): BackupConnection {
  const backup = opened(path);
  const candidates = [backup.key === undefined ? undefined : Buffer.from(backup.key, 'base64url'), findRootKey(settings)];
  const root = candidates.find((key) => key !== undefined && serverKeys(key).keyId === backup.keyId);
  const context: OperationContext = {
    ...composeAuthority(backup.storage),
    // Without the right key nothing is opened; the others operations need none.
    keys: serverKeys(root ?? Buffer.alloc(32)),
    hasher: createPasswordHasher({ parallelism: 1, queueLimit: 1 }),
    settings,
    now,
  };
  return {
    isCurrent: backup.isCurrent,
    keyId: backup.keyId,
    hasKey: root !== undefined || backup.keyId === undefined,
    perform: (operation, input) => execute(operation, context, input),
    close: () => backup.storage.close(),
  };
}

function opened(path: string): OpenBackup {
  try {
    return openBackup(path);
  } catch (error) {
    if (error instanceof FileRefused) throw new OperationRefused([error.message], { cause: error });
    throw error;
  }
}

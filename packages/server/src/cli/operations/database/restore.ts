import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { findRootKey, KEY_FILE, replaceRootKey } from '../../../config/at-rest-key.ts';
import { prepareDataDirectory, removeMadeDirectory } from '../../../config/data-directory.ts';
import type { Settings } from '../../../config/settings.ts';
import { serverKeys } from '../../../crypto/server-keys.ts';
import { FileRefused } from '../../../storage/database-file.ts';
import { type Restored, restoreDatabase } from '../../../storage/sqlite/file/restore-database.ts';
import { sqlitePath } from '../../../storage/sqlite/file/sqlite-path.ts';
import { DatabaseInUse } from '../../../storage/storage-errors.ts';
import { OperationRefused } from '../operation.ts';

/** What is restored and how. */
export interface RestoreRequest {
  readonly file: string;
  readonly force: boolean;
  readonly keepSessions: boolean;
  readonly now: number;
}

/** What was restored; paths of what was there before are `null` where nothing was. */
export interface RestoreView {
  readonly database: string;
  readonly kept_database: string | null;
  readonly kept_key: string | null;
  readonly key_taken_from_backup: boolean;
  readonly made_at: string | null;
  readonly ended: Restored['ended'];
}

/** Puts a backup in the place of the database of the data directory, with its key. Throws `OperationRefused` when it cannot. */
export async function restoreBackup(settings: Settings, request: RestoreRequest): Promise<RestoreView> {
  const path = sqlitePath(settings.databaseUrl);
  if (path === undefined)
    throw new OperationRefused(['the database is PostgreSQL: restore it with pg_restore, while no node runs']);
  const made = prepareDataDirectory(settings.dataDir);
  const key = new KeyChoice(settings, request.now);
  try {
    const { file: backup, force, keepSessions, now } = request;
    const restored = await restoreDatabase({
      ...{ backup, path, force, keepSessions, now },
      admitKey: (facts) => key.admit(facts),
    });
    return {
      database: path,
      kept_database: restored.kept ?? null,
      kept_key: key.kept ?? null,
      key_taken_from_backup: key.isTaken,
      made_at: restored.madeAt === undefined ? null : new Date(restored.madeAt).toISOString(),
      ended: restored.ended,
    };
  } catch (error) {
    if (made !== undefined) leaveNothing(settings.dataDir, { path, made });
    throw explained(error, path);
  }
}

/** A data directory that was made for a restore which came to nothing; the lock in it was let go of. */
function leaveNothing(dataDir: string, { path, made }: { readonly path: string; readonly made: string }): void {
  if (dirname(path) === dataDir) rmSync(`${path}.lock`, { force: true });
  removeMadeDirectory(dataDir, made);
}

/** Which key a restored database is to have. */
class KeyChoice {
  readonly #settings: Settings;
  readonly #now: number;
  kept: string | undefined;
  isTaken = false;

  constructor(settings: Settings, now: number) {
    this.#settings = settings;
    this.#now = now;
  }

  admit({ key, keyId }: { readonly key: string | undefined; readonly keyId: string | undefined }): () => void {
    const atHand = findRootKey(this.#settings);
    if (keyId === undefined || (atHand !== undefined && idOf(atHand) === keyId)) return () => undefined;
    if (key === undefined || idOf(Buffer.from(key, 'base64url')) !== keyId) throw new FileRefused(missing(keyId, this.#settings));
    if (this.#settings.atRestKey !== undefined) throw new FileRefused(otherSetting(keyId));
    return () => {
      this.isTaken = true;
      this.kept = replaceRootKey(this.#settings.dataDir, key, new Date(this.#now).toISOString().replaceAll(/[-:.]/g, ''));
    };
  }
}

function idOf(key: Buffer): string {
  return serverKeys(key).keyId;
}

function missing(keyId: string, { dataDir }: Settings): string {
  return (
    `the at-rest key of this backup (${keyId}) is neither here nor in it: put its ${KEY_FILE} into ${dataDir} (mode 0600), ` +
    'or set HUFU_AT_REST_KEY_FILE; without it no client secret could be opened'
  );
}

function otherSetting(keyId: string): string {
  return `the setting of the at-rest key holds another key than that of this backup (${keyId}), which is in it: unset it, or set the right one`;
}

function explained(error: unknown, path: string): unknown {
  if (error instanceof FileRefused) return new OperationRefused([error.message], { cause: error });
  if (!(error instanceof DatabaseInUse)) return error;
  const problem = `a server or another command has ${path} open: stop it first. Nothing was changed`;
  return new OperationRefused([problem], { cause: error });
}

import { statSync } from 'node:fs';
import { findRootKey } from '../../../config/at-rest-key.ts';
import type { Settings } from '../../../config/settings.ts';
import { FileRefused } from '../../../storage/database-file.ts';
import { limitFor, startOwnProcess } from '../../../storage/sqlite/file/own-process.ts';
import type { BackupReading } from '../../operations/database/backup-connection.ts';
import { OperationRefused } from '../../operations/operation.ts';
import type { CheckResult } from './verify-database.ts';

const VERIFY_PROCESS = new URL('./verify-process.ts', import.meta.url);

/** Which backup is verified. */
export interface BackupVerification {
  /** An absolute path. */
  readonly path: string;
  readonly settings: Settings;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Verifies a backup, which anybody may have made: in a process of its own, which is killed when it takes longer than a sound file of
 * that size does. Throws `OperationRefused` when it is none, or one of a newer program.
 */
export async function verifyBackup({ path, settings, now }: BackupVerification): Promise<CheckResult[]> {
  const { issuer, passwordParallelism, signingKeyAheadMinutes } = settings;
  const reading: BackupReading = {
    path,
    atHand: findRootKey(settings)?.toString('base64url'),
    settings: { issuer, passwordParallelism, signingKeyAheadMinutes },
    now,
  };
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  try {
    return await startOwnProcess<CheckResult[]>(VERIFY_PROCESS, reading, limitFor(bytes)).answer;
  } catch (error) {
    if (error instanceof FileRefused) throw new OperationRefused([error.message], { cause: error });
    throw error;
  }
}

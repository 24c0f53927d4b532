import { constants, copyFileSync, existsSync, realpathSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { orderedId } from '../../../crypto/ordered-id.ts';
import { FileRefused } from '../../database-file.ts';
import type { EndedByRestore } from '../../storage.ts';
import { lockDatabase } from '../database-lock.ts';
import { openSqliteStorage } from '../open-sqlite-storage.ts';
import { type BackupFacts, unmark } from './backup-facts.ts';
import { codeOf, copyPrivately, keepAs, putInPlace } from './durable-file.ts';
import type { FileJob } from './file-process.ts';
import { assertAtRest, openDraft } from './open-file.ts';
import { FILE_PROCESS, limitFor, startOwnProcess } from './own-process.ts';

/** What is restored, where to and how. */
export interface Restoring {
  readonly backup: string;
  /** The path of the database. */
  readonly path: string;
  /** Whether a database that is there is replaced. */
  readonly force: boolean;
  /** Whether sessions and tokens of the backup live on. */
  readonly keepSessions: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  /**
   * Says whether the key at hand opens the backup, and throws when not; answers what puts the key in place, which is called once
   * nothing else can fail.
   */
  readonly admitKey: (facts: BackupFacts) => () => void;
}

/** What was restored. */
export interface Restored extends Pick<BackupFacts, 'madeAt' | 'migration'> {
  /** The path of the database that was there; `undefined` when there was none. */
  readonly kept: string | undefined;
  readonly ended: EndedByRestore;
}

const LOGS = ['-wal', '-journal'];
const BESIDE = ['', ...LOGS, '-shm', '.lock'];
const UNIT_LIMIT_MS = 3_600_000;

/**
 * Puts a backup in the place of the database: copied beside, checked, brought up to date and rid of what could be used again, and
 * only then renamed, so that whenever it is interrupted the old database stands there or the new one. The old one is kept under
 * another name. Throws `DatabaseInUse` while a process has the database, `FileRefused` when the backup cannot be taken.
 */
export async function restoreDatabase(restoring: Restoring): Promise<Restored> {
  const path = existsSync(restoring.path) ? realpathSync(restoring.path) : restoring.path;
  if (existsSync(restoring.backup) && realpathSync(restoring.backup) === path)
    throw new FileRefused(`${restoring.backup} is the database itself`);
  const lock = lockDatabase(path);
  const draft = `${path}.restoring`;
  try {
    if (existsSync(path) && !restoring.force) throw new FileRefused(`there is a database ${path}: replace it with --force`);
    removeDraft(draft);
    return await restore({ ...restoring, path }, draft);
  } catch (error) {
    if (error instanceof FileRefused || !isOfFiles(error)) throw error;
    throw new FileRefused(`${restoring.backup} cannot be restored (${codeOf(error)})`, { cause: error });
  } finally {
    removeDraft(draft);
    lock.release();
  }
}

async function restore(restoring: Restoring, draft: string): Promise<Restored> {
  assertAtRest(restoring.backup);
  const bytes = copyPrivately(restoring.backup, draft);
  // Judged is the copy, since nobody else can change it.
  const examine: FileJob = { kind: 'examine', path: draft, name: restoring.backup };
  const facts = await startOwnProcess<BackupFacts>(FILE_PROCESS, examine, limitFor(bytes)).answer;
  const installKey = restoring.admitKey(facts);
  unmarked(draft);
  const ended = await prepare(draft, restoring, facts);
  const kept = setAside(restoring.path, restoring.now);
  installKey();
  putInPlace(draft, restoring.path);
  return { kept, ended, madeAt: facts.madeAt, migration: facts.migration };
}

function unmarked(draft: string): void {
  const copy = openDraft(draft);
  try {
    unmark(copy);
  } finally {
    copy.close();
  }
}

/** Brings the copy up to date and ends what could be used again. */
async function prepare(draft: string, { keepSessions, now }: Restoring, facts: BackupFacts): Promise<EndedByRestore> {
  const onFatal = (): void => undefined;
  const storage = await openSqliteStorage({ path: draft, onFatal, unitLimit: UNIT_LIMIT_MS });
  try {
    return await storage.transact(async ({ housekeeping, audit }) => {
      const ended = await housekeeping.endIssued(now, keepSessions);
      const about = { action: 'database.restored', userId: null, clientId: null } as const;
      const origin = { actor: 'system', address: '', requestId: '' };
      const detail = { ...ended, sessions_kept: keepSessions, made_at: facts.madeAt ?? null };
      await audit.append({ ...origin, ...about, id: orderedId(now), at: now, detail });
      return ended;
    });
  } finally {
    await storage.close();
  }
}

/** Keeps the database that is there under a name with the time. What its log holds must never meet another database. */
function setAside(path: string, now: number): string | undefined {
  const name = `${path}.${new Date(now).toISOString().replaceAll(/[-:.]/g, '')}`;
  const logs = LOGS.filter((suffix) => existsSync(path + suffix));
  // Copied before it is opened, since opening a damaged database may be the end of its log.
  for (const suffix of logs) copyFileSync(path + suffix, name + suffix, constants.COPYFILE_EXCL);
  const isWhole = existsSync(path) && writeBackLog(path);
  if (existsSync(path)) keepAs(path, name);
  if (isWhole) for (const suffix of logs) rmSync(name + suffix);
  for (const suffix of [...LOGS, '-shm']) rmSync(path + suffix, { force: true });
  return existsSync(name) ? name : undefined;
}

/** Answers whether the file is now all there is of it. */
function writeBackLog(path: string): boolean {
  try {
    const database = new DatabaseSync(path, { allowExtension: false });
    try {
      database.exec('pragma wal_checkpoint(truncate)');
    } finally {
      database.close();
    }
    return true;
  } catch {
    // It is damaged, which is why it is replaced.
    return false;
  }
}

function removeDraft(draft: string): void {
  for (const suffix of BESIDE) rmSync(draft + suffix, { force: true });
}

function isOfFiles(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
}

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkRootKey, findRootKey, loadRootKey } from '../config/at-rest-key.ts';
import { prepareDataDirectory } from '../config/data-directory.ts';
import type { Settings } from '../config/settings.ts';
import { serverKeys } from '../crypto/server-keys.ts';
import { createPasswordHasher } from '../identity/credentials/password-hasher.ts';
import { composeAuthority } from '../storage/compose-authority.ts';
import { openStorage } from '../storage/open-storage.ts';
import { sqlitePath } from '../storage/sqlite/file/sqlite-path.ts';
import type { Storage } from '../storage/storage.ts';
import { DatabaseInUse } from '../storage/storage-errors.ts';
import { askServer } from './control-client.ts';
import { isAnswered } from './control-socket.ts';
import { execute, type Operation, type OperationContext, OperationRefused } from './operations/operation.ts';
import { controlSocketPath, socketAddress } from './socket-path.ts';

/** A way to have operations done: by the running server, or on the database itself. */
export interface Connection {
  perform<Input, Output>(operation: Operation<Input, Output>, input: Input): Promise<Output>;
  close(): Promise<void>;
}

/** How a connection is made. */
export interface ConnectionOptions {
  readonly settings: Settings;
  readonly now: () => number;
  readonly whereNone: WhereNone;
}

/**
 * What is done where there is no database yet: one is made; or an empty one stands in for it and is gone afterwards, for a plan;
 * or that is an error, since probably another directory is meant.
 */
export type WhereNone = 'make' | 'pretend' | 'refuse';

/**
 * Connects to the running server by the socket in the data directory, or opens the database when no server runs. Throws
 * `OperationRefused` when neither can be had.
 */
export async function connectTo(options: ConnectionOptions): Promise<Connection> {
  const address = socketAddress(controlSocketPath(options.settings.dataDir));
  if (address !== undefined && (await isAnswered(address))) {
    return { perform: (operation, input) => askServer(address, operation, input), close: () => Promise.resolve() };
  }
  const missing = options.whereNone === 'make' ? undefined : whatIsMissing(options.settings);
  if (missing === undefined) return ownConnection(options);
  if (options.whereNone === 'refuse' || missing === 'key') throw new OperationRefused([sentenceOf(missing, options.settings)]);
  return pretendedConnection(options);
}

/** What a command that only looks does not make. */
type Missing = 'database' | 'key';

function whatIsMissing(settings: Settings): Missing | undefined {
  const path = sqlitePath(settings.databaseUrl);
  if (path !== undefined) return existsSync(path) ? undefined : 'database';
  // PostgreSQL answers wherever this is run; made up here, a key would only be another than the one in use.
  return findRootKey(settings) === undefined ? 'key' : undefined;
}

function sentenceOf(missing: Missing, { databaseUrl, dataDir }: Settings): string {
  const path = sqlitePath(databaseUrl);
  const place = path === undefined || path.startsWith(join(dataDir, '/')) ? dataDir : path;
  const what = missing === 'key' ? 'at-rest key' : 'database';
  return `there is no ${what} in ${place}: name the data directory with --data-dir, or start the server once`;
}

async function ownConnection(options: ConnectionOptions): Promise<Connection> {
  const context = await openContext(options);
  return { perform: (operation, input) => execute(operation, context, input), close: () => context.storage.close() };
}

/** On an empty database in a directory of its own, which goes when the connection is closed. */
async function pretendedConnection(options: ConnectionOptions): Promise<Connection> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hufu-plan-'));
  const remove = (): void => rmSync(dataDir, { recursive: true, force: true });
  const settings = { ...options.settings, dataDir, databaseUrl: `sqlite:${join(dataDir, 'hufu.db')}` };
  try {
    const { perform, close } = await ownConnection({ ...options, settings });
    return { perform, close: () => close().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

async function openContext({ settings, now }: ConnectionOptions): Promise<OperationContext> {
  prepareDataDirectory(settings.dataDir);
  const root = loadRootKey(settings);
  const keys = serverKeys(root.key);
  const storage = await openDatabase(settings);
  try {
    await checkRootKey(storage, keys.keyId, root);
  } catch (error) {
    await storage.close();
    throw error;
  }
  const hasher = createPasswordHasher({
    parallelism: settings.passwordParallelism,
    queueLimit: settings.passwordQueue,
    parameters: { memoryCost: settings.argon2MemoryKib, timeCost: settings.argon2Iterations, parallelism: 1 },
  });
  return { ...composeAuthority(storage), keys, rootKey: () => root.key, hasher, settings, now };
}

async function openDatabase(settings: Settings): Promise<Storage> {
  try {
    return await openStorage({ databaseUrl: settings.databaseUrl, onFatal: leave });
  } catch (error) {
    if (!(error instanceof DatabaseInUse)) throw error;
    const problem =
      `the database is in use by another process, but no server answers on ${controlSocketPath(settings.dataDir)}: ` +
      'is a server starting or stopping, does it run with another data directory, or is another command at work?';
    throw new OperationRefused([problem], { cause: error });
  }
}

// After an I/O error the database cannot be trusted to have kept what it acknowledged.
function leave(error: Error): never {
  process.stderr.write(`hufu: the database failed: ${error.message}\n`);
  process.exit(1);
}

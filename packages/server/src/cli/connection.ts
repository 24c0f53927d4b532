import { existsSync } from 'node:fs';
import { checkRootKey, loadRootKey } from '../config/at-rest-key.ts';
import { prepareDataDirectory } from '../config/data-directory.ts';
import type { Settings } from '../config/settings.ts';
import { serverKeys } from '../crypto/server-keys.ts';
import { createPasswordHasher } from '../identity/credentials/password-hasher.ts';
import { composeAuthority } from '../storage/compose-authority.ts';
import { openStorage } from '../storage/open-storage.ts';
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
  /** Whether a data directory that is not there is made; else that is an error: probably another one is meant. */
  readonly mayCreate: boolean;
}

/**
 * Connects to the running server by the socket in the data directory, or opens the database when no server runs. Throws
 * `OperationRefused` when neither can be had.
 */
export async function connectTo(options: ConnectionOptions): Promise<Connection> {
  const address = socketAddress(controlSocketPath(options.settings.dataDir));
  if (address !== undefined && (await isAnswered(address))) {
    return { perform: (operation, input) => askServer(address, operation, input), close: () => Promise.resolve() };
  }
  if (!options.mayCreate && !existsSync(options.settings.dataDir)) {
    throw new OperationRefused([
      `there is no data directory ${options.settings.dataDir}: name it with --data-dir, or start the server once`,
    ]);
  }
  const context = await openContext(options);
  return { perform: (operation, input) => execute(operation, context, input), close: () => context.storage.close() };
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

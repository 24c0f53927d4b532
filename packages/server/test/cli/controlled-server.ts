import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startControlSocket } from '../../src/cli/control-socket.ts';
import type { OperationContext } from '../../src/cli/operations/operation.ts';
import { serverKeys } from '../../src/crypto/server-keys.ts';
import { createPasswordHasher } from '../../src/identity/credentials/password-hasher.ts';
import { type Log, SILENT_LOG } from '../../src/observability/log.ts';
import { composeAuthority } from '../../src/storage/compose-authority.ts';
import { openStorage } from '../../src/storage/open-storage.ts';

/** What of a server the `hufu` command speaks to. */
export interface ControlledServer {
  readonly context: OperationContext;
  closeSocket(): Promise<void>;
  /** After the socket. */
  closeDatabase(): Promise<void>;
}

/** Opens the database of a data directory and answers on its control socket; both must be closed. */
export async function startControlledServer(dataDir: string, log: Log = SILENT_LOG): Promise<ControlledServer> {
  const opened = await openStorage({ databaseUrl: `sqlite:${join(dataDir, 'hufu.db')}`, onFatal: () => undefined });
  const issuer = { href: 'https://auth.example.com', origin: 'https://auth.example.com', basePath: '', secure: true };
  const context: OperationContext = {
    ...composeAuthority(opened),
    keys: serverKeys(randomBytes(32)),
    hasher: createPasswordHasher({ parallelism: 1, queueLimit: 4 }),
    settings: { issuer, passwordParallelism: 1, signingKeyAheadMinutes: 60 },
    now: Date.now,
  };
  try {
    const closeSocket = await startControlSocket({ path: join(dataDir, 'hufu.sock'), context, log });
    return { context, closeSocket, closeDatabase: () => opened.close() };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

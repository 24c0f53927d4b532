import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { serverKeys } from '../../src/crypto/server-keys.ts';
import { createUser, type NewUser } from '../../src/identity/administration/user-administration.ts';
import { createPasswordHasher, type PasswordHasher } from '../../src/identity/credentials/password-hasher.ts';
import type { PasswordClaim, SignInContext } from '../../src/identity/credentials/sign-in.ts';
import type { Act, IdentityStores } from '../../src/identity/identity-stores.ts';
import type { User } from '../../src/identity/user/user.ts';
import { DEFAULT_METADATA } from '../../src/oauth/client/metadata/client-metadata.ts';
import type { AuditEvent } from '../../src/observability/audit.ts';
import { openSqliteStorage } from '../../src/storage/sqlite/open-sqlite-storage.ts';
import type { Storage } from '../../src/storage/storage.ts';

/** When the tests take place. */
export const NOW = 1_800_000_000_000;
export const MINUTE = 60_000;
export const HOUR: number = 60 * MINUTE;
export const PASSWORD = 'otter-violin-77-cloud';
export const KEYS: ReturnType<typeof serverKeys> = serverKeys(Buffer.alloc(32, 7));

/** Cheap, since what hashing costs is no subject of these tests. */
export const HASHER: PasswordHasher = createPasswordHasher({
  parallelism: 2,
  queueLimit: 100,
  parameters: { memoryCost: 64, timeCost: 1, parallelism: 1 },
});

/** The operator acting at `now`. */
export function act(now: number = NOW): Act {
  return { origin: { actor: 'system', address: '192.0.2.1', requestId: 'request-1' }, now };
}

/** A stranger typing a password. */
export function claim(
  username: string,
  password: string,
  more: Partial<PasswordClaim> = {},
): PasswordClaim & { userAgent: string } {
  const origin = { actor: 'anonymous', address: '198.51.100.7', requestId: 'request-2' };
  return { username, password, origin, now: NOW, deviceToken: undefined, userAgent: 'Browser/1', ...more };
}

/** An empty database on disk, gone after the test, and how to sign in to it. */
export class IdentityFixture {
  readonly storage: Storage;
  readonly context: SignInContext;

  private constructor(storage: Storage) {
    this.storage = storage;
    this.context = { storage, hasher: HASHER, mac: (message) => KEYS.mac('device', message) };
  }

  static async open(): Promise<IdentityFixture> {
    const directory = mkdtempSync(join(tmpdir(), 'hufu-identity-'));
    const onFatal = (error: Error): void => {
      throw error;
    };
    const storage = await openSqliteStorage({ path: join(directory, 'hufu.db'), onFatal });
    onTestFinished(async () => {
      await storage.close();
      rmSync(directory, { recursive: true });
    });
    return new IdentityFixture(storage);
  }

  work<T>(work: (stores: IdentityStores) => Promise<T>): Promise<T> {
    return this.storage.transact(work);
  }

  /** Makes a user who signs in with `PASSWORD` and need not change it. */
  async user(id: string, more: Partial<NewUser> = {}): Promise<User> {
    const passwordHash = await HASHER.hash(PASSWORD);
    const user = { id, fullname: 'Zhang San', passwordHash, mustChangePassword: false, ...more };
    const outcome = await this.work((stores) => createUser(stores, user, act()));
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    return outcome.user;
  }

  find(id: string): Promise<User | undefined> {
    return this.work((stores) => stores.users.find(id));
  }

  /** The audit rows of an action, newest first. */
  audit(action?: string): Promise<AuditEvent[]> {
    return this.storage.read((stores) => stores.audit.list({ limit: 200, ...(action !== undefined && { action }) }));
  }

  /** Gives a user a grant and a token of it, in a session if one is named. */
  async grant(userId: string, sessionId: string | null = null): Promise<string> {
    const id = `grant-${userId}-${sessionId ?? 'none'}`;
    await this.storage.transact(async (stores) => {
      await stores.clients.insert({
        id: 1,
        fullname: 'Client',
        status: 'active',
        sealedSecret: null,
        sealedOldSecret: null,
        oldSecretExpiresAt: 0,
        redirectUris: [],
        owner: '',
        grantTypes: ['authorization_code'],
        scope: null,
        defaultScope: null,
        authenticationMethod: null,
        requirePkce: false,
        consent: 'once',
        refuseJwtReplay: false,
        refreshGraceSeconds: 0,
        rights: [],
        metadata: DEFAULT_METADATA,
        createdAt: NOW,
        updatedAt: NOW,
      });
      await stores.grants.insert({
        id,
        clientId: 1,
        userId,
        sessionId,
        scope: 'openid',
        authenticatedAt: NOW,
        createdAt: NOW,
        refreshUntil: NOW + HOUR,
        revokedAt: null,
        resources: [],
        claims: null,
      });
    });
    return id;
  }

  async grantRevokedAt(id: string): Promise<number | null | undefined> {
    return this.storage.read(async (stores) => (await stores.grants.find(id))?.revokedAt);
  }
}

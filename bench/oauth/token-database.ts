import { createPasswordHasher } from '../../packages/server/src/identity/credentials/password-hasher.ts';
import type { Storage, Stores } from '../../packages/server/src/storage/storage.ts';
import { userIdOf } from '../check/authority-plan.ts';
import { makeUsers } from '../check/make-users.ts';
import type { BenchFlags } from '../hufu/hufu-settings.ts';
import { keptDirectory } from '../hufu/kept-directory.ts';
import { type BenchClient, openBenchStorage, registerClient } from '../hufu/open-bench-storage.ts';
import { tellProgress } from '../hufu/progress.ts';
import { CALLBACK, ownerOf, PASSWORD, plannedId, plannedToken, SIGNED_IN, type TokenSize, WITH_PASSWORD } from './token-plan.ts';

/** Grows when the plan changes; a database that an older program made is migrated when it is opened. */
const VERSION = 1;
const BATCH = 250;
const YEAR_MS = 365 * 86_400_000;
const SCOPE = 'user:read';

/** A data directory with a client, its users, grants, tokens and sessions. */
export interface TokenDatabase {
  readonly directory: string;
  readonly client: BenchClient;
}

/** A database of this size: made through the storage layer, in seconds to minutes, and kept for the next run. */
export async function tokenDatabase(size: TokenSize): Promise<TokenDatabase> {
  const name = `tokens-v${VERSION}-${size.users}-${size.tokens}`;
  const { directory, facts } = await keptDirectory(name, (unfinished) => makeTokenDatabase(unfinished, size));
  return { directory, client: facts };
}

interface Making {
  readonly storage: Storage;
  readonly size: TokenSize;
  readonly client: BenchClient;
  readonly at: number;
}

/** Fills the database of a data directory, or the one that `flags` name, as planned. */
export async function makeTokenDatabase(directory: string, size: TokenSize, flags: BenchFlags = {}): Promise<BenchClient> {
  const opened = await openBenchStorage(directory, flags);
  const { storage } = opened;
  const { client } = await registerClient(opened, {
    redirectUris: [CALLBACK],
    grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
    consent: 'never',
    rights: ['users'],
  });
  const making = { storage, size, client, at: Date.now() };
  const passwordHash = await createPasswordHasher({ parallelism: 1, queueLimit: 1 }).hash(PASSWORD);
  await makeUsers(storage, size.users, { at: making.at, withPassword: WITH_PASSWORD, hash: passwordHash });
  await inBatches(making, { name: 'grants', count: size.users }, makeGrant);
  await inBatches(making, { name: 'access tokens', count: size.tokens }, makeAccessToken);
  await inBatches(making, { name: 'sessions', count: SIGNED_IN }, makeSignedIn);
  await storage.close();
  return client;
}

type MakeOne = (stores: Stores, making: Making, index: number) => Promise<void>;

async function inBatches(
  making: Making,
  { name, count }: { readonly name: string; readonly count: number },
  makeOne: MakeOne,
): Promise<void> {
  for (let first = 0; first < count; first += BATCH) {
    tellProgress(`making ${count.toLocaleString('en-GB')} ${name}: ${first.toLocaleString('en-GB')}`);
    await making.storage.transact(async (stores) => {
      for (let index = first; index < Math.min(first + BATCH, count); index++) await makeOne(stores, making, index);
    });
  }
}

async function makeGrant({ grants }: Stores, { client, at }: Making, user: number): Promise<void> {
  await grants.insert({
    id: plannedId(user),
    clientId: client.id,
    userId: userIdOf(user),
    sessionId: null,
    scope: SCOPE,
    authenticatedAt: at,
    createdAt: at,
    refreshUntil: at + YEAR_MS,
    revokedAt: null,
    resources: [],
    claims: null,
  });
}

async function makeAccessToken({ accessTokens }: Stores, { client, size, at }: Making, index: number): Promise<void> {
  const { id, secretHash } = plannedToken('hfa_', index);
  const user = ownerOf(index, size);
  await accessTokens.insert({
    id,
    secretHash,
    grantId: plannedId(user),
    clientId: client.id,
    userId: userIdOf(user),
    scope: SCOPE,
    issuedAt: at,
    expiresAt: at + YEAR_MS,
    revokedAt: null,
    resources: [],
    dpopJkt: null,
  });
}

/** A session and a refresh token for the users who have one. */
async function makeSignedIn({ sessions, refreshTokens }: Stores, { client, at }: Making, user: number): Promise<void> {
  const refresh = plannedToken('hfr_', user);
  const successors = { rotatedAt: null, successorId: null, successorAccessId: null, dpopJkt: null };
  const lasts = { issuedAt: at, expiresAt: at + YEAR_MS };
  const { id, secretHash } = refresh;
  await refreshTokens.insert({ id, secretHash, grantId: plannedId(user), clientId: client.id, ...lasts, ...successors });
  const session = plannedToken('hfs_', user);
  await sessions.insert({
    id: session.id,
    secretHash: session.secretHash,
    userId: userIdOf(user),
    authenticatedAt: at,
    createdAt: at,
    // In a year: a session that was not used lately is dead, and this one is used whenever the benchmark is run.
    lastSeenAt: at + YEAR_MS,
    expiresAt: at + YEAR_MS,
    endedAt: null,
    userAgent: 'bench',
    address: '127.0.0.1',
  });
}

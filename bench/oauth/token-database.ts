import { createPasswordHasher } from '../../packages/server/src/identity/credentials/password-hasher.ts';
import type { NewClient } from '../../packages/server/src/oauth/client/client-registration.ts';
import type { SigningAlgorithm } from '../../packages/server/src/oauth/client/metadata/client-metadata.ts';
import type { Grant } from '../../packages/server/src/oauth/grant/grant.ts';
import type { Storage, Stores } from '../../packages/server/src/storage/storage.ts';
import { userIdOf } from '../check/authority-plan.ts';
import { makeUsers } from '../check/make-users.ts';
import type { BenchFlags } from '../hufu/hufu-settings.ts';
import { keptDirectory } from '../hufu/kept-directory.ts';
import { type BenchClient, type BenchStorage, openBenchStorage, registerClient } from '../hufu/open-bench-storage.ts';
import { tellProgress } from '../hufu/progress.ts';
import {
  CALLBACK,
  ofOpenId,
  ownerOf,
  PASSWORD,
  plannedId,
  plannedToken,
  RESOURCE,
  SIGNED_IN,
  type TokenSize,
  WITH_PASSWORD,
} from './token-plan.ts';

/** Grows when the plan changes; a database that an older program made is migrated when it is opened. */
const VERSION = 2;
const BATCH = 250;
const YEAR_MS = 365 * 86_400_000;
const SCOPE = 'user:read';
const OPENID_SCOPE = 'openid user:read';

/** The clients of a database of tokens. */
export interface TokenClients {
  /** Whose ID tokens are signed by ES256. */
  readonly client: BenchClient;
  /** A second one, whose ID tokens are signed by RS256; nothing is issued to it yet. */
  readonly rs256: BenchClient;
}

/** A data directory with clients, and users, grants, tokens and sessions of the first. */
export interface TokenDatabase extends TokenClients {
  readonly directory: string;
}

/** A database of this size: made through the storage layer, in seconds to minutes, and kept for the next run. */
export async function tokenDatabase(size: TokenSize): Promise<TokenDatabase> {
  const name = `tokens-v${VERSION}-${size.users}-${size.tokens}`;
  const { directory, facts } = await keptDirectory(name, (unfinished) => makeTokenDatabase(unfinished, size));
  return { directory, ...facts };
}

interface Making {
  readonly storage: Storage;
  readonly size: TokenSize;
  readonly client: BenchClient;
  readonly at: number;
}

/** Fills the database of a data directory, or the one that `flags` name, as planned. */
export async function makeTokenDatabase(directory: string, size: TokenSize, flags: BenchFlags = {}): Promise<TokenClients> {
  const opened = await openBenchStorage(directory, flags);
  const { storage } = opened;
  const clients = await registerClients(opened);
  const { client } = clients;
  const making = { storage, size, client, at: Date.now() };
  const passwordHash = await createPasswordHasher({ parallelism: 1, queueLimit: 1 }).hash(PASSWORD);
  await makeUsers(storage, size.users, { at: making.at, withPassword: WITH_PASSWORD, hash: passwordHash });
  await inBatches(making, { name: 'grants', count: size.users }, makeGrant);
  await inBatches(making, { name: 'access tokens', count: size.tokens }, makeAccessToken);
  await inBatches(making, { name: 'sessions', count: SIGNED_IN }, makeSignedIn);
  await storage.close();
  return clients;
}

async function registerClients(opened: BenchStorage): Promise<TokenClients> {
  const draft = (fullname: string, idTokens: SigningAlgorithm): Partial<NewClient> => ({
    fullname,
    redirectUris: [CALLBACK],
    grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
    consent: 'never',
    rights: ['users'],
    metadata: { id_token_signed_response_alg: idTokens, allowed_resources: [RESOURCE] },
  });
  const { client } = await registerClient(opened, draft('measured', 'ES256'));
  const { client: rs256 } = await registerClient(opened, draft('measured, RS256', 'RS256'));
  await registerClient(opened, {
    fullname: 'resource server',
    grantTypes: ['client_credentials'],
    redirectUris: [],
    metadata: { resource_indicators: [RESOURCE], access_token_format: 'jwt', access_token_signed_response_alg: 'ES256' },
  });
  return { client, rs256 };
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

function makeGrant({ grants }: Stores, making: Making, user: number): Promise<void> {
  return grants.insert({ ...grantOf(making, user), id: plannedId(user), sessionId: null, scope: SCOPE });
}

function grantOf({ client, at }: Making, user: number): Omit<Grant, 'id' | 'sessionId' | 'scope'> {
  return {
    clientId: client.id,
    userId: userIdOf(user),
    authenticatedAt: at,
    createdAt: at,
    refreshUntil: at + YEAR_MS,
    revokedAt: null,
    resources: [],
    claims: null,
  };
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

/** A session for the users who have one, and two refresh tokens: with an ID token comes what the second is used for. */
async function makeSignedIn(stores: Stores, making: Making, user: number): Promise<void> {
  const session = plannedToken('hfs_', user);
  await makeSession(stores, making, user);
  await stores.grants.insert({
    ...grantOf(making, user),
    id: plannedId(ofOpenId(user)),
    sessionId: session.id,
    scope: OPENID_SCOPE,
  });
  for (const index of [user, ofOpenId(user)]) await makeRefreshToken(stores, making, index);
}

async function makeRefreshToken({ refreshTokens }: Stores, { client, at }: Making, index: number): Promise<void> {
  const { id, secretHash } = plannedToken('hfr_', index);
  const successors = { rotatedAt: null, successorId: null, successorAccessId: null, dpopJkt: null };
  const lasts = { issuedAt: at, expiresAt: at + YEAR_MS };
  await refreshTokens.insert({ id, secretHash, grantId: plannedId(index), clientId: client.id, ...lasts, ...successors });
}

async function makeSession({ sessions }: Stores, { at }: Making, user: number): Promise<void> {
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

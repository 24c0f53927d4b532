import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiContext } from '../../src/api/api-route.ts';
import type { Authorities } from '../../src/authority/authorities.ts';
import { createHttpServer } from '../../src/composition/edge-routes.ts';
import { readIssuer } from '../../src/config/issuer.ts';
import { randomBytesPooled } from '../../src/crypto/random.ts';
import { type ServerKeys, serverKeys } from '../../src/crypto/server-keys.ts';
import { addressResolver } from '../../src/http/client-address.ts';
import { createUser, type NewUser } from '../../src/identity/administration/user-administration.ts';
import { createPasswordHasher, type PasswordHasher } from '../../src/identity/credentials/password-hasher.ts';
import { createClient, type NewClient } from '../../src/oauth/client/client-registration.ts';
import { keptRequestLimit } from '../../src/oauth/grant/kept-request-limit.ts';
import { DEFAULT_LIFETIMES, type Lifetimes } from '../../src/oauth/lifetimes.ts';
import { dpopNonces } from '../../src/oauth/sender-constraint/dpop-nonce.ts';
import { createFlowRecorder, type FlowRecorder } from '../../src/observability/flow-recorder/flow-recorder.ts';
import { createLog } from '../../src/observability/log.ts';
import { createMetrics } from '../../src/observability/metrics.ts';
import { createSigningKeys, type SigningKeys } from '../../src/signing-keys/signing-keys.ts';
import { composeAuthority } from '../../src/storage/compose-authority.ts';
import { openStorage } from '../../src/storage/open-storage.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { openSigningKeys } from '../../src/storage/upkeep/key-rotation.ts';
import { quickKeys } from './signing-keys.ts';

/** A whole server on a socket of its own, with a database of its own and a clock that the test moves. */
export interface TestServer {
  /** `http://127.0.0.1:<port>` with the issuer's path. */
  readonly url: string;
  readonly issuer: string;
  readonly storage: Storage;
  readonly authorities: Authorities;
  readonly keys: ServerKeys;
  readonly signingKeys: SigningKeys;
  /** Nothing stores its traces but `flush`. */
  readonly flows: FlowRecorder;
  readonly hasher: PasswordHasher;
  /** Every line that was logged. */
  readonly logged: string[];
  now(): number;
  /** Moves the clock. */
  advance(milliseconds: number): void;
  addUser(user?: Partial<NewUser> & { readonly password?: string }): Promise<{ id: string; password: string }>;
  addClient(client?: Partial<NewClient>): Promise<TestClient>;
  close(): Promise<void>;
  /** Closes the server and leaves its database for the next one. */
  stop(): Promise<void>;
  /** Where its database is. */
  readonly directory: string;
}

/** A registered client and the secret it was given. */
export interface TestClient {
  readonly id: number;
  readonly secret: string;
  readonly redirectUri: string;
}

/** What of a test's server is not as usual. */
export interface TestServerOptions {
  /** The issuer's path, such as `/auth`. */
  readonly path?: string;
  readonly lifetimes?: Partial<Lifetimes>;
  readonly trustedProxies?: readonly string[];
  readonly clientCreation?: ApiContext['clientCreation'];
  readonly queueLimit?: number;
  readonly dpopNonce?: 'offered' | 'required';
  /** The issuer is https, as behind a proxy; the socket itself stays http. */
  readonly https?: boolean;
  /** Lays something over the password hasher, such as a queue that is full. */
  readonly hasher?: (own: PasswordHasher) => PasswordHasher;
  /** Goes on with the database and the keys of a server that was closed by `stop`. */
  readonly after?: TestServer;
  /** Another database than a SQLite file of its own: one that other nodes share, with the keys of the node that was first. */
  readonly database?: { readonly url: string; readonly keys?: ServerKeys };
  /** Lays something over the database, such as a fault. */
  readonly storage?: (own: Storage) => Storage;
}

/** The password of test users; no list holds it. */
export const PASSWORD = 'violet-anchor-93-mosaic';
const ORIGIN = { actor: 'system', address: '', requestId: '' };
// Tests hash many passwords; their strength is not what is tested here.
const CHEAP = { memoryCost: 1024, timeCost: 1, parallelism: 1 };

/** Starts a server; `close` must be called. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const directory = options.after?.directory ?? mkdtempSync(join(tmpdir(), 'hufu-test-'));
  const fatal = (error: Error): never => {
    throw error;
  };
  const opened = await openStorage({
    databaseUrl: options.database?.url ?? `sqlite:${join(directory, 'hufu.db')}`,
    onFatal: fatal,
  });
  const composed = composeAuthority(options.storage?.(opened) ?? opened);
  const { storage, authorities, knownClients, knownTokens, keyChanges } = composed;
  const keys = options.database?.keys ?? options.after?.keys ?? serverKeys(randomBytesPooled(32));
  const flows = createFlowRecorder(storage);
  const ownHasher = createPasswordHasher({ parallelism: 2, queueLimit: options.queueLimit ?? 256, parameters: CHEAP });
  const hasher = options.hasher?.(ownHasher) ?? ownHasher;
  const logged: string[] = [];
  let offset = options.after === undefined ? 0 : options.after.now() - Date.now();
  const now = (): number => Date.now() + offset;
  const signingKeys = createSigningKeys(storage, keys);
  await openSigningKeys(signingKeys, { storage, keys, generate: quickKeys }, { keyChanges, now: now() });
  const port = await freePort();
  const host = `127.0.0.1:${port}${options.path ?? ''}`;
  const issuer = readIssuer(`${options.https === true ? 'https' : 'http'}://${host}`);
  const server = await createHttpServer(
    {
      storage,
      authorities,
      keys,
      signingKeys,
      flows,
      keptRequests: keptRequestLimit(),
      dpopNonces: dpopNonces(keys, options.dpopNonce === 'required'),
      knownClients,
      knownTokens,
      hasher,
      now,
      issuer,
      lifetimes: { ...DEFAULT_LIFETIMES, ...options.lifetimes },
      clientCreation: options.clientCreation ?? 'everyone',
      log: createLog({ level: 'debug', format: 'json', write: (line) => logged.push(line) }),
      metrics: createMetrics(),
      addressOf: addressResolver(options.trustedProxies ?? []),
      ownAddress: () => ({ host: '127.0.0.1', port }),
    },
    { maxConnections: 1_000, isStopping: () => false },
  );
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    await storage.close();
  };
  return {
    url: `http://${host}`,
    directory,
    stop,
    issuer: issuer.href,
    storage,
    authorities,
    keys,
    signingKeys,
    flows,
    hasher,
    logged,
    now,
    advance: (milliseconds) => {
      offset += milliseconds;
    },
    addUser: (user = {}) => addUser({ storage, hasher: ownHasher, now: now() }, user),
    addClient: (client = {}) => addClient({ storage, keys, now: now() }, client),
    async close() {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

let counter = 0;

async function addUser(
  { storage, hasher, now }: { readonly storage: Storage; readonly hasher: PasswordHasher; readonly now: number },
  { password = PASSWORD, ...user }: Partial<NewUser> & { readonly password?: string },
): Promise<{ id: string; password: string }> {
  const id = user.id ?? `user-${++counter}`;
  const passwordHash = user.passwordHash ?? (await hasher.hash(password));
  const made = { fullname: `User ${id}`, mustChangePassword: false, ...user, id, passwordHash };
  const outcome = await storage.transact((stores) => createUser(stores, made, { origin: ORIGIN, now }));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return { id, password };
}

async function addClient(
  { storage, keys, now }: { readonly storage: Storage; readonly keys: ServerKeys; readonly now: number },
  draft: Partial<NewClient>,
): Promise<TestClient> {
  const redirectUri = draft.redirectUris?.[0] ?? 'http://client.example/callback';
  const made = { fullname: `Client ${++counter}`, redirectUris: [redirectUri], ...draft };
  const outcome = await storage.transact((stores) => createClient({ stores, keys, origin: ORIGIN, now }, made));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return { id: outcome.client.id, secret: draft.secret ?? outcome.generatedSecret ?? '', redirectUri };
}

/** A port nobody listens on. */
export async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

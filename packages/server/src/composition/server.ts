import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OwnAddress, SetupContext } from '../account/setup/setup-context.ts';
import type { ApiContext } from '../api/api-route.ts';
import { startControlSocket } from '../cli/control-socket.ts';
import type { OperationContext } from '../cli/operations/operation.ts';
import { controlSocketPath } from '../cli/socket-path.ts';
import { checkRootKey, loadRootKey } from '../config/at-rest-key.ts';
import { prepareDataDirectory } from '../config/data-directory.ts';
import type { Settings } from '../config/settings.ts';
import { serverKeys } from '../crypto/server-keys.ts';
import { addressResolver } from '../http/client-address.ts';
import { type Drain, drainOf } from '../http/front/drain.ts';
import { type LogoutParts, outgoingLogouts } from '../http/outgoing/outgoing-logouts.ts';
import { createPasswordHasher } from '../identity/credentials/password-hasher.ts';
import { issueSetupLink } from '../identity/setup/setup-link.ts';
import { keptRequestLimit } from '../oauth/grant/kept-request-limit.ts';
import { DEFAULT_LIFETIMES, type Lifetimes } from '../oauth/lifetimes.ts';
import { dpopNonces } from '../oauth/sender-constraint/dpop-nonce.ts';
import { createFlowRecorder } from '../observability/flow-recorder/flow-recorder.ts';
import { startRecording } from '../observability/flow-recorder/start-recording.ts';
import { createLog, type Log } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import { startMetricsServer } from '../observability/metrics-server.ts';
import { NO_METRICS } from '../observability/no-metrics.ts';
import { rotationSchedule } from '../signing-keys/rotation-schedule.ts';
import { createSigningKeys } from '../signing-keys/signing-keys.ts';
import { composeAuthority } from '../storage/compose-authority.ts';
import { openStorage } from '../storage/open-storage.ts';
import type { Storage } from '../storage/storage.ts';
import { startHousekeeping } from '../storage/upkeep/housekeeping.ts';
import { openSigningKeys, startKeyRotation } from '../storage/upkeep/key-rotation.ts';
import { type RetentionLimits, startRetention } from '../storage/upkeep/retention.ts';
import { startRounds } from '../storage/upkeep/rounds.ts';
import { createHttpServer } from './edge-routes.ts';

const DAY_MS = 86_400_000;
const LOGOUT_INTERVAL_MS = 1_000;

/** A server that answers. */
export interface RunningServer {
  readonly issuer: string;
  readonly address: OwnAddress;
  /** Where the first system administrator is made, while there is none. Its token is a secret. */
  readonly setupLink: string | undefined;
  /** Stops accepting, lets what is in flight finish, and closes everything. */
  close(): Promise<void>;
}

/** What a server is started with beside its settings. */
export interface StartOptions {
  /** Milliseconds since 1970; the machine's clock when absent. */
  readonly now?: () => number;
  readonly log?: Log;
  /** The database can no longer be trusted: the process must exit. */
  readonly onFatal?: (error: Error) => void;
}

/** Starts the whole server: settings → storage → edges → listen. Whatever was opened is closed when a step fails. */
export async function startServer(settings: Settings, options: StartOptions = {}): Promise<RunningServer> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    return await start(settings, options, undo);
  } catch (error) {
    for (const close of undo.reverse()) await close().catch(() => undefined);
    throw error;
  }
}

async function start(settings: Settings, options: StartOptions, undo: (() => Promise<unknown>)[]): Promise<RunningServer> {
  const log = options.log ?? createLog({ level: settings.logLevel, format: settings.logFormat });
  const now = options.now ?? Date.now;
  prepareDataDirectory(settings.dataDir);
  const rootKey = loadRootKey(settings);
  const keys = serverKeys(rootKey.key);
  const opened = await openStorage({ databaseUrl: settings.databaseUrl, onFatal: options.onFatal ?? fatal(log) });
  undo.push(() => opened.close());
  const { storage, authorities, knownClients, knownTokens, keyChanges } = composeAuthority(opened);
  await checkRootKey(storage, keys.keyId, rootKey);
  const signingKeys = createSigningKeys(storage, keys);
  const making = { storage, keys };
  // Waited for before the server listens: a first start makes keys while all the rest is made.
  const keysOpened = openSigningKeys(signingKeys, making, { keyChanges, now: now() });
  keysOpened.catch(() => undefined);
  const flows = createFlowRecorder(storage);
  undo.push(startRecording(flows, (error) => log.error('flow_recorder.failed', { error })));
  const operations: OperationContext = { storage, authorities, keys, hasher: hasherOf(settings), flows, settings, now };
  await bootstrap(operations, settings);
  const known = { knownClients, knownTokens };
  const address = await listen(settings, { ...operations, ...known, flows, signingKeys, keysOpened, log }, undo);
  // Of all that answers, only this socket may give the key away.
  const controlled = { ...operations, rootKey: () => rootKey.key };
  undo.push(await startControlSocket({ path: controlSocketPath(settings.dataDir), context: controlled, log }));
  // Before the socket, which waits for what was asked of it: a backup takes minutes, and can be made again.
  undo.push(async () => storage.file?.stop());
  const housekeeping = startHousekeeping(storage, now, (error) => log.error('housekeeping.failed', { error }));
  undo.push(() => housekeeping.stop());
  const rotation = startKeyRotation(signingKeys, making, {
    schedule: rotationSchedule(settings),
    now,
    onMade: (count) => log.info('signing_keys.made', { count }),
    onError: (error) => log.error('key_rotation.failed', { error }),
  });
  undo.push(() => rotation.stop());
  const onError = (error: unknown): void => log.error('logout_delivery.failed', { error });
  undo.push(startLogoutDeliveries({ storage, signingKeys, settings, now, onError }));
  const retention = startRetention(storage, retentionOf(settings), {
    now,
    onError: (error) => log.error('retention.failed', { error }),
  });
  undo.push(() => retention.stop());
  const setupLink = await setupLinkOf(storage, settings, now());
  log.info('server.started', { issuer: settings.issuer.href, ...address });
  return { issuer: settings.issuer.href, address, setupLink, close: () => stop(undo, log) };
}

/** Tells clients of sessions that ended, within a second of their end; answers what stops it. */
function startLogoutDeliveries(parts: LogoutParts): () => Promise<void> {
  const deliveries = outgoingLogouts(parts);
  const rounds = startRounds(() => deliveries.begin(), { intervalMs: LOGOUT_INTERVAL_MS, onError: parts.onError });
  return async () => {
    await rounds.stop();
    await deliveries.stop();
  };
}

async function listen(
  settings: Settings,
  parts: OperationContext &
    Pick<ApiContext, 'flows' | 'knownClients' | 'knownTokens' | 'signingKeys' | 'log'> & { readonly keysOpened: Promise<void> },
  undo: (() => Promise<unknown>)[],
): Promise<OwnAddress> {
  const metrics = await metricsFor(settings);
  metrics.watchHashing(() => parts.hasher.pending);
  let drain: Drain | undefined;
  let address: OwnAddress = { host: settings.host, port: settings.port };
  const context: SetupContext & ApiContext = {
    ...parts,
    metrics,
    issuer: settings.issuer,
    lifetimes: lifetimesOf(settings),
    clientCreation: settings.clientCreation,
    keptRequests: keptRequestLimit(),
    dpopNonces: dpopNonces(parts.keys, settings.dpopNonce === 'required'),
    addressOf: addressResolver(settings.trustedProxies),
    ownAddress: () => address,
  };
  const server = await createHttpServer(context, {
    maxConnections: settings.maxConnections,
    isStopping: () => drain?.stopping === true,
  });
  drain = drainOf(server);
  const { finish } = drain;
  await parts.keysOpened;
  address = await bind(server, settings);
  undo.push(() => finish(settings.shutdownSeconds * 1000));
  if (settings.metricsPort !== undefined) {
    const running = await startMetricsServer({ metrics, port: settings.metricsPort, host: settings.metricsHost });
    undo.push(() => running.close());
  }
  return address;
}

async function bootstrap(operations: OperationContext, { bootstrap: path }: Settings): Promise<void> {
  if (path === undefined) return;
  const { applyBootstrap } = await import('../cli/apply/apply-bootstrap.ts');
  await applyBootstrap(operations, path);
}

async function metricsFor({ metricsPort }: Settings): Promise<Metrics> {
  if (metricsPort === undefined) return NO_METRICS;
  const { createMetrics } = await import('../observability/metrics.ts');
  return createMetrics();
}

function bind(server: Server, settings: Settings): Promise<OwnAddress> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => reject(explained(error, settings));
    server.once('error', fail);
    server.listen({ port: settings.port, host: settings.host }, () => {
      server.off('error', fail);
      const { port } = server.address() as AddressInfo;
      resolve({ host: loopbackFor(settings.host), port });
    });
  });
}

function explained(error: NodeJS.ErrnoException, { port, host }: Settings): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new Error(`port ${port} of ${host} is taken: stop what listens there, or choose another with --port`, { cause: error });
}

function loopbackFor(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

/** Whatever is still in flight when the time is up is cut off; everything acknowledged is already durable. */
async function stop(undo: (() => Promise<unknown>)[], log: Log): Promise<void> {
  log.info('server.stopping');
  for (const close of undo.splice(0).reverse()) await close();
  log.info('server.stopped');
}

function hasherOf(settings: Settings): OperationContext['hasher'] {
  const { argon2MemoryKib: memoryCost, argon2Iterations: timeCost } = settings;
  const parameters = { memoryCost, timeCost, parallelism: 1 };
  return createPasswordHasher({ parallelism: settings.passwordParallelism, queueLimit: settings.passwordQueue, parameters });
}

function retentionOf({ historyDays, auditDays }: Settings): RetentionLimits {
  const milliseconds = (days: number): number | undefined => (days === 0 ? undefined : days * DAY_MS);
  return { historyMs: milliseconds(historyDays), auditMs: milliseconds(auditDays) };
}

function lifetimesOf(settings: Settings): Lifetimes {
  return {
    ...DEFAULT_LIFETIMES,
    accessTokenMs: settings.accessTokenSeconds * 1000,
    jwtAccessTokenMs: settings.jwtAccessTokenSeconds * 1000,
    refreshIdleMs: settings.refreshIdleDays * DAY_MS,
    refreshAbsoluteMs: settings.refreshAbsoluteDays * DAY_MS,
  };
}

async function setupLinkOf(storage: Storage, settings: Settings, now: number): Promise<string | undefined> {
  const origin = { actor: 'system', address: '', requestId: '' };
  return storage.transact(async (stores) => {
    await stores.users.takeAdministratorsTurn();
    if ((await stores.users.countAdministrators()) > 0) return undefined;
    return `${settings.issuer.href}/setup#${await issueSetupLink(stores, 'setup', { origin, now })}`;
  });
}

function fatal(log: Log): (error: Error) => void {
  return (error) => {
    log.error('database.failed', { error });
    process.exit(1);
  };
}

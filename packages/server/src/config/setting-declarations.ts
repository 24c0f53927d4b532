import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { readIssuer } from './issuer.ts';
import type { Setting } from './setting.ts';
import {
  DATABASE_URL,
  HOST,
  HOSTS_AND_PORTS,
  KEY,
  NETWORKS,
  OPTIONAL_PATH,
  oneOf,
  optionalPort,
  PATH,
  setting,
  wholeNumber,
} from './setting-kinds.ts';
import type { ClientCreation, LogFormat, LogLevel, SettingKey, Settings } from './settings.ts';

/** The declarations of all settings, in the order in which they are read; a default sees what stands before it. */
export const SETTINGS: { readonly [Key in SettingKey]: Setting<Settings[Key], Settings> } = {
  port: setting({ documentation: 'The port to listen on; 0 takes a free one.', default: 9096 }, wholeNumber(0, 65_535, 'PORT')),
  host: setting(
    {
      documentation:
        'The address to listen on. Only this machine reaches the default; `0.0.0.0` or `::` listens on all interfaces.',
      default: '127.0.0.1',
    },
    HOST,
  ),
  issuer: setting(
    {
      documentation:
        'The URL under which clients and browsers reach this server, perhaps with a path; without a slash at its end. ' +
        'Tokens, links and cookies depend on it; requests never change it.',
      default: ({ values }) => readIssuer(`http://localhost${values.port === 80 ? '' : `:${values.port}`}`),
      defaultText: 'http://localhost:<port>',
    },
    { placeholder: 'URL', read: readIssuer, show: (issuer) => issuer.href },
  ),
  trustedProxies: setting(
    {
      documentation:
        'Addresses and networks of reverse proxies whose `X-Forwarded-For` is believed, separated by commas. Nobody else’s is.',
      default: [],
      defaultText: 'none',
    },
    NETWORKS,
  ),
  dataDir: setting(
    {
      documentation: 'The directory of the database, the at-rest key and the socket of the `hufu` command. Made with mode 0700.',
      default: ({ cwd }) => join(cwd, 'data'),
      defaultText: './data',
    },
    PATH,
  ),
  databaseUrl: setting(
    {
      documentation:
        'The database: `sqlite:<path>`, or `postgres://user:password@host:port/database`, which several nodes may share. A ' +
        'password belongs into the file, not on the command line. `?host=/directory` names the directory of a Unix socket. ' +
        'Another machine is reached by verified TLS (`sslmode=verify-full`, `sslrootcert=<file>`) unless `sslmode=disable` says otherwise.',
      default: ({ values }) => `sqlite:${join(values.dataDir, 'hufu.db')}`,
      defaultText: 'sqlite:<data dir>/hufu.db',
    },
    DATABASE_URL,
  ),
  atRestKey: setting(
    {
      documentation:
        'The key that encrypts client secrets and other secrets in the database: 32 bytes in base64url. Several nodes on one ' +
        'database share it. Without this setting it is the file `at-rest.key` in the data directory, made at the first start: ' +
        'back it up apart from the database.',
      default: undefined,
      defaultText: '<data dir>/at-rest.key',
    },
    KEY,
  ),
  bootstrap: setting(
    {
      documentation: 'A file in the form of `hufu apply` to apply at each start, before listening.',
      default: undefined,
      defaultText: 'none',
    },
    OPTIONAL_PATH,
  ),
  logLevel: setting(
    { documentation: 'The least important events that are logged.', default: 'info' },
    oneOf<LogLevel>(['debug', 'info', 'warn', 'error', 'silent']),
  ),
  logFormat: setting(
    {
      documentation: 'How log lines look: for people or for programs.',
      default: ({ terminal }) => (terminal ? 'pretty' : 'json'),
      defaultText: 'pretty on a terminal, else json',
    },
    oneOf<LogFormat>(['pretty', 'json']),
  ),
  metricsPort: setting(
    {
      documentation: 'The port of `/metrics` (Prometheus), which is never served on the main port.',
      default: undefined,
      defaultText: 'off',
    },
    optionalPort(),
  ),
  metricsHost: setting({ documentation: 'The address `/metrics` listens on.', default: '127.0.0.1' }, HOST),
  passwordParallelism: setting(
    {
      documentation: 'How many passwords are hashed at once.',
      default: () => Math.min(availableParallelism(), 64),
      defaultText: 'the number of processors',
    },
    wholeNumber(1, 64),
  ),
  passwordQueue: setting(
    {
      documentation: 'How many passwords may wait to be hashed; beyond it a sign-in is answered 503 with `Retry-After`.',
      default: 64,
    },
    wholeNumber(0, 10_000),
  ),
  argon2MemoryKib: setting(
    {
      documentation:
        'Memory of one password hash (argon2id) in KiB. Passwords are hashed anew at the next sign-in when it changes.',
      default: 19_456,
    },
    wholeNumber(19_456, 131_072, 'KIB'),
  ),
  argon2Iterations: setting({ documentation: 'Passes of one password hash (argon2id).', default: 2 }, wholeNumber(2, 10)),
  accessTokenSeconds: setting(
    { documentation: 'How long an access token lives, in seconds.', default: 7200 },
    wholeNumber(60, 86_400, 'SECONDS'),
  ),
  jwtAccessTokenSeconds: setting(
    {
      documentation:
        'How long an access token that is a JWT lives, in seconds, at most as long as any: a resource server that verifies it by itself ' +
        'does not hear that it was revoked.',
      default: 300,
    },
    wholeNumber(30, 86_400, 'SECONDS'),
  ),
  dpopNonce: setting(
    {
      documentation:
        'Nonces for DPoP proofs: `offered` in each answer to a proof, or `required` in each proof, which costs a client one request more ' +
        'and makes proofs that were made ahead worthless.',
      default: 'offered',
    },
    oneOf(['offered', 'required']),
  ),
  refreshIdleDays: setting(
    { documentation: 'A refresh token that is not used for so many days ends.', default: 14 },
    wholeNumber(1, 365, 'DAYS'),
  ),
  refreshAbsoluteDays: setting(
    { documentation: 'After so many days the user signs in again, however often the token was refreshed.', default: 30 },
    wholeNumber(1, 365, 'DAYS'),
  ),
  signingKeyDays: setting(
    {
      documentation: 'For how many days a key signs tokens before the next one does; 0: until `hufu keys rotate`.',
      default: 90,
    },
    wholeNumber(0, 3650, 'DAYS'),
  ),
  signingKeyAheadMinutes: setting(
    {
      documentation:
        'For how many minutes the key set shows a key before it signs. Longer than resource servers and clients keep the key set: ' +
        'then none meets a signature whose key it does not know.',
      default: 60,
    },
    wholeNumber(10, 10_080, 'MINUTES'),
  ),
  historyDays: setting(
    {
      documentation: 'For how many days what no longer holds of roles, memberships and links can be looked up; 0: for ever.',
      default: 0,
    },
    wholeNumber(0, 36_500, 'DAYS'),
  ),
  auditDays: setting(
    { documentation: 'For how many days the rows of the audit table are kept; 0: for ever.', default: 0 },
    wholeNumber(0, 36_500, 'DAYS'),
  ),
  clientCreation: setting(
    {
      documentation:
        'Who may register a client, or copy one, when signed in: `everyone`, or system `administrators` only. Whoever registers a ' +
        'client may look up the names of all users to choose its members, and sees the contact details of those members.',
      default: 'everyone',
    },
    oneOf<ClientCreation>(['everyone', 'administrators']),
  ),
  outgoingAllow: setting(
    {
      documentation:
        'Hosts with their ports (`host:port`, separated by commas) that this server may send requests to although their addresses are not ' +
        'public, or without https: applications in your own network that are told of logouts. All others must be public, by https.',
      default: [],
      defaultText: 'none',
    },
    HOSTS_AND_PORTS,
  ),
  maxConnections: setting(
    { documentation: 'How many connections are open at once at most.', default: 10_000 },
    wholeNumber(1, 1_000_000),
  ),
  shutdownSeconds: setting(
    { documentation: 'How long requests in flight may take to finish after SIGTERM, in seconds.', default: 10 },
    wholeNumber(0, 600, 'SECONDS'),
  ),
};

// Which part of the server may know which. Dependencies point one way:
// main.ts → cli, composition → edges → domain ← storage
const src = '^packages/server/src';
const edges = `${src}/(http|api|pages|account|setup|oauth/endpoints|cli)/`;
const domain = `${src}/(oauth/(?!endpoints/)|identity/|authority/|signing-keys/)`;
const top = `${src}/(main\\.ts$|composition/)`;
const npm = (...names) => `(^|/)node_modules/(${names.join('|')})(/|$)`;
const builtIn = (...names) => `^(node:)?(${names.join('|')})(/|$)`;
const drivers = [npm('kysely', 'pg', 'pg-[^/]+'), builtIn('sqlite')];
const strategies = `${src}/oauth/(grant-types|client-authentication|response-modes)`;
const sharedByStrategies = '/(grant-type|authentication-method|response-mode|secret-presentation|[^/]+-store)\\.ts$';

/** Forbids imports `from` one place `to` another; `why` is what the checker prints. */
const forbid = (name, why, between) => ({ name, comment: why, severity: 'error', ...between });

const layers = [
  forbid('no-cycles', 'No file imports itself, through whichever others.', { from: {}, to: { circular: true } }),
  forbid('unresolvable', 'Every import is found.', { from: {}, to: { couldNotResolve: true } }),
  forbid('nothing-imports-main', 'main.ts starts; nothing is above it.', { from: {}, to: { path: `${src}/main\\.ts$` } }),
  forbid('only-the-top-imports-the-server', 'composition/ wires all parts, so no part may import it.', {
    from: { pathNot: [top, `${src}/cli/`] },
    to: { path: `${src}/composition/` },
  }),
  forbid('contract-stands-alone', 'packages/contract imports nothing of ours.', {
    from: { path: '^packages/contract/' },
    to: { path: '^packages/(?!contract/)' },
  }),
  forbid('crypto-stands-alone', 'crypto/ imports nothing of ours.', {
    from: { path: `${src}/crypto/` },
    to: { path: '^packages/', pathNot: `${src}/crypto/` },
  }),
  forbid('pages-know-only-pages', 'A page is a function of what it is given.', {
    from: { path: `${src}/pages/` },
    to: { path: '^packages/', pathNot: [`${src}/pages/`, '^packages/contract/'] },
  }),
];

const domainRules = [
  forbid('domain-knows-no-edge', 'The domain knows no HTTP, page, database, setting or command.', {
    from: { path: domain },
    to: { path: [edges, `${src}/(storage|config)/`, top] },
  }),
  // node:net stays allowed: the domain asks it what an address is, which opens no socket.
  forbid('domain-knows-no-technology', 'The domain knows no framework, driver, socket, file or environment.', {
    from: { path: domain },
    to: {
      path: [
        npm('fastify', '@fastify/[^/]+', 'pino', 'prom-client', 'commander', 'yaml'),
        builtIn('http', 'https', 'http2', 'tls', 'dgram', 'dns', 'fs', 'os', 'process', 'child_process', 'cluster'),
        ...drivers,
      ],
    },
  }),
  forbid('domain-audits-and-nothing-else', 'Of observability the domain knows the audit trail, not the log.', {
    from: { path: domain },
    to: { path: `${src}/observability/`, pathNot: `${src}/observability/audit\\.ts$` },
  }),
  forbid('identity-and-authority-without-oauth', 'Who, and what they may do, do not depend on the protocol.', {
    from: { path: `${src}/(identity|authority)/` },
    to: { path: `${src}/oauth/` },
  }),
  forbid(
    'strategies-do-not-know-each-other',
    'Grant types, authentication methods and response modes share what is named here.',
    {
      from: {
        path: `${strategies}/([^/]+?)(-method)?\\.ts$`,
        pathNot: '/(registry|authenticate-client|prove-client(-reading)?|verified-client-jwts)\\.ts$',
      },
      to: { path: `${src}/oauth/$1/`, pathNot: [`${src}/oauth/$1/$2\\.ts$`, sharedByStrategies] },
    },
  ),
];

const portsOfStorage = [
  `${src}/storage/(storage|storage-errors|open-storage|sqlite/file/own-process|compose-authority|database-file|verification-store)\\.ts$`,
  // A backup is a file, which only the command line opens or puts in place.
  `${src}/storage/sqlite/file/(open-backup|restore-database|sqlite-path)\\.ts$`,
];

const storageRules = [
  forbid('drivers-only-in-storage', 'Only storage/ knows a database driver.', {
    from: { pathNot: `${src}/storage/` },
    to: { path: drivers },
  }),
  forbid('edges-know-only-the-port', 'An edge asks the database through storage/storage.ts; the command line may also open it.', {
    from: { path: edges },
    to: { path: `${src}/storage/`, pathNot: portsOfStorage },
  }),
  forbid('only-the-top-opens-the-database', 'main.ts, server.ts and the command line choose the database.', {
    from: { pathNot: [top, `${src}/(cli|storage)/`] },
    to: { path: `${src}/storage/(open-storage|compose-authority|sqlite/file/(open-backup|restore-database))\\.ts$` },
  }),
  forbid('sqlite-without-postgres', 'The databases do not know each other.', {
    from: { path: `${src}/storage/sqlite/` },
    to: { path: `${src}/storage/postgres/` },
  }),
  forbid('postgres-without-sqlite', 'The databases do not know each other.', {
    from: { path: `${src}/storage/postgres/` },
    to: { path: `${src}/storage/sqlite/` },
  }),
  forbid('storage-knows-no-edge', 'Storage implements the ports of the domain and knows nothing above it.', {
    from: { path: `${src}/storage/` },
    to: { path: [edges, `${src}/config/`, top] },
  }),
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...layers, ...domainRules, ...storageRules],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.test\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};

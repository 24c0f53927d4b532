import type { Benchmark, Row, Subject } from '../framework/benchmark.ts';
import { CONNECTIONS } from '../load/load-plan.ts';
import { durableWrites } from './durable-writes.ts';
import { loadOf } from './flow-urls.ts';
import { FLOW_REQUESTS } from './flows/code-flow.ts';
import { hufuOnPostgres } from './hufu-on-postgres.ts';
import { hufuOnSqlite, WRITING_SIZE } from './hufu-subject.ts';
import { type AskedServer, OIDC_PROVIDER_PATHS } from './oauth-server.ts';
import { peerSubject } from './peer-subject.ts';

const ON_SQLITE = 'hufu, SQLite, durable, no ID token';
const ON_POSTGRES = 'hufu, PostgreSQL, durable, no ID token';
const ALGORITHMS = ['HS256', 'ES256', 'RS256'] as const;

const ours = { size: WRITING_SIZE, load: (asked: AskedServer) => loadOf('code', { ...asked, scope: 'user:read' }) };
const onSqlite = hufuOnSqlite({ ...ours, name: ON_SQLITE });

/** Authorizations by browsers with a session: authorize, code for tokens, introspection, use. */
export const codeFlowBenchmark: Benchmark = {
  name: 'code-flow',
  summary: 'authorize with a session, code for tokens, introspection, use: four requests a flow',
  async *rows() {
    const onPostgres = await hufuOnPostgres({ ...ours, name: ON_POSTGRES });
    yield flows([onSqlite, ...(onPostgres === undefined ? [] : [onPostgres]), ...ALGORITHMS.map(oidcProvider)]);
    yield {
      kind: 'gauge',
      name: 'durable writes of a code flow',
      unit: 'commits',
      rounds: 1,
      gauges: [{ name: ON_SQLITE, measure: durableWrites }],
      bounds: [{ subject: ON_SQLITE, atMost: 2 }],
    };
  },
};

function flows(subjects: readonly Subject[]): Row {
  return {
    name: 'code flow with a session',
    unit: { name: 'flows', requests: FLOW_REQUESTS },
    subjects,
    // Ours makes no ID token yet: the one whose signature costs least is the one to be compared with.
    targets: [
      { subject: ON_SQLITE, against: nameOf('HS256'), atLeast: 6 },
      { subject: ON_SQLITE, against: nameOf('ES256'), atLeast: 6 },
      { subject: ON_SQLITE, against: nameOf('RS256'), atLeast: 3.5 },
    ],
  };
}

function nameOf(algorithm: (typeof ALGORITHMS)[number]): string {
  return `oidc-provider, in memory, ID token ${algorithm}`;
}

function oidcProvider(algorithm: (typeof ALGORITHMS)[number]): Subject {
  return peerSubject({
    name: nameOf(algorithm),
    script: 'oidc-provider-server.mjs',
    args: [algorithm, CONNECTIONS, 0],
    load: loadOf('code', { paths: OIDC_PROVIDER_PATHS, scope: 'openid' }),
  });
}

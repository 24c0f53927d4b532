import type { Benchmark, Row, Subject } from '../framework/benchmark.ts';
import { CONNECTIONS, type LoadPlan } from '../load/load-plan.ts';
import { durableWrites } from './durable-writes.ts';
import { loadOf } from './flow-urls.ts';
import { FLOW_REQUESTS } from './flows/code-flow.ts';
import { hufuOnPostgres } from './hufu-on-postgres.ts';
import { type AskedHufu, type HufuSubject, hufuOnSqlite, WRITING_SIZE } from './hufu-subject.ts';
import { OIDC_PROVIDER_PATHS } from './oauth-server.ts';
import { peerSubject } from './peer-subject.ts';

type Algorithm = 'ES256' | 'RS256';

/** How many times as fast as oidc-provider with the same signature: RS256 takes the greater part of the time of ours. */
const TARGETS: Readonly<Record<Algorithm, number>> = { ES256: 6, RS256: 3.5 };

/** Authorizations by browsers with a session: authorize, code for tokens and an ID token, introspection, use. */
export const codeFlowBenchmark: Benchmark = {
  name: 'code-flow',
  summary: 'authorize with a session, code for tokens with an ID token, introspection, use: four requests a flow',
  async *rows() {
    yield await flows('ES256');
    yield await flows('RS256');
    const subject = nameOf('hufu, SQLite, durable', 'ES256');
    yield {
      kind: 'gauge',
      name: 'durable writes of a code flow',
      unit: 'commits',
      rounds: 1,
      gauges: [{ name: subject, measure: durableWrites }],
      bounds: [{ subject, atMost: 2 }],
    };
  },
};

async function flows(algorithm: Algorithm): Promise<Row> {
  const onSqlite = hufuOnSqlite(ours('hufu, SQLite, durable', algorithm));
  const onPostgres = await hufuOnPostgres(ours('hufu, PostgreSQL, durable', algorithm));
  const peer = oidcProvider(algorithm);
  return {
    name: `code flow with a session, ID token ${algorithm}`,
    unit: { name: 'flows', requests: FLOW_REQUESTS },
    subjects: [onSqlite, ...(onPostgres === undefined ? [] : [onPostgres]), peer],
    targets: [{ subject: onSqlite.name, against: peer.name, atLeast: TARGETS[algorithm] }],
  };
}

function ours(name: string, algorithm: Algorithm): HufuSubject {
  const load = ({ rs256, client, ...asked }: AskedHufu): LoadPlan =>
    loadOf('code', { ...asked, client: algorithm === 'RS256' ? rs256 : client, scope: 'openid user:read' });
  return { name: nameOf(name, algorithm), size: WRITING_SIZE, load };
}

function oidcProvider(algorithm: Algorithm): Subject {
  return peerSubject({
    name: nameOf('oidc-provider, in memory', algorithm),
    script: 'oidc-provider-server.mjs',
    args: [algorithm, CONNECTIONS, 0],
    load: loadOf('code', { paths: OIDC_PROVIDER_PATHS, scope: 'openid' }),
  });
}

function nameOf(server: string, algorithm: Algorithm): string {
  return `${server}, ID token ${algorithm}`;
}

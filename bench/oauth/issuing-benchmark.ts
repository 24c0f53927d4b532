import type { Benchmark, Subject } from '../framework/benchmark.ts';
import { loadOf } from './flow-urls.ts';
import { hufuOnPostgres } from './hufu-on-postgres.ts';
import { type HufuSubject, hufuOnSqlite, WRITING_SIZE } from './hufu-subject.ts';
import { type AskedServer, OIDC_PROVIDER_PATHS } from './oauth-server.ts';
import { peerSubject } from './peer-subject.ts';
import { SIGNED_IN } from './token-plan.ts';

type Issuing = 'client-credentials' | 'refresh';

const ON_SQLITE = 'hufu, SQLite, durable';
const ON_POSTGRES = 'hufu, PostgreSQL, durable';
const OIDC_PROVIDER = 'oidc-provider, in memory';
const EXPRESS = 'express-oauth-server, in memory';

/** Tokens that are acknowledged when they are on the disk, beside peers that keep them in memory. */
export const clientCredentialsBenchmark: Benchmark = {
  name: 'client-credentials',
  summary: 'opaque tokens by client_credentials; ours are acknowledged after the commit is durable',
  async *rows() {
    const betterAuth = peerSubject({
      name: 'better-auth, in memory',
      script: 'better-auth-server.mjs',
      load: loadOf('client-credentials', { paths: { token: '/api/auth/oauth2/token' } }),
    });
    yield {
      name: 'POST /oauth2/token, client_credentials',
      subjects: [...(await ours('client-credentials')), ...peers('client-credentials'), betterAuth],
      targets: [
        { subject: ON_SQLITE, against: OIDC_PROVIDER, atLeast: 3.5 },
        { subject: ON_SQLITE, against: EXPRESS, atLeast: 3.5 },
      ],
    };
    yield { kind: 'absent', name: 'JWT access token, ES256', reason: 'not built: access tokens are opaque' };
  },
};

/** Refresh tokens that rotate, a second use being recognised. */
export const refreshBenchmark: Benchmark = {
  name: 'refresh',
  summary: 'rotation of refresh tokens with reuse detection; ours is durable',
  async *rows() {
    yield {
      name: 'POST /oauth2/token, refresh_token',
      subjects: [...(await ours('refresh')), ...peers('refresh')],
      targets: [
        { subject: ON_SQLITE, against: OIDC_PROVIDER, atLeast: 6 },
        { subject: ON_SQLITE, against: EXPRESS, atLeast: 4 },
      ],
    };
  },
};

async function ours(flow: Issuing): Promise<Subject[]> {
  const subject = { size: WRITING_SIZE, load: (asked: AskedServer) => loadOf(flow, asked) } satisfies Omit<HufuSubject, 'name'>;
  const onPostgres = await hufuOnPostgres({ ...subject, name: ON_POSTGRES });
  const onSqlite = hufuOnSqlite({ ...subject, name: ON_SQLITE });
  if (onPostgres === undefined) process.stderr.write('PostgreSQL: not run: there is none on this machine\n');
  return onPostgres === undefined ? [onSqlite] : [onSqlite, onPostgres];
}

function peers(flow: Issuing): Subject[] {
  const sessions = flow === 'refresh' ? SIGNED_IN : 0;
  return [
    peerSubject({
      name: OIDC_PROVIDER,
      script: 'oidc-provider-server.mjs',
      args: ['ES256', sessions, 0],
      load: loadOf(flow, { paths: OIDC_PROVIDER_PATHS }),
    }),
    peerSubject({
      name: EXPRESS,
      script: 'express-oauth-server.mjs',
      args: [sessions, 0],
      load: loadOf(flow, { paths: { token: '/token' } }),
    }),
  ];
}

import type { Benchmark, Row, Subject } from '../framework/benchmark.ts';
import type { LoadPlan } from '../load/load-plan.ts';
import { loadOf } from './flow-urls.ts';
import { hufuOnPostgres } from './hufu-on-postgres.ts';
import { type AskedHufu, hufuOnSqlite, WRITING_SIZE } from './hufu-subject.ts';
import { OIDC_PROVIDER_PATHS } from './oauth-server.ts';
import { peerSubject } from './peer-subject.ts';
import { RESOURCE, SIGNED_IN } from './token-plan.ts';

const ON_SQLITE = 'hufu, SQLite, durable';
const ON_POSTGRES = 'hufu, PostgreSQL, durable';
const OIDC_PROVIDER = 'oidc-provider, in memory';
const EXPRESS = 'express-oauth-server, in memory';

/** Tokens that are acknowledged when they are on the disk, beside peers that keep them in memory. */
export const clientCredentialsBenchmark: Benchmark = {
  name: 'client-credentials',
  summary: 'tokens by client_credentials, opaque and JWT; ours are acknowledged after the commit is durable',
  async *rows() {
    const betterAuth = peerSubject({
      name: 'better-auth, in memory',
      script: 'better-auth-server.mjs',
      load: loadOf('client-credentials', { paths: { token: '/api/auth/oauth2/token' } }),
    });
    yield {
      name: 'POST /oauth2/token, client_credentials',
      subjects: [
        ...(await ours((asked) => loadOf('client-credentials', asked))),
        oidcProvider(loadOf('client-credentials', { paths: OIDC_PROVIDER_PATHS })),
        express(loadOf('client-credentials', { paths: { token: '/token' } })),
        betterAuth,
      ],
      targets: [
        { subject: ON_SQLITE, against: OIDC_PROVIDER, atLeast: 3.5 },
        { subject: ON_SQLITE, against: EXPRESS, atLeast: 3.5 },
      ],
    };
    yield await jwtAccessTokens();
  },
};

/** Refresh tokens that rotate, a second use being recognised. */
export const refreshBenchmark: Benchmark = {
  name: 'refresh',
  summary: 'rotation of refresh tokens with reuse detection, without and with an ID token; ours is durable',
  async *rows() {
    yield {
      name: 'POST /oauth2/token, refresh_token',
      subjects: [
        ...(await ours((asked) => loadOf('refresh', { ...asked, idToken: false }))),
        oidcProvider(loadOf('refresh', { paths: OIDC_PROVIDER_PATHS, idToken: false }), ['user']),
        express(loadOf('refresh', { paths: { token: '/token' }, idToken: false })),
      ],
      targets: [
        { subject: ON_SQLITE, against: OIDC_PROVIDER, atLeast: 6 },
        { subject: ON_SQLITE, against: EXPRESS, atLeast: 4 },
      ],
    };
    yield await refreshWithIdToken();
  },
};

async function jwtAccessTokens(): Promise<Row> {
  return {
    name: 'JWT access token, ES256',
    subjects: [
      ...(await ours((asked) => loadOf('client-credentials', { ...asked, resource: RESOURCE }))),
      oidcProvider(loadOf('client-credentials', { paths: OIDC_PROVIDER_PATHS, resource: RESOURCE })),
    ],
    targets: [{ subject: ON_SQLITE, against: OIDC_PROVIDER, atLeast: 4 }],
  };
}

async function refreshWithIdToken(): Promise<Row> {
  return {
    name: 'POST /oauth2/token, refresh_token, with an ID token ES256',
    subjects: [
      ...(await ours((asked) => loadOf('refresh', { ...asked, refreshTokens: asked.openidRefreshTokens, idToken: true }))),
      oidcProvider(loadOf('refresh', { paths: OIDC_PROVIDER_PATHS, idToken: true })),
    ],
    targets: [{ subject: ON_SQLITE, against: OIDC_PROVIDER, atLeast: 6 }],
  };
}

async function ours(load: (asked: AskedHufu) => LoadPlan): Promise<Subject[]> {
  const subject = { size: WRITING_SIZE, load };
  const onPostgres = await hufuOnPostgres({ ...subject, name: ON_POSTGRES });
  const onSqlite = hufuOnSqlite({ ...subject, name: ON_SQLITE });
  if (onPostgres === undefined) process.stderr.write('PostgreSQL: not run: there is none on this machine\n');
  return onPostgres === undefined ? [onSqlite] : [onSqlite, onPostgres];
}

function oidcProvider(load: LoadPlan, scope: readonly string[] = []): Subject {
  return peerSubject({
    name: OIDC_PROVIDER,
    script: 'oidc-provider-server.mjs',
    args: ['ES256', sessionsFor(load), 0, ...scope],
    load,
  });
}

function express(load: LoadPlan): Subject {
  return peerSubject({ name: EXPRESS, script: 'express-oauth-server.mjs', args: [sessionsFor(load), 0], load });
}

function sessionsFor({ flow }: LoadPlan): number {
  return flow.endsWith('refresh-flow.ts') ? SIGNED_IN : 0;
}

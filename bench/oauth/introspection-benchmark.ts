import type { Benchmark, Pace, Subject } from '../framework/benchmark.ts';
import { limitPost } from '../limits/limits.ts';
import { loadOf } from './flow-urls.ts';
import { hufuOnSqlite, USUAL_SIZE } from './hufu-subject.ts';
import { OIDC_PROVIDER_PATHS } from './oauth-server.ts';
import { peerSubject } from './peer-subject.ts';
import type { TokenSize } from './token-plan.ts';

const TOKENS_OF_PEERS = 320;
const USERS = [1_000, 10_000, 100_000, 1_000_000];

const hufu = introspected('hufu', USUAL_SIZE);
const oidcProvider = peerSubject({
  name: 'oidc-provider',
  script: 'oidc-provider-server.mjs',
  args: ['ES256', 0, TOKENS_OF_PEERS],
  load: loadOf('introspection', { as: 'introspection', paths: OIDC_PROVIDER_PATHS }),
});
const express = peerSubject({
  name: 'express-oauth-server, bearer',
  script: 'express-oauth-server.mjs',
  args: [0, TOKENS_OF_PEERS],
  load: loadOf('introspection', { as: 'bearer', paths: { use: '/use' } }),
});
const betterAuth = peerSubject({
  name: 'better-auth',
  script: 'better-auth-server.mjs',
  args: [TOKENS_OF_PEERS],
  load: loadOf('introspection', { as: 'introspection', paths: { introspect: '/api/auth/oauth2/introspect' } }),
});

/** Introspection of opaque tokens beside the limit and the peers. */
export const introspectionBenchmark: Benchmark = {
  name: 'introspect',
  summary: 'introspection of opaque tokens (RFC 7662), random among 10,000',
  async *rows() {
    yield {
      name: 'POST /oauth2/introspect',
      subjects: [hufu, limitPost, oidcProvider, express, betterAuth],
      targets: [
        { subject: hufu.name, against: limitPost.name, atLeast: 0.6 },
        { subject: hufu.name, against: limitPost.name, atMostP99: 2 },
        { subject: hufu.name, against: oidcProvider.name, atLeast: 7 },
      ],
    };
  },
};

/** What an introspection costs as users and tokens become more. */
export const introspectionGrowthBenchmark: Benchmark = {
  name: 'introspect-growth',
  summary: 'introspection at 1 k to 1 M users with a token each',
  async *rows({ quick }: Pace) {
    const sizes = (quick ? USERS.slice(0, 3) : USERS).map((count) => ({ users: count, tokens: count }));
    const subjects = sizes.map((size) => introspected(`hufu, ${size.users.toLocaleString('en-GB')} users`, size));
    const [smallest, ...larger] = subjects;
    const against = smallest?.name ?? '';
    yield {
      name: 'introspection by users',
      subjects,
      targets: larger.map((subject) => ({ subject: subject.name, against, cost: true })),
    };
  },
};

function introspected(name: string, size: TokenSize): Subject {
  return hufuOnSqlite({ name, size, load: (asked) => loadOf('introspection', { ...asked, as: 'introspection', size }) });
}

import type { Benchmark } from '../framework/benchmark.ts';
import { limitGet, limitPost } from '../limits/limits.ts';
import { hufuChecks, peerChecks } from './check-subjects.ts';

const SIZE = { users: 10_000, roles: 1_000 };

const check = hufuChecks({ name: 'hufu', size: SIZE, as: 'checkResource', jwt: 'kept' });
const fresh = hufuChecks({ name: 'hufu, a JWT a request', size: SIZE, as: 'checkResource', jwt: 'fresh' });
const evaluation = hufuChecks({ name: 'hufu, AuthZEN', size: SIZE, as: 'evaluation', jwt: 'kept' });
const casl = peerChecks('CASL precompiled, Fastify', 'casl-server.mjs', SIZE);
const casbin = peerChecks('casbin, Fastify', 'casbin-server.mjs', SIZE);

/** Permission checks over HTTP beside the limit and the peers. */
export const checkBenchmark: Benchmark = {
  name: 'check',
  summary: 'permission checks over HTTP: 10 k users, 1 k roles, 10 k links, random questions',
  async *rows() {
    yield {
      name: 'GET /api2/checkResource',
      subjects: [check, limitGet, casl, fresh, casbin],
      targets: [
        { subject: check.name, against: limitGet.name, atLeast: 0.65 },
        { subject: check.name, against: casl.name, atLeast: 1 },
        { subject: fresh.name, against: casl.name, atLeast: 0.7 },
      ],
    };
    yield {
      name: 'POST /access/v1/evaluation',
      subjects: [evaluation, limitPost],
      targets: [{ subject: evaluation.name, against: limitPost.name, atLeast: 0.5 }],
    };
  },
};

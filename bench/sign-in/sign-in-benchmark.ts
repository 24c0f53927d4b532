import type { Benchmark } from '../framework/benchmark.ts';
import { httpRequest } from '../load/http-request.ts';
import { loadOf } from '../oauth/flow-urls.ts';
import { type HufuSubject, hufuOnSqlite, USUAL_SIZE } from '../oauth/hufu-subject.ts';
import { peerSubject } from '../oauth/peer-subject.ts';
import { withSignIns } from './sign-in-subject.ts';

const SIGN_INS = 'hufu, sign-in and code';
const RAW = 'raw @node-rs/argon2';
const IDLE = 'hufu, nobody signs in';
const FLOODED = 'hufu, sign-ins flood';

/** Some two thousand a second: a server that is asked as fast as it can be has no idle time in which to be late. */
const PACED = { pauseMs: 16 };
const ONE_CORE = { 'password-parallelism': '1' };

const introspection: HufuSubject['load'] = (asked) => {
  return loadOf('introspection', { ...asked, as: 'introspection', size: USUAL_SIZE }, PACED);
};

const common = { size: USUAL_SIZE, unpinned: true } as const;
const raw = { name: RAW, script: 'raw-argon2-server.mjs', unpinned: true };
const rawLoad = { flow: new URL('../load/fixed-requests.ts', import.meta.url).href, data: rawRequest() };

/** Password sign-ins, and what they do to others. */
export const signInBenchmark: Benchmark = {
  name: 'sign-in',
  summary: 'sign-in by password (argon2id, 19 MiB, 2 passes), nothing tied to a core',
  async *rows() {
    yield {
      name: 'sign-in by password',
      unpinned: true,
      subjects: [withSignIns({ ...common, name: SIGN_INS }), peerSubject({ ...raw, load: rawLoad })],
      targets: [{ subject: SIGN_INS, against: RAW, atLeast: 0.95, byRequestsOnly: true }],
    };
    const watched = { ...common, flags: ONE_CORE, watched: true };
    yield {
      name: 'introspection while passwords are hashed on one core',
      unpinned: true,
      eventLoop: true,
      subjects: [
        hufuOnSqlite({ ...watched, name: IDLE, load: introspection }),
        withSignIns({ ...watched, name: FLOODED, beside: introspection }),
      ],
      targets: [{ subject: FLOODED, against: IDLE, atMostP99: 3 }],
    };
  },
};

function rawRequest(): { readonly request: string; readonly answer: string } {
  return { request: httpRequest({ method: 'POST', path: '/', body: 'password' }), answer: 'true' };
}

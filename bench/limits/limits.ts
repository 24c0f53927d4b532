import type { Subject } from '../framework/benchmark.ts';
import { serverSubject } from '../framework/server-subject.ts';
import { httpRequest } from '../load/http-request.ts';

/** 200 bytes of JSON. */
export const LIMIT_ANSWER: string = JSON.stringify({ text: 'x'.repeat(189) });

const FORM = `token=${'t'.repeat(63)}&token_type_hint=access_token&client_id=1&client_secret=${'s'.repeat(187)}`;

/** `L_get`: the least that node:http can do for a GET answered with 200 bytes of JSON. */
export const limitGet: Subject = limit('L_get (bare node:http)', httpRequest({ method: 'GET', path: '/check?a=1' }));

/** `L_post`: the same for a form of 300 bytes, which is parsed. */
export const limitPost: Subject = limit(
  'L_post (bare node:http)',
  httpRequest({
    method: 'POST',
    path: '/introspect',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: FORM,
  }),
);

function limit(name: string, request: string): Subject {
  const load = {
    flow: new URL('../load/fixed-requests.ts', import.meta.url).href,
    data: { request, answer: LIMIT_ANSWER },
  };
  return serverSubject(name, { module: new URL('./bare-server.ts', import.meta.url) }, load);
}

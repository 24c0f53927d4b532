import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawAnswer } from '../support/raw-http.ts';
import { type ContractCall, titleOf } from './contract/calls/contract-call.ts';
import { CONTRACT_CALLS } from './contract/calls/contract-calls.ts';
import {
  anyGranted,
  chunked,
  type Granted,
  grantedBy,
  kindsGranted,
  type RawCall,
  requestFor,
  sendRawCall,
} from './contract/raw-call.ts';
import { isAboutClientId, keepSecret } from './contract/send-call.ts';
import { buildWorld, type World } from './contract/world.ts';

let world: World;
beforeAll(async () => {
  world = await buildWorld();
}, 60_000);
afterAll(() => world.close());

/** A way in which existing clients send a call; `undefined` where it cannot be told from the documented one. */
type Habit = (sent: RawCall, rule: ContractCall) => RawCall | undefined;

const typed =
  (type: string): Habit =>
  (sent) =>
    sent.body === '' ? undefined : { ...sent, headers: { ...sent.headers, 'content-type': type } };

const parameter =
  (text: string): Habit =>
  (sent) => ({ ...sent, target: `${sent.target}${sent.target.includes('?') ? '&' : '?'}${text}` });

const onPath =
  (change: (path: string) => string): Habit =>
  (sent) => {
    const [path = '', ...query] = sent.target.split('?');
    return { ...sent, target: [change(path), ...query].join('?') };
  };

const onBody =
  (change: (body: unknown) => unknown): Habit =>
  (sent) => {
    const body = sent.body === '' ? undefined : change(JSON.parse(sent.body));
    return body === undefined ? undefined : { ...sent, body: JSON.stringify(body) };
  };

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

/** contract/authority.md §4; each is sent over a socket under `/api`, and answered like what the contract documents. */
const HABITS: Readonly<Record<string, Habit>> = {
  'a body without a Content-Type': (sent) => (sent.body === '' ? undefined : sent),
  'a body called text/plain': typed('text/plain; charset=utf-8'),
  'a body called text/xml': typed('text/xml'),
  // Of a form there is something else to read, in the one call that takes one.
  'a body called a form': (sent, rule) =>
    rule.call === 'POST /user/auth' ? undefined : typed('application/x-www-form-urlencoded')(sent, rule),
  'a body with a Content-Type that is none': typed(';;'),
  'a chunked body': (sent) =>
    sent.body === ''
      ? undefined
      : { ...sent, body: chunked(sent.body), headers: { ...sent.headers, 'transfer-encoding': 'chunked' } },
  'a chunked body that is empty': (sent) =>
    sent.body === '' ? { ...sent, body: chunked(''), headers: { ...sent.headers, 'transfer-encoding': 'chunked' } } : undefined,
  'a body where none is needed': (sent) => (sent.body === '' ? { ...sent, body: '{}' } : undefined),
  'a slash at the end': onPath((path) => `${path}/`),
  'a doubled slash after the prefix': onPath((path) => path.replace('/api/', '/api//')),
  'doubled slashes everywhere': onPath((path) => `${path.replaceAll('/', '//').slice(1)}//`),
  'a list of one where an object is documented': onBody((body) => (isObject(body) ? [body] : undefined)),
  'an object where a list is documented': onBody((body) => (Array.isArray(body) && body.length === 1 ? body[0] : undefined)),
  'unknown members': onBody((body) => (isObject(body) ? { ...body, verbose: 1, toString: 2, data_type: null } : undefined)),
  'unknown parameters': parameter('verbose=1&__proto__=2&toString='),
  'a parameter that is empty': parameter('at=&dry_run='),
  'dry_run=False': (sent, rule) => (sent.method === 'GET' ? undefined : parameter('dry_run=False')(sent, rule)),
  'dry_run=0': (sent, rule) => (sent.method === 'GET' ? undefined : parameter('dry_run=0')(sent, rule)),
  'white space around JSON': (sent) => (sent.body === '' ? undefined : { ...sent, body: `\r\n ${sent.body}\n\t` }),
  'a connection that is to stay': (sent) => ({ ...sent, headers: { ...sent.headers, connection: 'keep-alive' } }),
};

const examples = CONTRACT_CALLS.filter(({ who }) => who.length > 0).map((rule) => [titleOf(rule), rule] as const);

/** What data is in answer to a body that was a list or an object: an answer that is about the body has its form. */
function dataAsSent({ data }: ContractCall, habit: string): unknown {
  if (habit.startsWith('a list of one'))
    return expect.toSatisfy((found: unknown) => isLike(found, data) || isLike(found, [data]));
  if (habit.startsWith('an object where')) {
    return expect.toSatisfy((found: unknown) => isLike(found, data) || (Array.isArray(data) && isLike(found, data[0])));
  }
  return data;
}

function isLike(found: unknown, data: unknown): boolean {
  try {
    expect(found).toEqual(data);
    return true;
  } catch {
    return false;
  }
}

describe('habits of existing clients (contract/authority.md §4), at every call where they make a difference', () => {
  it.each(Object.entries(HABITS))(
    '%s',
    async (name, habit) => {
      const expected: [string, number, unknown][] = [];
      const found: [string, number, unknown][] = [];
      for (const [title, rule] of examples) {
        const granted = await anyGranted(world, rule);
        const { path, body } = await requestFor(world, rule, granted);
        const [method = ''] = rule.call.split(' ');
        const text = body === undefined ? '' : JSON.stringify(body);
        const sent = habit({ method, target: `/api${path}`, headers: granted.headers, body: text }, rule);
        if (sent === undefined) continue;
        const answer = await sendRawCall(world, sent);
        keepSecret(world, rule, answer.body);
        found.push([title, answer.status, jsonOf(answer)]);
        expected.push([title, 200, { res_code: 0, res_msg: 'ok', data: dataAsSent(rule, name) }]);
      }
      expect(found.length).toBeGreaterThan(0);
      expect(found).toEqual(expected);
    },
    60_000,
  );
});

function jsonOf({ headers, body }: RawAnswer): unknown {
  return headers.get('content-type')?.startsWith('application/json') === true ? JSON.parse(body) : body;
}

describe('credentials as existing clients send them (contract/authority.md §3)', () => {
  const SPELLINGS: readonly (readonly [title: string, kind: 'token' | 'client', spell: (sent: string) => object])[] = [
    ['a token without its scheme', 'token', (sent) => ({ authorization: sent.replace('Bearer ', '') })],
    ['a token with its scheme in small letters', 'token', (sent) => ({ authorization: sent.replace('Bearer', 'bearer') })],
    ['a JWT without its scheme', 'client', (sent) => ({ authorization: sent.replace('Client ', '') })],
    ['a JWT in Authencation', 'client', (sent) => ({ authencation: sent })],
    ['a JWT in both headers', 'client', (sent) => ({ authencation: sent, authorization: sent })],
  ];

  it.each(SPELLINGS)('%s, at every call that takes one, their own client named or not', async (_title, kind, spell) => {
    for (const [title, rule] of examples.filter(([, one]) => kindsGranted(one).includes(kind))) {
      const granted = (await grantedBy(world, rule, kind)) as Granted;
      const { path, body } = await requestFor(world, rule, granted);
      const named = isAboutClientId(rule) ? '' : `${path.includes('?') ? '&' : '?'}client_id=${world.client.id}`;
      const headers = { ...spell(granted.headers['authorization'] ?? '') };
      const text = body === undefined ? '' : JSON.stringify(body);
      const [method = ''] = rule.call.split(' ');
      const answer = await sendRawCall(world, { method, target: `/api${path}${named}`, headers, body: text });
      expect([title, answer.status, jsonOf(answer)]).toEqual([title, 200, { res_code: 0, res_msg: 'ok', data: rule.data }]);
    }
  });
});

describe('booleans (contract/authority.md §4)', () => {
  const flags = [
    ['GET /roles', '/roles', 'is_tree'],
    ['GET /roles', '/roles', 'relate_user'],
    ['GET /roles', '/roles', 'relate_resource'],
    ['GET /roleTree', '/roleTree', 'relate_children'],
    ['GET /roleTree', '/roleTree', 'is_tree'],
    ['GET /roleTree', '/roleTree', 'relate_user'],
    ['GET /roleTree', '/roleTree', 'relate_resource'],
    ['GET /resources', '/resources', 'relate_role'],
    ['GET /userRoles', '/userRoles?user_id=deputy', 'is_all'],
    ['GET /userRoles', '/userRoles?user_id=deputy', 'is_route'],
    ['GET /userRoles', '/userRoles?user_id=deputy&is_all=1', 'is_tree'],
    ['GET /userRoles', '/userRoles?user_id=deputy', 'relate_user'],
    ['GET /userRoles', '/userRoles?user_id=deputy', 'relate_resource'],
  ] as const;

  it.each(flags)('%s by %s: %s is yes and no in six spellings, and nothing else', async (call, path, name) => {
    const rule = CONTRACT_CALLS.find((one) => one.call === call) as ContractCall;
    const { headers } = (await grantedBy(world, { ...rule, who: ['client'] }, 'client')) ?? { headers: {} };
    const ask = async (value: string): Promise<{ res_code: number; res_msg: string; data: unknown }> => {
      const target = `/api${path}${path.includes('?') ? '&' : '?'}${name}=${value}`;
      const { body } = await sendRawCall(world, { method: 'GET', target, headers, body: '' });
      return JSON.parse(body);
    };
    const [yes, no] = [await ask('true'), await ask('false')];
    expect(yes.data).not.toEqual(no.data);
    for (const value of ['1', 'True']) expect(await ask(value)).toEqual(yes);
    for (const value of ['0', 'False', '']) expect(await ask(value)).toEqual(no);
    for (const value of ['TRUE', 'yes', '2', 'tru', 'null', 'true&is=1&'.concat(name, '=true')]) {
      expect([value, await ask(value)]).toEqual([
        value,
        { res_code: 1, res_msg: expect.stringMatching(`^${name}: `), data: null },
      ]);
    }
  });
});

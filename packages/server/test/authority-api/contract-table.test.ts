import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ContractCall, titleOf } from './contract/calls/contract-call.ts';
import { CONTRACT_CALLS } from './contract/calls/contract-calls.ts';
import { callsOfContract, unnamed } from './contract/named-calls.ts';
import { type Granted, grantedBy, kindsGranted, requestFor, sendRawCall } from './contract/raw-call.ts';
import { keepSecret } from './contract/send-call.ts';
import { buildWorld, type World } from './contract/world.ts';

let world: World;
beforeAll(async () => {
  world = await buildWorld();
}, 60_000);
afterAll(() => world.close());

/** Calls beside the table: what issue and code add to it, and second spellings of a call that it has. */
const BESIDE_THE_TABLE = ['GET /audit', 'GET /explain', 'POST /roles/:_/restore', 'PUT /roleUsers'];

const SETTING = 'GET /system/setting';
const REFUSED = 'POST /users/pwds';

describe('the table of contract/authority.md §4', () => {
  it('is covered whole: each of its calls has an example here that succeeds', () => {
    const named = new Set([...CONTRACT_CALLS.map(({ call }) => unnamed(call)), SETTING]);
    for (const call of BESIDE_THE_TABLE) expect(named.delete(call)).toBe(true);
    expect([...named].sort()).toEqual([...new Set(callsOfContract())].sort());
    expect(CONTRACT_CALLS.filter(({ who }) => who.length === 0).map(({ call }) => call)).toEqual([REFUSED]);
  });

  it(`${SETTING}: the envelope, without prefix or credentials`, async () => {
    const answer = await sendRawCall(world, { method: 'GET', target: '/system/setting', headers: {}, body: '' });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      200,
      { res_code: 0, res_msg: 'ok', data: { ldap_enabled: false } },
    ]);
  });

  it(`${REFUSED}: refused to everybody in both dialects`, async () => {
    const rule = CONTRACT_CALLS.find(({ call }) => call === REFUSED) as ContractCall;
    const chief = await grantedBy(world, { ...rule, who: ['chief'] }, 'token');
    const send = { method: 'POST', headers: chief?.headers ?? {}, body: '["puppet"]' };
    const plain = await sendRawCall(world, { ...send, target: '/api/users/pwds' });
    expect([plain.status, JSON.parse(plain.body)]).toEqual([200, { res_code: 2, res_msg: expect.any(String), data: null }]);
    const bare = await sendRawCall(world, { ...send, target: '/api2/users/pwds' });
    expect([bare.status, JSON.parse(bare.body)]).toEqual([403, { error: 'refused', error_description: expect.any(String) }]);
  });

  const examples = CONTRACT_CALLS.flatMap((rule) => kindsGranted(rule).map((kind) => [titleOf(rule), kind, rule] as const));

  it.each(examples)('%s: succeeds over a socket for a %s, in both envelopes', async (_title, kind, rule) => {
    const granted = (await grantedBy(world, rule, kind)) as Granted;
    for (const [prefix, expected] of [
      ['/api', { res_code: 0, res_msg: 'ok', data: rule.data }],
      ['/api2', rule.data],
    ] as const) {
      const { path, body } = await requestFor(world, rule, granted);
      const text = body === undefined ? '' : JSON.stringify(body);
      const [method = ''] = rule.call.split(' ');
      const answer = await sendRawCall(world, { method, target: `${prefix}${path}`, headers: granted.headers, body: text });
      keepSecret(world, rule, answer.body);
      const type = answer.headers.get('content-type');
      expect([answer.status, type, JSON.parse(answer.body)]).toEqual([
        200,
        expect.stringMatching(/^application\/json/),
        expected,
      ]);
    }
  });
});

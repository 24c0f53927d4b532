import { AUTHORITY_SCOPES } from '@hufu/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authzenRoutes } from '../../src/api/authzen/authzen-routes.ts';
import { API_ROUTES } from '../../src/api/routes/api-routes.ts';
import { auditCounter } from './contract/audit-counter.ts';
import { AUTHZEN_CALLS } from './contract/calls/authzen-calls.ts';
import {
  type CallerKind,
  type ContractCall,
  type ContractRequest,
  ruled,
  titleOf,
  type Verdict,
} from './contract/calls/contract-call.ts';
import { CONTRACT_CALLS } from './contract/calls/contract-calls.ts';
import { spellingsOf, unnamed } from './contract/named-calls.ts';
import {
  jwtHeaders,
  keepSecret,
  pathOfSession,
  plain,
  plainVerdictOf,
  prefixesOf,
  sendCall,
  verdictOf,
} from './contract/send-call.ts';
import { buildWorld, PEOPLE, tokenHeaders, type Who, type World } from './contract/world.ts';

/** Somebody who shows themself in one way, and what the rule says of them. */
interface Actor {
  readonly name: string;
  readonly who: Who;
  readonly kind: CallerKind;
  readonly headers: () => Readonly<Record<string, string>>;
  readonly expected: (rule: ContractCall) => Verdict;
}

let world: World;
let auditRows: ReturnType<typeof auditCounter>;
beforeAll(async () => {
  world = await buildWorld();
  auditRows = auditCounter(world);
}, 60_000);
afterAll(async () => {
  auditRows.close();
  await world.close();
});

describe('the access matrix (contract/authority.md §3, §4)', () => {
  it('has a rule for every AuthZEN endpoint', () => {
    expect(AUTHZEN_CALLS.map(({ call }) => call).sort()).toEqual(authzenRoutes.map(({ path }) => `POST ${path}`).sort());
  });

  it('has a rule for every route and every spelling of its path, and no rule for none', () => {
    const routes = API_ROUTES.flatMap(({ method, path }) => spellingsOf(method, path));
    expect([...new Set(CONTRACT_CALLS.map(({ call }) => unnamed(call)))].sort()).toEqual(routes.sort());
  });

  describe.each([...CONTRACT_CALLS, ...AUTHZEN_CALLS].map((rule) => [titleOf(rule), rule] as const))('%s', (_title, rule) => {
    const isRead = rule.call.startsWith('GET ');

    it('is closed without credentials and with bad ones', async () => {
      const request = await rule.request(world, 'client');
      const { cookie } = await world.session('chief');
      const bad = ['', 'Bearer hfa_nothing', 'hfr_nothing', 'Client a.b.c', 'Basic MTox', 'Bearer', `Client ${'x'.repeat(200)}`];
      const senders = bad.map((authorization): Record<string, string> => (authorization === '' ? {} : { authorization }));
      if (!isRead) senders.push({ cookie }, { cookie, 'x-csrf-token': 'x' });
      for (const headers of senders) {
        for (const prefix of prefixesOf(rule)) {
          const answer = await sendCall(world, { call: rule.call, request, headers, prefix });
          const challenge = answer.headers['www-authenticate'];
          expect([headers, prefix, answer.status, challenge]).toEqual([headers, prefix, 401, expect.stringMatching(/^Bearer /)]);
        }
      }
    });

    it('answers whom its rule names and nobody else, by token and scope, JWT and session', async () => {
      const actors = await actorsFor(rule);
      const expected = Object.fromEntries(actors.map((actor) => [actor.name, allVerdicts(rule, actor.expected(rule))]));
      const found: Record<string, readonly string[]> = {};
      for (const actor of actors) found[actor.name] = await verdictsOf(rule, actor);
      expect(found).toEqual(expected);
    });
  });
});

/** Everybody, in every way to show themself that there is. */
async function actorsFor(rule: ContractCall): Promise<Actor[]> {
  const actors: Actor[] = [];
  for (const who of [...PEOPLE, 'client'] as const) {
    const kind = who === 'client' ? 'client' : 'token';
    for (const [title, scopes] of scopesFor(rule)) {
      const headers = await tokenHeaders(world, who, scopes.join(' '));
      actors.push({
        name: `${who}, token with ${title}`,
        who,
        kind,
        headers: () => headers,
        expected: (of) => ruled(of, who, { kind, scopes }),
      });
    }
    if (who === 'client') continue;
    const headers = await world.session(who);
    actors.push({
      name: `${who}, session`,
      who,
      kind: 'session',
      headers: () => headers,
      expected: (of) => ruled(of, who, { kind: 'session' }),
    });
  }
  const [who, kind] = ['client', 'client'] as const;
  const headers = (): Record<string, string> => jwtHeaders(world);
  actors.push({ name: 'client, JWT', who, kind, headers, expected: (of) => ruled(of, who, { kind }) });
  return actors;
}

function scopesFor({ scopes, related = [] }: ContractCall): readonly (readonly [title: string, scopes: readonly string[]])[] {
  const all = [...scopes, ...related];
  const without = all.map((scope) => [`all but ${scope}`, AUTHORITY_SCOPES.filter((one) => one !== scope)] as const);
  return [['no scope of ours', ['openid']], ['exactly its scopes', ['openid', ...all]], ['all:all', ['all:all']], ...without];
}

const prepared = new Map<string, ContractRequest>();

/** What the actor is answered under `/api2` and under `/api`; a call that is not answered leaves no trace. */
async function verdictsOf(rule: ContractCall, actor: Actor): Promise<readonly string[]> {
  const verdicts: string[] = [];
  for (const prefix of prefixesOf(rule)) {
    const key = `${titleOf(rule)} ${actor.who}`;
    const request = prepared.get(key) ?? (await rule.request(world, actor.who));
    prepared.set(key, request);
    const path = actor.kind === 'session' ? pathOfSession(rule, request, world.client.id) : request.path;
    const before = auditRows.count();
    const answer = await sendCall(world, { call: rule.call, request: { ...request, path }, headers: actor.headers(), prefix });
    const verdict = prefix === '/api' ? plainVerdictOf(answer) : verdictOf(answer);
    if (verdict === 'ok') prepared.clear();
    else expect([actor.name, auditRows.count()]).toEqual([actor.name, before]);
    if (verdict === 'ok') keepSecret(world, rule, answer.text);
    verdicts.push(verdict);
  }
  return verdicts;
}

function allVerdicts(rule: ContractCall, verdict: Verdict): readonly string[] {
  return prefixesOf(rule).map((prefix) => (prefix === '/api' ? plain(verdict) : verdict));
}

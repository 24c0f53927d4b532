import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseOpaqueToken } from '../../src/crypto/opaque-token.ts';
import type { Stores } from '../../src/storage/storage.ts';
import { setClient } from '../support/administration.ts';
import { asSession } from '../support/api-callers.ts';
import { sendSlowly } from '../support/raw-http.ts';
import { type CallerKind, type ContractCall, type ContractRequest, titleOf } from './contract/calls/contract-call.ts';
import { CONTRACT_CALLS } from './contract/calls/contract-calls.ts';
import { databaseDump } from './contract/database-dump.ts';
import { type Granted, grantedBy, sendRawCall } from './contract/raw-call.ts';
import { pathOfSession } from './contract/send-call.ts';
import { buildWorld, type World } from './contract/world.ts';

let world: World;
let dump: ReturnType<typeof databaseDump>;
/** Every call that writes; what is granted to nobody writes nothing. */
const WRITING = CONTRACT_CALLS.filter(({ call, who }) => !call.startsWith('GET ') && who.length > 0);
const requests = new Map<ContractCall, ContractRequest>();
beforeAll(async () => {
  world = await buildWorld();
  // Another one stays: a root without a super would be refused.
  const { id } = await world.server.addUser({ id: 'regent' });
  const regent = { roleId: world.roles.root, userId: id, type: 'super', expiresAt: null } as const;
  await world.change({ kind: 'set_memberships', memberships: [regent] });
  for (const rule of WRITING) requests.set(rule, await rule.request(world, 'chief'));
  dump = databaseDump(world);
});
afterAll(async () => {
  dump.close();
  await world.close();
});
afterEach(() => vi.restoreAllMocks());

/** A way in which somebody who could make a call cannot any more. */
interface Ending {
  readonly name: string;
  readonly kinds: readonly CallerKind[];
  readonly end: (granted: Granted) => Promise<unknown>;
  readonly undo?: (granted: Granted) => Promise<unknown>;
  readonly statuses: readonly number[];
  /** Whether it takes from somebody what they need for a call. */
  readonly concerns?: (rule: ContractCall, granted: Granted) => boolean;
}

const write = (work: (stores: Stores) => Promise<unknown>): Promise<unknown> => world.server.storage.transact(work);

async function tokenOf({ accessTokens }: Stores, { headers }: Granted): Promise<{ id: string; grantId: string }> {
  const id = parseOpaqueToken('hfa_', (headers['authorization'] ?? '').replace('Bearer ', ''))?.id ?? '';
  return { id, grantId: (await accessTokens.find(id))?.grantId ?? '' };
}

function setUser(status: 'active' | 'frozen'): Ending['end'] {
  return ({ who }) => write(({ users }) => users.update(who, { status }, world.server.now()));
}

const ENDINGS: readonly Ending[] = [
  {
    name: 'its client is disabled',
    kinds: ['token', 'client'],
    end: () => setClient(world.server, world.client, { status: 'disabled' }),
    undo: () => setClient(world.server, world.client, { status: 'active' }),
    statuses: [401],
  },
  { name: 'the user is frozen', kinds: ['token', 'session'], end: setUser('frozen'), undo: setUser('active'), statuses: [401] },
  {
    name: 'the token is ended',
    kinds: ['token'],
    end: (granted) =>
      write(async (stores) => stores.accessTokens.revoke((await tokenOf(stores, granted)).id, world.server.now())),
    statuses: [401],
  },
  {
    name: 'the grant is ended',
    kinds: ['token'],
    end: (granted) => write(async (stores) => stores.grants.revoke((await tokenOf(stores, granted)).grantId, world.server.now())),
    statuses: [401],
  },
  {
    name: 'the session is ended',
    kinds: ['session'],
    end: ({ headers }) => {
      const token = /hufu_session=([^;]+)/.exec(headers['cookie'] ?? '')?.[1] ?? '';
      return write(({ sessions }) => sessions.end(parseOpaqueToken('hfs_', token)?.id ?? '', world.server.now()));
    },
    statuses: [401],
  },
  {
    name: 'the membership is ended',
    kinds: ['token', 'session'],
    end: () => world.change({ kind: 'end_memberships', memberships: [{ roleId: world.roles.root, userId: 'chief' }] }),
    undo: () =>
      world.change({
        kind: 'set_memberships',
        memberships: [{ roleId: world.roles.root, userId: 'chief', type: 'super', expiresAt: null }],
      }),
    statuses: [403, 404],
    concerns: (rule, { who }) => who === 'chief' && !rule.who.includes('stranger'),
  },
];

/** Everything that is stored, but for the traces of refused credentials. */
function stored(): readonly string[] {
  return dump.read().flatMap((line) => {
    if (!line.startsWith('audit')) return [line];
    const rows = line.startsWith('audit ') ? (JSON.parse(line.slice('audit '.length)) as { readonly action: string }[]) : [];
    return rows.filter(({ action }) => action !== 'client_authentication.failed').map((row) => JSON.stringify(row));
  });
}

/** A call that is answered 200 unless its caller ends. */
interface Case {
  readonly rule: ContractCall;
  readonly granted: Granted;
  readonly request: ContractRequest;
}

/** Sends calls at once, all of which are at the same point when something happens; answers their statuses. */
type Sending = (cases: readonly Case[], meanwhile: () => Promise<void>) => Promise<number[]>;

/** Each who comes waits until all have come and something has happened. */
function gate(expected: number, happens: () => Promise<void>): () => Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let missing = expected;
  return () => {
    missing--;
    if (missing === 0) happens().then(resolve, reject);
    return promise;
  };
}

const beforeTheUnitOfWork: Sending = (cases, meanwhile) => {
  const { transact } = world.server.storage;
  const begun = vi.spyOn(world.server.storage, 'transact');
  const come = gate(cases.length, () => {
    begun.mockRestore();
    return meanwhile();
  });
  begun.mockImplementation(async (work: (stores: Stores) => Promise<unknown>) => {
    await come();
    return transact(work);
  });
  return Promise.all(
    cases.map(async ({ rule, granted: { headers }, request }) => {
      const [method = ''] = rule.call.split(' ');
      const body = request.body === undefined ? '' : JSON.stringify(request.body);
      return (await sendRawCall(world, { method, target: `/api2${request.path}`, headers, body })).status;
    }),
  );
};

const whileTheBodyIsSent: Sending = (cases, meanwhile) => {
  const withBody = cases.filter(({ request }) => request.body !== undefined);
  const come = gate(withBody.length, meanwhile);
  return Promise.all(
    cases.map(async ({ rule, granted: { headers }, request }) => {
      if (request.body === undefined) return NO_BODY;
      const [method = ''] = rule.call.split(' ');
      const body = JSON.stringify(request.body);
      return (await sendSlowly(world.server, { method, target: `/api2${request.path}`, headers, body }, come)).status;
    }),
  );
};

const NO_BODY = 0;

/** Everybody who makes a call in this way, each with credentials that nothing else uses. */
async function casesFor({ concerns = () => true }: Ending, kind: CallerKind): Promise<Case[]> {
  const people = new Map<string, Granted['headers']>();
  const cases: Case[] = [];
  for (const [rule, request] of requests) {
    const granted = await grantedBy(world, rule, kind);
    if (granted === undefined || !concerns(rule, granted)) continue;
    const headers = people.get(granted.who) ?? (kind === 'session' ? await newSession(granted) : granted.headers);
    people.set(granted.who, headers);
    const path = kind === 'session' ? pathOfSession(rule, request, world.client.id) : request.path;
    cases.push({ rule, granted: { ...granted, headers }, request: { ...request, path } });
  }
  return cases;
}

async function newSession({ who }: Granted): Promise<Granted['headers']> {
  const { cookie, csrf } = await asSession(world.server, who);
  return { cookie, 'x-csrf-token': csrf };
}

describe.each([
  ['between asking and doing', beforeTheUnitOfWork],
  ['while the body is sent', whileTheBodyIsSent],
] as const)('authority §3: no call that writes changes anything for a caller who ends %s', (_when, send) => {
  const rows = ENDINGS.flatMap((ending) => ending.kinds.map((kind) => [kind, ending.name, ending] as const));

  it.each(rows)('%s, when %s', async (kind, _name, ending) => {
    const cases = await casesFor(ending, kind);
    const callers = [...new Map(cases.map(({ granted }) => [granted.who, granted])).values()];
    let then: readonly string[] = [];
    const statuses = await send(cases, async () => {
      for (const granted of callers) await ending.end(granted);
      then = stored();
    });
    const now = stored();
    for (const granted of callers) await ending.undo?.(granted);
    expect(now).toEqual(then);
    const found = cases.map(({ rule }, index) => [titleOf(rule), statuses[index] ?? 0] as const);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(([, status]) => status !== NO_BODY && !ending.statuses.includes(status))).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AUTHZEN_CALLS } from './contract/calls/authzen-calls.ts';
import { type ContractCall, titleOf } from './contract/calls/contract-call.ts';
import { CONTRACT_CALLS } from './contract/calls/contract-calls.ts';
import { databaseDump } from './contract/database-dump.ts';
import { ID_PLACES, type IdPlace, type Named } from './contract/id-places.ts';
import { type CallAnswer, isAboutClientId, jwtHeaders, sendCall } from './contract/send-call.ts';
import { buildWorld, tokenHeaders, type Who, type World } from './contract/world.ts';

let world: World;
let dump: ReturnType<typeof databaseDump>;
/** Ids that no role, or no resource, of this client has; those of another type are far from all others. */
let absent: Readonly<Record<Named, readonly unknown[]>>;
/** Ids that exist and are out of reach of `head`. */
let beyond: Readonly<Record<Named, readonly unknown[]>>;

const OWN_ID = { role: 600_000, resource: 500_000 } as const;

beforeAll(async () => {
  world = await buildWorld();
  const { change, roles, resources } = world;
  const root = { parentId: roles.root, description: '' };
  await change({ kind: 'add_resources', resources: [{ id: OWN_ID.resource, name: 'far', description: '', data: '' }] });
  await change({ kind: 'add_role', id: OWN_ID.role, name: 'far', ...root });
  const [deletedRole = 0] = await change({ kind: 'add_role', name: 'gone', ...root });
  await change({ kind: 'delete_role', roleId: deletedRole });
  const [deletedResource = 0] = await change({ kind: 'add_resources', resources: [{ name: 'gone', description: '', data: '' }] });
  await change({ kind: 'delete_resources', resourceIds: [deletedResource] });
  absent = {
    role: [424_242, roles.foreign, OWN_ID.resource, deletedRole, 1e3, Number.MAX_SAFE_INTEGER],
    resource: [424_242, resources.foreign, OWN_ID.role, deletedResource, 1e3, Number.MAX_SAFE_INTEGER],
    user: ['nobody', '__proto__', 'constructor', 'toString', '424242'],
    group: ['nothing', '__proto__', 'constructor', '7'],
    'group id': [424_242, roles.foreign, OWN_ID.resource, Number.MAX_SAFE_INTEGER],
  };
  beyond = {
    role: [roles.root, roles.side],
    resource: [resources.top],
    user: ['stranger', 'chief', 'neighbour'],
    group: [],
    'group id': [],
  };
  // Before anything is compared: a token is stored too.
  for (const who of ['chief', 'head', 'deputy', 'admin', 'keeper'] as const)
    tokens.set(who, await tokenHeaders(world, who, 'all:all'));
  await world.session('chief');
  dump = databaseDump(world);
}, 60_000);
afterAll(async () => {
  dump.close();
  await world.close();
});

const NUMBERS = [
  '0',
  '-1',
  '1.5',
  '1e3',
  '01',
  '+7',
  '0x10',
  '７',
  '9007199254740992',
  '9223372036854775808',
  `1${'0'.repeat(30)}`,
];
const WORDS = ['NaN', 'null', 'undefined', 'true', '[7]', '{}', '__proto__', "7'--", '7;', '7\0', '7,,7', '7 7'];
const VALUES = [0, -1, 1.5, 2 ** 53, 2 ** 63, 1e30, -0.1, null, true, [], [7], [[]], {}, { id: 7 }, '', '7', '1e3', '__proto__'];

/** What is no id at all. */
const MALFORMED: Readonly<Record<Named, Readonly<Record<IdPlace['written'], readonly unknown[]>>>> = {
  role: { text: [...NUMBERS, ...WORDS], json: VALUES },
  resource: { text: [...NUMBERS, ...WORDS], json: VALUES },
  'group id': { text: [], json: VALUES },
  user: {
    text: ['a b', 'client 1', 'ｍember', 'member\0', 'x'.repeat(65), 'a/b', 'a;b'],
    json: [7, null, true, [], {}, 'a b', '', 'x'.repeat(65)],
  },
  group: { text: ['x'.repeat(129), 'crew\0', '\u{1f600}'.repeat(129)], json: [7, null, true, {}, '', 'x'.repeat(129), 'crew\0'] },
};

const tokens = new Map<Who, Readonly<Record<string, string>>>();

function headersOf(who: Who): Readonly<Record<string, string>> {
  return tokens.get(who) ?? jwtHeaders(world);
}

async function answersTo(place: IdPlace, by: Who, ids: readonly unknown[]): Promise<readonly (readonly [unknown, CallAnswer])[]> {
  const headers = headersOf(by);
  const answers: (readonly [unknown, CallAnswer])[] = [];
  for (const id of ids) {
    const request = place.put(world, id);
    answers.push([id, await sendCall(world, { call: place.call, request, headers, prefix: '/api2' })]);
  }
  return answers;
}

/** What differs from answer to answer even where nothing does, taken out. */
function bare({ status, headers, text }: CallAnswer): readonly unknown[] {
  const told = Object.entries(headers).filter(([name]) => !/^(date|x-request-id|connection|keep-alive)$/.test(name));
  return [status, text, told];
}

async function changingNothing(work: () => Promise<void>, isAudited = false): Promise<void> {
  const stored = (): readonly string[] => dump.read().filter((table) => !isAudited || !table.startsWith('audit'));
  const before = stored();
  await work();
  expect(stored()).toEqual(before);
}

const REFUSALS = [400, 403, 404];

/** That each answer is, byte for byte, what the first one is. */
function expectAlike([first, ...others]: readonly (readonly [unknown, CallAnswer])[], by?: Who): void {
  for (const [id, answer] of others) expect([by, id, ...bare(answer)]).toEqual([by, id, ...bare(first?.[1] as CallAnswer)]);
}

const titled = (places: readonly IdPlace[]): (readonly [string, IdPlace])[] =>
  places.map((place) => [`${place.call}: ${place.named} in ${place.place}`, place]);

describe.each(titled(ID_PLACES))('%s', (_title, place) => {
  it('refuses what is no id, and nothing changes', () => {
    // What nobody could be called is nobody, where it is a part of the path or the name that somebody signs in by.
    const isNobody = place.named === 'user' && (place.place === 'path' || place.place === 'username');
    const status = isNobody ? expect.toBeOneOf(REFUSALS) : 400;
    return changingNothing(async () => {
      for (const [id, answer] of await answersTo(place, place.by, MALFORMED[place.named][place.written])) {
        expect([id, answer.status, answer.text]).toEqual([id, status, expect.stringContaining('"error"')]);
      }
    }, place.audited);
  });

  it('answers ids of another client, of another type, deleted and unknown ones alike, and nothing changes', () =>
    changingNothing(async () => {
      const answers = await answersTo(place, place.by, absent[place.named]);
      const [, { status, text }] = answers[0] as (typeof answers)[number];
      if (place.none === undefined)
        expect([status, text]).toEqual([expect.toBeOneOf(REFUSALS), expect.stringContaining('"error"')]);
      else expect([status, text]).toEqual([200, JSON.stringify(place.none)]);
      expectAlike(answers);
    }, place.audited));
});

/** Places where a person is named by those who may choose among everybody (`GET /users/members`), or manage everybody. */
const CHOSEN = /^(POST|PUT|DELETE) \/roleUsers|\/groupuser$|\/users\/|\/user\/auth/;

describe('what is out of reach of an administrator is answered like what does not exist', () => {
  const ofTree = ID_PLACES.filter(({ named }) => named === 'role' || named === 'resource');
  const ofPeople = ID_PLACES.filter(({ named, call }) => named === 'user' && !CHOSEN.test(call));

  it.each(titled([...ofTree, ...ofPeople]))('%s', (_title, place) =>
    changingNothing(async () => {
      for (const by of ['head', 'deputy'] as const)
        expectAlike(await answersTo(place, by, [...absent[place.named], ...beyond[place.named]]), by);
    }),
  );
});

describe('client_id', () => {
  const BAD = ['0', '-1', '1.5', '1e3', '01', '9007199254740992', `1${'0'.repeat(30)}`, '__proto__', '[1]', '1,1'];
  const titledCalls = (calls: readonly ContractCall[]): (readonly [string, ContractCall])[] =>
    calls.map((rule) => [titleOf(rule), rule]);
  const calls = CONTRACT_CALLS.filter((rule) => !isAboutClientId(rule));
  // What is about the caller alone, or about groups, which belong to no client, is answered whichever client is named.
  const isAboutClient = ({ call }: ContractCall): boolean =>
    !/\/(users?|userClients|allClients|group|groupuser)\b|POST \/client$/.test(call);

  async function asker(
    rule: ContractCall,
    headers: Readonly<Record<string, string>>,
  ): Promise<(id: string) => Promise<CallAnswer>> {
    const request = await rule.request(world, 'chief');
    return (clientId) => {
      const path = `${request.path}${request.path.includes('?') ? '&' : '?'}client_id=${clientId}`;
      return sendCall(world, { call: rule.call, request: { ...request, path }, headers, prefix: '/api2' });
    };
  }

  it.each(titledCalls(calls.filter((rule) => rule.callers.includes('session') && isAboutClient(rule))))(
    '%s: a session that names a client where its user is nobody is refused like one that names none there is',
    async (_title, rule) => {
      const ask = await asker(rule, await world.session('chief'));
      await changingNothing(async () => {
        for (const id of BAD) expect([id, (await ask(id)).status]).toEqual([id, 400]);
        expect((await ask('424242')).status).toBeOneOf(REFUSALS);
        const foreign = await ask(String(world.foreign.id));
        // Everybody is told what they have themselves, which is nothing there.
        if (/^GET \/user(Roles|Resources)$/.test(rule.call) && foreign.status === 200) expect(foreign.text).toBe('[]');
        else expect(foreign.status).toBeOneOf(REFUSALS);
      });
    },
  );

  it.each(titledCalls(calls.filter(({ callers }) => callers.includes('token'))))(
    '%s: a token and a client act on their own, and learn of no other whether it exists',
    async (_title, rule) => {
      for (const who of ['chief', 'client'] as const) {
        if (who === 'client' && !rule.callers.includes('client')) continue;
        const ask = await asker(rule, headersOf(who));
        await changingNothing(async () => {
          const [unknown, foreign] = [await ask('424242'), await ask(String(world.foreign.id))];
          expect(unknown.status).toBe(403);
          expect(bare(foreign)).toEqual(bare(unknown));
          for (const id of BAD) expect([id, (await ask(id)).status]).toEqual([id, 400]);
        });
      }
    },
  );
});

describe('AuthZEN 1.0: who or what is unknown, foreign or out of reach is denied, all alike', () => {
  const NOBODY = ['nobody', '__proto__', 'stranger', 'neighbour', '', 'a b', 'x'.repeat(1_000)];
  const NOTHING = ['nothing', 'top', 'abroad', '__proto__', '', 'x'.repeat(1_000)];

  const entities = AUTHZEN_CALLS.flatMap((rule) => [
    { rule, call: rule.call, member: 'subject', type: 'user', ids: NOBODY },
    { rule, call: rule.call, member: 'resource', type: 'resource', ids: NOTHING },
  ]);

  it.each(entities.filter(({ call, member }) => !call.endsWith(`search/${member}`)))('$call: $member', async (entity) => {
    const { rule, member, type, ids } = entity;
    const request = await rule.request(world, 'head');
    const headers = headersOf('head');
    const ask = (id: unknown): Promise<CallAnswer> => {
      const body = { ...(request.body as object), [member]: { type, id } };
      return sendCall(world, { call: rule.call, request: { ...request, body }, headers, prefix: '' });
    };
    await changingNothing(async () => {
      const answers: (readonly [string, CallAnswer])[] = [];
      for (const id of ids) answers.push([id, await ask(id)]);
      expectAlike(answers);
      for (const id of [7, null, [], {}, true]) {
        const { status, text } = await ask(id);
        // What is wrong with an entry of a batch is said in its place.
        const expected = rule.call.endsWith('/evaluations') ? [200, expect.stringContaining('"status":400')] : [400, text];
        expect([id, status, text]).toEqual([id, ...expected]);
      }
    });
  });
});

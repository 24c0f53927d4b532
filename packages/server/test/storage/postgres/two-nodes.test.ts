import { describe, expect, it } from 'vitest';
import { checkRootKey } from '../../../src/config/at-rest-key.ts';
import { setSystemAdministrator, setUserStatus } from '../../../src/identity/administration/user-administration.ts';
import { reserveAttempt } from '../../../src/identity/credentials/throttle.ts';
import { SESSIONS_PER_USER } from '../../../src/identity/session/session-limits.ts';
import { startSession } from '../../../src/identity/session/sessions.ts';
import type { Storage, Stores } from '../../../src/storage/storage.ts';
import { freshDatabase, hasPostgres } from '../../support/postgres/databases.ts';
import { auditEvent, client, code, link, NOW, refreshToken, session, user, withGrant } from '../entities.ts';
import { verifyAll } from '../suite/audit-chain-suite.ts';
import { openTemporary } from './temporary-database.ts';

const RACERS = Array.from({ length: 40 }, (_, index) => index);
const ACT = { origin: { actor: 'system', address: '', requestId: '' }, now: NOW };

/** Two nodes on one database; `race` does the same on both at once, twenty times each. */
async function twoNodes(): Promise<{
  nodes: readonly [Storage, Storage];
  race: <T>(run: (stores: Stores, index: number) => Promise<T>) => Promise<T[]>;
}> {
  const url = await freshDatabase();
  const nodes = [await openTemporary({ url }), await openTemporary({ url })] as const;
  const race = <T>(run: (stores: Stores, index: number) => Promise<T>): Promise<T[]> =>
    Promise.all(RACERS.map((index) => (nodes[index % 2] ?? nodes[0]).transact((stores) => run(stores, index))));
  return { nodes, race };
}

function count<T>(outcomes: readonly T[], wanted: T): number {
  return outcomes.filter((outcome) => outcome === wanted).length;
}

async function addOne({ throttles }: Pick<Stores, 'throttles'>, key: string): Promise<void> {
  for (let isCounted = false; !isCounted; ) {
    const before = await throttles.find(key);
    isCounted = await throttles.advance(key, before, { count: (before?.count ?? 0) + 1, windowStart: NOW, blockedUntil: 0 });
  }
}

describe.runIf(hasPostgres())('of two nodes on one database', () => {
  it('one redeems a code, rotates a refresh token, consumes a link, records a signed message', async () => {
    const { nodes, race } = await twoNodes();
    await withGrant(nodes[0]);
    const raced = { code: code(), token: refreshToken(), link: link() };
    await nodes[0].transact(async (stores) => {
      await stores.codes.insert(raced.code);
      await stores.refreshTokens.insert(raced.token);
      await stores.oneTimeLinks.insert(raced.link);
    });
    const successors = { successorId: 'refresh', successorAccessId: 'access' };
    expect(count(await race((stores) => stores.codes.redeem(raced.code.id, NOW)), 'redeemed')).toBe(1);
    expect(count(await race((stores) => stores.refreshTokens.rotate(raced.token.id, successors, NOW)), 'rotated')).toBe(1);
    expect(count(await race((stores) => stores.oneTimeLinks.consume(raced.link.id, NOW)), 'consumed')).toBe(1);
    expect(count(await race((stores) => stores.replays.record('jti', NOW)), 'first_use')).toBe(1);
    expect(new Set(await race((stores) => stores.clients.nextId())).size).toBe(RACERS.length);
  });

  it('exactly as many attempts are let through as a limit allows', async () => {
    const { race } = await twoNodes();
    const key = { key: 'address:x', scope: 'address', policy: { kind: 'window', limit: 7, window: 600_000 } } as const;
    const decisions = await race((stores) => reserveAttempt(stores.throttles, [key], NOW));
    expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(7);
  });

  it('neither takes the last but one system administrator away when both try', async () => {
    const { nodes } = await twoNodes();
    for (let round = 0; round < 20; round++) {
      const ids = [`a${round}`, `b${round}`] as const;
      await nodes[0].transact(async (stores) => {
        for (const id of ids) await stores.users.insert(user({ id, systemAdministrator: true }));
      });
      const outcomes = await Promise.all([
        nodes[0].transact((stores) => setSystemAdministrator(stores, { userId: ids[0], systemAdministrator: false }, ACT)),
        nodes[1].transact((stores) => setUserStatus(stores, { userId: ids[1], status: 'frozen' }, ACT)),
      ]);
      expect(
        count(
          outcomes.map(({ ok }) => ok),
          true,
        ),
      ).toBe(1);
      await nodes[0].transact(async (stores) => {
        for (const id of ids) await stores.users.update(id, { systemAdministrator: false }, NOW);
      });
    }
  });

  it('no session begins beyond the limit of a user', async () => {
    const { nodes } = await twoNodes();
    await nodes[0].transact(async (stores) => {
      await stores.users.insert(user());
      for (let index = 1; index < SESSIONS_PER_USER; index++) await stores.sessions.insert(session());
    });
    const start = { userId: 'alice', now: NOW, userAgent: '', address: '' };
    for (let round = 0; round < 20; round++) {
      await Promise.all(nodes.map((node) => node.transact((stores) => startSession(stores, start))));
      const live = await nodes[0].read((stores) => stores.sessions.listLive('alice', NOW));
      expect(live).toHaveLength(SESSIONS_PER_USER);
      await nodes[0].transact((stores) => stores.sessions.end(live[0]?.id ?? '', NOW));
    }
  });

  it('one client gets a name that both give, and the other is told', async () => {
    const { nodes, race } = await twoNodes();
    await nodes[0].transact(async (stores) => {
      for (const index of RACERS) await stores.clients.insert(client({ id: index + 1, fullname: `client ${index}` }));
    });
    const outcomes = await race((stores, index) => stores.clients.update(index + 1, { fullname: 'the same' }, NOW));
    expect([count(outcomes, 'updated'), count(outcomes, 'name_taken')]).toEqual([1, RACERS.length - 1]);
  });

  it('audit rows of the same client stand in one chain without a gap', async () => {
    const { nodes, race } = await twoNodes();
    await race((stores, index) => stores.audit.append(auditEvent({ clientId: (index >> 1) % 2, userId: `user${index % 5}` })));
    for (const chain of [0, 1]) {
      expect(await verifyAll(nodes[0], chain, 7)).toMatchObject({ kind: 'intact', total: RACERS.length / 2 });
    }
  });

  it('units that take the same things in another order all succeed', async () => {
    const { nodes, race } = await twoNodes();
    const keys = Array.from({ length: 6 }, (_, index) => `key${index}`);
    await race(async (stores, index) => {
      for (const key of index % 2 === 0 ? keys : keys.toReversed()) await addOne(stores, key);
    });
    const counts = await nodes[0].read((stores) =>
      Promise.all(keys.map(async (key) => (await stores.throttles.find(key))?.count)),
    );
    expect(counts).toEqual(keys.map(() => RACERS.length));
  });

  it('one under another at-rest key is told so', async () => {
    const { nodes } = await twoNodes();
    const root = { key: Buffer.alloc(32), createdFile: undefined };
    await checkRootKey(nodes[0], 'one', root);
    await checkRootKey(nodes[1], 'one', root);
    await expect(checkRootKey(nodes[1], 'other', root)).rejects.toThrow('another at-rest key');
  });
});

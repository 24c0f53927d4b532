import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { sha256Hex } from '../../crypto/hash.ts';
import { serverKeys } from '../../crypto/server-keys.ts';
import type { AuditEvent } from '../../observability/audit.ts';
import type { Client, ClientStore } from './client.ts';
import { changeClient, createClient, deleteClient, type Registration, rotateSecret } from './client-registration.ts';
import { clearSecret, currentSecrets } from './client-secret.ts';

const NOW = 1_800_000_000_000;
const keys = serverKeys(randomBytes(32));
let clients: Map<number, Client>;
let events: AuditEvent[];
let registration: Registration;

beforeEach(() => {
  clients = new Map();
  events = [];
  const audit = { append: (event: AuditEvent) => Promise.resolve(void events.push(event)) };
  const users = { find: (id: string) => Promise.resolve(id === 'alice' ? { id } : undefined) };
  const origin = { actor: 'system', address: '', requestId: '' };
  const authority = { plant: async () => 1 };
  registration = { stores: { clients: clientsInMemory(), users, authority, audit }, keys, origin, now: NOW };
});

async function created(draft: Parameters<typeof createClient>[1] = { fullname: 'wiki' }): Promise<Client> {
  const outcome = await createClient(registration, draft);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.client;
}

const stored = (id = 1): Client => clients.get(id) as Client;
const digests = (now: number): string[] => currentSecrets(stored(), keys, now).map(({ digest }) => digest);

describe('createClient', () => {
  test('a new client gets the defaults, the next id, and a generated secret of 256 bits that is stored sealed', async () => {
    const outcome = await createClient(registration, { fullname: 'wiki' });
    expect(outcome).toMatchObject({
      ok: true,
      generatedSecret: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      client: { id: 1, consent: 'once', rights: [] },
    });
    const secret = outcome.ok ? outcome.generatedSecret : '';
    expect(JSON.stringify(stored())).not.toContain(secret);
    expect(clearSecret(stored(), keys)).toBe(secret);
    expect(events).toMatchObject([{ action: 'client.created', clientId: 1, actor: 'system' }]);
  });

  test('the password grant is only given when it is asked for', async () => {
    expect((await created()).grantTypes).toEqual(['authorization_code', 'refresh_token']);
    expect((await created({ fullname: 'cli', grantTypes: ['password'] })).grantTypes).toEqual(['password']);
  });

  test('scopes and lists are stored in one spelling, so that what is equal compares equal', async () => {
    const client = await created({
      fullname: 'a',
      scope: 'openid user:read openid',
      grantTypes: ['refresh_token', 'authorization_code'],
    });
    expect([client.scope, client.grantTypes]).toEqual(['user:read openid', ['authorization_code', 'refresh_token']]);
    const again = await changeClient(registration, {
      id: client.id,
      draft: { scope: 'user:read openid', grantTypes: ['authorization_code', 'refresh_token'] },
    });
    expect(again).toMatchObject({ ok: true, changed: false });
  });

  test.each([
    [{ fullname: '' }, 'fullname'],
    [{ fullname: 'x'.repeat(129) }, 'fullname'],
    [{ fullname: 'a\u202eb' }, 'fullname'],
    [{ fullname: 'x', secret: 'a'.repeat(21) }, 'secret'],
    [{ fullname: 'x', secret: '密'.repeat(22) }, 'secret'],
    [{ fullname: 'x', secret: 'a'.repeat(22), authenticationMethod: 'none' }, 'secret'],
    [{ fullname: 'x', scope: 'user' }, 'scope'],
    [{ fullname: 'x', scope: 'openid', defaultScope: 'user:read' }, 'default_scope'],
    [{ fullname: 'x', refreshGraceSeconds: 11 }, 'refresh_grace_seconds'],
    [{ fullname: 'x', refreshGraceSeconds: 0.5 }, 'refresh_grace_seconds'],
    [{ fullname: 'x', grantTypes: [] }, 'grant_types'],
    [{ fullname: 'x', rights: ['users'], authenticationMethod: 'none' }, 'rights'],
    [{ fullname: 'x', owner: 'nobody' }, 'owner'],
    [{ fullname: 'x', id: 0 }, 'id'],
    [{ fullname: 'x', redirectUris: ['https://a.example/', 'https://a.example/'] }, 'redirect_uris[1]'],
  ] as const)('refuses %j because of its %s', async (draft, member) => {
    const outcome = await createClient(registration, draft);
    expect(outcome).toMatchObject({ ok: false, problems: [{ member }] });
    expect([clients.size, events]).toEqual([0, []]);
  });

  test('names of 128 code points outside the basic plane are taken', async () => {
    expect((await created({ fullname: '𠮷'.repeat(128) })).id).toBe(1);
  });

  test('an id or a name that is taken is told apart', async () => {
    await created({ fullname: 'wiki', id: 5 });
    expect(await createClient(registration, { fullname: 'other', id: 5 })).toMatchObject({
      ok: false,
      problems: [{ member: 'id' }],
    });
    expect(await createClient(registration, { fullname: 'wiki' })).toMatchObject({
      ok: false,
      problems: [{ member: 'fullname' }],
    });
  });
});

describe('changeClient', () => {
  test('what is equal is not touched, the secret included', async () => {
    await created({ fullname: 'wiki', secret: 'a'.repeat(22) });
    const before = stored();
    const outcome = await changeClient(registration, {
      id: 1,
      draft: { fullname: 'wiki', redirectUris: [] },
      secret: 'a'.repeat(22),
    });
    expect(outcome).toMatchObject({ ok: true, changed: false });
    expect(stored()).toBe(before);
    expect(events).toHaveLength(1);
  });

  test('redirect URIs are judged anew when a client becomes public', async () => {
    await created({ fullname: 'wiki', redirectUris: ['http://intranet/cb'] });
    const outcome = await changeClient(registration, { id: 1, draft: { authenticationMethod: 'none' } });
    expect(outcome).toMatchObject({ ok: false, problems: [{ member: 'redirect_uris[0]' }] });
  });

  test('a client that becomes public loses its secrets; one that becomes confidential is given one', async () => {
    await created();
    await changeClient(registration, { id: 1, draft: { authenticationMethod: 'none' } });
    expect(stored()).toMatchObject({ sealedSecret: null, sealedOldSecret: null });
    const outcome = await changeClient(registration, { id: 1, draft: { authenticationMethod: null } });
    expect(outcome).toMatchObject({ ok: true, generatedSecret: expect.any(String) });
  });

  test('the audit row names what was changed, as on the wire', async () => {
    await created();
    await changeClient(registration, { id: 1, draft: { status: 'disabled', requirePkce: true } });
    expect(events.at(-1)).toMatchObject({
      action: 'client.changed',
      detail: { fields: 'status require_pkce', status: 'disabled' },
    });
  });
});

describe('rotateSecret', () => {
  test('the old secret works until the time that was given, and not after a second rotation', async () => {
    await created({ fullname: 'wiki', secret: 'a'.repeat(22) });
    const first = await rotateSecret(registration, { id: 1, keepOldSeconds: 60 });
    const secret = (first.ok ? first.generatedSecret : undefined) ?? '';
    expect(digests(NOW + 59_999)).toEqual([sha256Hex(secret), sha256Hex('a'.repeat(22))]);
    expect(digests(NOW + 60_000)).toEqual([sha256Hex(secret)]);
    await rotateSecret(registration, { id: 1, keepOldSeconds: 0, secret: 'b'.repeat(22) });
    expect(digests(NOW)).toEqual([sha256Hex('b'.repeat(22))]);
    expect(events.at(-1)).toMatchObject({ action: 'client.secret_rotated' });
  });

  test('a public client has none to rotate', async () => {
    await created({ fullname: 'app', authenticationMethod: 'none' });
    expect(await rotateSecret(registration, { id: 1, keepOldSeconds: 0 })).toMatchObject({ ok: false });
  });
});

test('deleteClient leaves an audit row, and a client that is gone is unknown', async () => {
  await created();
  expect(await deleteClient(registration, 1)).toBe('deleted');
  expect(events.at(-1)).toMatchObject({ action: 'client.deleted', clientId: 1 });
  expect(await deleteClient(registration, 1)).toBe('unknown');
});

function clientsInMemory(): ClientStore {
  const named = (fullname: string): Client | undefined => [...clients.values()].find((client) => client.fullname === fullname);
  return {
    find: (id) => Promise.resolve(clients.get(id)),
    findByName: (fullname) => Promise.resolve(named(fullname)),
    list: () => Promise.resolve([...clients.values()]),
    findResourceOwner: () => Promise.resolve(undefined),
    nextId: () => Promise.resolve(Math.max(0, ...clients.keys()) + 1),
    insert(client) {
      if (clients.has(client.id) || named(client.fullname) !== undefined) return Promise.resolve('exists');
      clients.set(client.id, client);
      return Promise.resolve('inserted');
    },
    update(id, changes, now) {
      clients.set(id, { ...stored(id), ...changes, updatedAt: now });
      return Promise.resolve('updated');
    },
    takeTurn: () => Promise.resolve(),
    keepStill: () => Promise.resolve(),
    delete: (id) => Promise.resolve(clients.delete(id) ? 'deleted' : 'unknown'),
  };
}

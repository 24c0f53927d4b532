import { expect, test } from 'vitest';
import type { Client } from './client.ts';
import { KnownClients } from './known-clients.ts';

const client = (fullname: string): Client => ({ id: 1, fullname }) as Client;

function known(read: () => Promise<Client | undefined>): { clients: KnownClients; pass: (milliseconds: number) => void } {
  let elapsed = 0;
  return {
    clients: new KnownClients({ read, elapsed: () => elapsed }),
    pass: (milliseconds) => {
      elapsed += milliseconds;
    },
  };
}

test('a client is read once in half a second, and is the same object as long as it is unchanged', async () => {
  let reads = 0;
  const { clients, pass } = known(async () => {
    reads += 1;
    return client('a');
  });
  const first = await clients.find(1);
  expect([await clients.find(1), clients.held(1), reads]).toEqual([first, first, 1]);
  pass(500);
  expect(clients.held(1)).toBeUndefined();
  expect(await clients.find(1)).toBe(first);
  expect(reads).toBe(2);
});

test('a client that changed is another object', async () => {
  let stored = client('a');
  const { clients, pass } = known(async () => stored);
  const first = await clients.find(1);
  stored = client('b');
  pass(500);
  expect(await clients.find(1)).not.toBe(first);
});

test('what is forgotten while it is read is not kept', async () => {
  const { clients } = known(async () => {
    clients.forget(1);
    return client('old');
  });
  expect((await clients.find(1))?.fullname).toBe('old');
  expect(clients.held(1)).toBeUndefined();
});

test('a client that is gone is not known', async () => {
  let stored: Client | undefined = client('a');
  const { clients, pass } = known(async () => stored);
  await clients.find(1);
  stored = undefined;
  pass(500);
  expect([await clients.find(1), clients.held(1)]).toEqual([undefined, undefined]);
});

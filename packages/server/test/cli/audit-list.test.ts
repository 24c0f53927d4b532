import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CommandLine, commandLine } from './command-line.ts';

const TREE = (members: readonly object[]): string =>
  JSON.stringify({ clients: [{ fullname: 'wiki', roles: [{ name: 'Readers', members }] }] });

let line: CommandLine;
beforeEach(async () => {
  line = commandLine();
  for (const id of ['alice', 'bob', 'carol', 'dave']) await line.hufu(['user', 'add', id, '--no-password']);
  await line.hufu(['client', 'add', 'wiki', '--owner', 'alice']);
  line.write('members.json', TREE(['alice', 'bob', 'carol', 'dave'].map((user_id) => ({ user_id }))));
  await line.hufu(['apply', 'members.json']);
});
afterEach(() => line.remove());

const changed = async (): Promise<string> => (await line.hufu(['audit', 'list', '--action', 'authority.changed'])).out;

test('names whom a change of memberships concerned, three of them and how many more, and what they were and are', async () => {
  const out = await changed();
  expect(out).toMatch(/ system +alice, bob, carol, \+1 +1 /);
  expect(out).toContain('alice in role 2: no member → normal, bob in role 2: no member → normal,');
  line.write('admin.json', TREE([{ user_id: 'bob', role_type: 'admin', expires_at: '2099-01-01T00:00:00Z' }]));
  await line.hufu(['apply', 'admin.json']);
  expect(await changed()).toContain('bob in role 2: normal → admin until 2099-01-01T00:00:00.000Z');
});

test('what stands in the place of somebody who was erased is shortened, and nothing is said of them', async () => {
  await line.hufu(['user', 'erase', 'bob', '--yes']);
  const out = await changed();
  expect(out).toMatch(/ system +alice, ~\S{8}…, carol, \+1 /);
  expect(out).not.toMatch(/~\S{12}/);
});

test('--client takes the id or the name of a client; by its id also one that is gone', async () => {
  const rows = (await line.json(['audit', 'list', '--client', 'wiki'])) as readonly { client: number; mentions: unknown }[];
  expect(new Set(rows.map(({ client }) => client))).toEqual(new Set([1]));
  expect(rows.some(({ mentions }) => Array.isArray(mentions) && mentions.length === 4)).toBe(true);
  expect(await line.json(['audit', 'list', '--client', '1'])).toEqual(rows);
  await line.hufu(['client', 'delete', 'wiki']);
  expect(await line.json(['audit', 'list', '--client', '1'])).toHaveLength(rows.length + 1);
  expect((await line.hufu(['audit', 'list', '--client', 'wiki'])).err).toBe('hufu: there is no such client\n');
});

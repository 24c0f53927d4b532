import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CommandLine, commandLine } from './command-line.ts';

const BCRYPT = '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy';
const DOCUMENT = `
users:
  - id: alice
    fullname: Alice Liu
    email: alice@example.com
    password: correct horse battery staple
    system_administrator: true
  - id: bob
    password_hash: ${Buffer.from(BCRYPT).toString('base64')}
    must_change_password: true
clients:
  - id: 7
    fullname: wiki
    secret: abcdefghijklmnopqrstuv
    redirect_uris: [https://wiki.example/cb]
    owner: alice
    scope: user:read openid
    consent: never
  - fullname: next
`;

interface Entry {
  readonly kind: string;
  readonly id: string;
  readonly outcome: string;
  readonly members: string[];
  readonly generated_secret: string | null;
}

let line: CommandLine;
beforeEach(() => {
  line = commandLine();
  line.write('a.yaml', DOCUMENT);
});
afterEach(() => line.remove());

async function apply(document: string, ...options: string[]): Promise<Entry[]> {
  line.write('document.yaml', document);
  const result = (await line.json(['apply', 'document.yaml', ...options])) as { entries: Entry[] };
  return result.entries;
}

const outcomes = (entries: Entry[]): string[] =>
  entries.map(({ kind, id, outcome, members }) => [outcome, kind, id, ...members].join(' '));

describe('hufu apply', () => {
  test('makes what a document names; counters skip past given ids; generated secrets are shown', async () => {
    const entries = await apply(DOCUMENT);
    expect(outcomes(entries)).toEqual(['created user alice', 'created user bob', 'created client 7', 'created client 8']);
    expect(entries.map((entry) => entry.generated_secret)).toEqual([null, null, null, expect.any(String)]);
    expect(await line.json(['user', 'list'])).toMatchObject([
      { id: 'alice', system_administrator: true, must_change_password: false },
      { id: 'bob', fullname: 'bob', must_change_password: true, has_password: true },
    ]);
  });

  test('applied again, nothing is touched: no row is written, no password is hashed anew', async () => {
    await apply(DOCUMENT);
    const before = [await line.json(['user', 'list']), await line.json(['client', 'list']), await line.json(['audit', 'list'])];
    expect(new Set((await apply(DOCUMENT)).map((entry) => entry.outcome))).toEqual(new Set(['unchanged']));
    expect([await line.json(['user', 'list']), await line.json(['client', 'list']), await line.json(['audit', 'list'])]).toEqual(
      before,
    );
  });

  test('changes what differs, and only that; members that are absent stay', async () => {
    await apply(DOCUMENT);
    const entries = await apply(`
users:
  - {id: alice, fullname: Alice Wang, password: another horse battery staple}
  - {id: bob, status: frozen}
clients:
  - {id: 7, redirect_uris: [https://wiki.example/new], secret: zyxwvutsrqponmlkjihgfe}
`);
    expect(outcomes(entries)).toEqual([
      'changed user alice fullname password',
      'changed user bob status',
      'changed client 7 redirect_uris secret',
    ]);
    expect(await line.json(['client', 'show', '7'])).toMatchObject({
      fullname: 'wiki',
      scope: 'user:read openid',
      consent: 'never',
    });
  });

  test('an imported hash that was replaced since is not brought back', async () => {
    await apply(DOCUMENT);
    await line.hufu(['user', 'password', 'bob', '--generate-password', '--permanent']);
    expect(outcomes(await apply(DOCUMENT))).toContain('unchanged user bob');
    const other = BCRYPT.replace('N9qo', 'M9qo');
    expect(outcomes(await apply(`users: [{id: bob, password_hash: '${other}'}]`))).toEqual(['changed user bob password_hash']);
  });

  test('a password that was chosen since is not taken back, until the file says another', async () => {
    await apply(DOCUMENT);
    await line.hufu(['user', 'password', 'alice', '--generate-password', '--permanent']);
    expect(outcomes(await apply(DOCUMENT))).toContain('unchanged user alice');
    expect(outcomes(await apply('users: [{id: alice, password: another horse battery staple}]'))).toEqual([
      'changed user alice password',
    ]);
  });

  test('--plan tells the same and does nothing', async () => {
    await line.hufu(['recover']);
    const before = await line.json(['audit', 'list']);
    const entries = await apply(DOCUMENT, '--plan');
    expect(outcomes(entries)).toEqual(['created user alice', 'created user bob', 'created client 7', 'created client 8']);
    expect(entries.every((entry) => entry.generated_secret === null)).toBe(true);
    expect(await line.json(['user', 'list'])).toEqual([]);
    expect(await line.json(['audit', 'list'])).toEqual(before);
  });

  test('--plan where there is no database yet tells that all would be made, and makes nothing', async () => {
    const entries = await apply(DOCUMENT, '--plan');
    expect(outcomes(entries)).toEqual(['created user alice', 'created user bob', 'created client 7', 'created client 8']);
    expect(existsSync(line.dataDir)).toBe(false);
  });

  test('removes nothing without --prune; with it, only from the lists that are there', async () => {
    await apply(DOCUMENT);
    expect(outcomes(await apply('clients: [{fullname: next}]'))).toEqual(['unchanged client 8']);
    expect(outcomes(await apply('clients: [{fullname: next}]', '--prune'))).toEqual(['pruned client 7', 'unchanged client 8']);
    expect(await line.json(['user', 'list', '--status', 'active'])).toHaveLength(2);
    expect(outcomes(await apply('users: [{id: alice}]', '--prune'))).toEqual(['unchanged user alice', 'pruned user bob']);
    expect(await line.json(['user', 'list', '--status', 'delete'])).toMatchObject([{ id: 'bob' }]);
  });

  test('--prune keeps the last active system administrator and says so', async () => {
    await apply(DOCUMENT);
    line.write('empty.yaml', 'users: []\n');
    const { code, err } = await line.hufu(['apply', 'empty.yaml', '--prune']);
    expect(code).toBe(0);
    expect(err).toContain('alice is not in the document but kept');
    expect(await line.json(['user', 'list', '--status', 'active'])).toMatchObject([{ id: 'alice' }]);
  });

  test('may replace the only system administrator, whatever the order', async () => {
    await apply(DOCUMENT);
    const entries = await apply('users: [{id: alice, system_administrator: false}, {id: carol, system_administrator: true}]');
    expect(outcomes(entries)).toEqual(['created user carol', 'changed user alice system_administrator']);
  });

  test('is all or nothing', async () => {
    line.write('half.yaml', 'users: [{id: alice}, {id: "client-x"}]\nclients: [{fullname: wiki, scope: nope}]\n');
    const { code, err } = await line.hufu(['apply', 'half.yaml']);
    expect(code).toBe(1);
    expect(err).toContain('users[1]: id:');
    expect(err).toContain('clients[0].scope:');
    expect(await line.json(['user', 'list'])).toEqual([]);
  });

  test('tells every mistake of shape at once, by path, with a hint and without the values', async () => {
    line.write(
      'bad.yaml',
      `
users: [{id: 12}, {id: a, pasword: canary}, {id: b, password: canary, password_hash: canary}]
clients: [{fullname: x, consent: canary}, {redirect_uri: x}]
client: []
`,
    );
    const { code, err } = await line.hufu(['apply', 'bad.yaml']);
    expect(code).toBe(1);
    expect(err).toContain('users[0].id: must be a text');
    expect(err).toContain('users[1].pasword: no such member (did you mean password?)');
    expect(err).not.toMatch(/Invalid|expected/);
    expect(err).toContain('users[2].password_hash: must be an argon2 or bcrypt hash');
    expect(err).toContain('clients[0].consent:');
    expect(err).toContain('clients[1].redirect_uri: no such member (did you mean redirect_uris?)');
    expect(err).toContain('client: no such member (did you mean clients?)');
    expect(err).not.toContain('canary');
  });

  test.each([
    ['users: [{id: a, password: x, password_hash: "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"}]', 'both'],
    ['users: [{id: Alice}, {id: alice}]', 'is the same as that of users[0]'],
    ['clients: [{fullname: x}, {fullname: x}]', 'is the same as that of clients[0]'],
    ['clients: [{consent: once}]', 'must have an id or a fullname'],
    ['users: [{id: a, password: short}]', 'users[0].password: the password must have'],
    ['clients: [{fullname: x, secret: tooshort}]', 'secret: must have 22'],
    ['clients: [{fullname: x, token_endpoint_auth_method: none, secret: abcdefghijklmnopqrstuv}]', 'has none'],
    ['clients: [{fullname: x, scope: "openid", default_scope: "all:all"}]', 'default_scope:'],
    ['users: [{id: a}', 'is not well-formed YAML'],
    ['users: [{id: a, id: b}]', 'is not well-formed YAML'],
    ['[]', 'the document:'],
  ])('refuses %s', async (document, reason) => {
    line.write('bad.yaml', document);
    const { code, err } = await line.hufu(['apply', 'bad.yaml']);
    expect([code, err]).toEqual([1, expect.stringContaining(reason)]);
  });

  test('takes JSON, also from standard input, and an empty document', async () => {
    const readInput = (): Promise<string> => Promise.resolve('{"users": [{"id": "alice", "fullname": "Alice"}]}');
    expect((await line.hufu(['apply', '-'], { readInput })).out).toBe('created  user alice\n');
    expect(await apply('')).toEqual([]);
  });
});

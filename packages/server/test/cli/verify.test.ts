import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { MIGRATIONS } from '../../src/storage/migrations/migrations.ts';
import { openSqliteStorage } from '../../src/storage/sqlite/open-sqlite-storage.ts';
import { type CommandLine, commandLine } from './command-line.ts';
import { startControlledServer } from './controlled-server.ts';

let line: CommandLine;
beforeEach(async () => {
  line = commandLine();
  line.write('all.yaml', DOCUMENT);
  const { code, err } = await line.hufu(['apply', 'all.yaml']);
  if (code !== 0) throw new Error(err);
});
afterEach(() => line.remove());

const DOCUMENT = `
users:
  - { id: alice, fullname: Alice, password: violet-anchor-93-mosaic }
  - { id: bob, fullname: Bob, password: violet-anchor-93-mosaic }
groups:
  - { name: editors, owner: alice, members: [bob] }
clients:
  - id: 7
    fullname: wiki
    secret: a-secret-of-the-wiki-of-32-characters
    root: { members: [{ user_id: alice, role_type: super }] }
    resources: [{ name: read }, { name: write }]
    roles:
      - name: staff
        resources: [read, write]
        groups: [editors]
        roles: [{ name: guests, resources: [read], members: [{ user_id: bob }] }]
`;

interface Result {
  readonly check: string;
  readonly checked: number | null;
  readonly wrong: number;
  readonly problems: string[];
  readonly warnings: string[];
  readonly not_checked: string | null;
}

function tamper(statement: string, name = 'data/hufu.db'): void {
  const database = new DatabaseSync(join(line.cwd, name), { enableForeignKeyConstraints: false });
  database.exec(statement);
  database.close();
}

async function wrong(file: string[] = []): Promise<{ readonly code: number; readonly checks: string[]; readonly err: string }> {
  const { code, out, err } = await line.hufu(['verify', ...file, '--json']);
  const results = JSON.parse(out) as Result[];
  return { code, err, checks: results.filter((result) => result.wrong > 0).map(({ check }) => check) };
}

describe('hufu verify', () => {
  test('finds nothing wrong with a database that was only ever written by Hufu, and tells what it looked at', async () => {
    const results = (await line.json(['verify'])) as Result[];
    expect(results.map(({ check }) => check)).toEqual([
      ...['file', 'trees', 'roles', 'links', 'memberships', 'groups', 'history', 'tokens', 'counters'],
      ...['secrets of clients', 'secrets of users', 'secrets of signing keys', 'audit'],
    ]);
    expect(results.filter((result) => result.wrong > 0 || result.warnings.length > 0 || result.not_checked !== null)).toEqual([]);
    const checked = Object.fromEntries(results.map((result) => [result.check, result.checked]));
    expect(checked).toMatchObject({ trees: 3, roles: 5, links: 5, memberships: 3, groups: 1, 'secrets of clients': 1 });
  });

  test.each([
    ['a second root role', 'trees', 'client 7: it has 2 root roles', "update roles set parent_id = -1 where name = 'guests'"],
    [
      'a cycle',
      'trees',
      'client 7: these roles do not lie below its root: 2, 3',
      "update roles set parent_id = 3 where name = 'staff'",
    ],
    [
      'an orphan',
      'trees',
      'client 7: these roles do not lie below its root: 3',
      "update roles set parent_id = 99 where name = 'guests'",
    ],
    [
      'a resource that the root lacks',
      'trees',
      'client 7: the root role does not hold resource 1 (rule 4)',
      'update role_resources set valid_to = valid_from + 1 where role_id = 1 and resource_id = 1',
    ],
    [
      'a tree of no client',
      'roles',
      'role 3 of client 8: there is no such client',
      "update roles set client_id = 8 where name = 'guests'",
    ],
    [
      'a resource that the parent lacks',
      'links',
      'resource 1 in role 3 of client 7: the role above does not hold it (rule 5)',
      'update role_resources set valid_to = valid_from + 1 where role_id = 2 and resource_id = 1',
    ],
    [
      'a link to no resource',
      'links',
      'resource 9 in role 3 of client 7: there is no such resource',
      'update role_resources set resource_id = 9 where role_id = 3',
    ],
    [
      'a member who is nobody',
      'memberships',
      'user nobody in role 3 of client 7: there is no such user',
      "update role_users set user_id = 'nobody' where role_id = 3",
    ],
    [
      'a membership of no known type',
      'memberships',
      'the type of the membership',
      "update role_users set type = 'god' where role_id = 3",
    ],
    [
      'a group in a role that was deleted',
      'memberships',
      'group 1 in role 2 of client 7: there is no such group',
      'update "groups" set deleted = 1',
    ],
    [
      'an interval that ends before it begins',
      'history',
      'role 3: it ended before it began',
      "update roles set valid_to = valid_from - 1 where name = 'guests'",
    ],
    [
      'a membership that held twice at once',
      'history',
      'user bob in role 3: it held twice at the same time',
      "insert into role_users select id || 'x', client_id, role_id, user_id, type, expires_at, granted_by, valid_from, valid_from + 5 from role_users where role_id = 3",
    ],
    [
      'a counter that would give an id again',
      'counters',
      'the counter of clients stands at 7, and client 7 is there already',
      "update counters set next = 7 where name = 'client'",
    ],
    [
      'a secret of another client',
      'secrets of clients',
      'the secret of client 7 does not open',
      "update clients set sealed_secret = replace(sealed_secret, substr(sealed_secret, 30, 4), 'AAAA')",
    ],
    ['an audit row that was changed', 'audit', 'the chain of', "update audit set address = '198.51.100.1' where chain = 7"],
    [
      'a trigger that was planted',
      'file',
      'trigger planted is not ours',
      'create trigger planted after insert on users begin select 1; end',
    ],
    ['an index that was dropped', 'file', 'index roles_current is missing', 'drop index roles_current'],
    [
      'a reference to nothing',
      'file',
      'a row of group_users refers to a row of groups that is not there',
      'update group_users set group_id = 5',
    ],
  ])('names %s, and exits with 1', async (_, ...[check, problem, statement]) => {
    tamper(statement);
    const { code, checks, err } = await wrong();
    expect([code, checks]).toEqual([1, expect.arrayContaining([check])]);
    expect(err).toContain(problem);
  });

  test('names a signing key that does not open under the at-rest key', async () => {
    const made = (await line.json(['keys', 'rotate'])) as { readonly kid: string; readonly algorithm: string }[];
    expect((await wrong()).code).toBe(0);
    const { kid } = made.find(({ algorithm }) => algorithm === 'ES256') ?? {};
    const from = "from signing_keys where algorithm = 'EdDSA'";
    tamper(`update signing_keys set sealed_key = (select sealed_key ${from}) where algorithm = 'ES256'`);
    const { code, checks, err } = await wrong();
    expect([code, checks]).toEqual([1, ['secrets of signing keys']]);
    expect(err).toContain(`the secret of the signing key ${kid} does not open`);
  });

  test('names tokens that hang on another client or user than their grant', async () => {
    tamper(`
      insert into grants values ('g', 7, 'alice', null, 'all:all', 0, 1, 1, 9, null, null, null);
      insert into codes values ('c', '', 'g', 8, '', null, null, 9, null, null);
      insert into access_tokens values ('a', '', 'g', 7, 'bob', 'all:all', 1, 9, null, null, null);
      insert into refresh_tokens values ('r', '', 'g', 7, 1, 9, 5, null, null, null);
    `);
    const { code, err } = await wrong();
    expect(code).toBe(1);
    for (const place of ['code c', 'access token a'])
      expect(err).toContain(`${place}: it hangs on no grant of its client and user`);
    expect(err).toContain('refresh token r: it was used without a successor');
  });

  test('warns of a client without a lasting super, which is no failure (rule 1)', async () => {
    await line.hufu(['user', 'freeze', 'alice']);
    const { code, err } = await line.hufu(['verify']);
    expect([code, err]).toEqual([
      0,
      expect.stringMatching(/^warning: client 7: nobody active is super of its root for good \(rule 1\)/),
    ]);
  });

  test('works in the running server, which has the same to say', async () => {
    tamper("update counters set next = 7 where name = 'client'");
    const server = await startControlledServer(line.dataDir);
    onTestFinished(() => server.closeSocket().then(() => server.closeDatabase()));
    // This server has a key of its own, so the secrets do not open either.
    expect(await wrong()).toMatchObject({ code: 1, checks: ['counters', 'secrets of clients'] });
  });

  test('works on a backup, beside which it leaves nothing, with the key at hand or in it', async () => {
    await line.hufu(['backup', '--with-key', 'b.db']);
    await line.hufu(['backup', 'keyless.db']);
    expect((await line.hufu(['verify', 'b.db'])).code).toBe(0);
    rmSync(line.dataDir, { recursive: true });
    expect((await line.hufu(['verify', 'b.db'])).out).toMatch(/secrets of clients +1 +sound/);
    const { code, out } = await line.hufu(['verify', 'keyless.db']);
    expect([code, out]).toEqual([0, expect.stringMatching(/secrets +not checked: the at-rest key \(.*\) is neither here/)]);
    tamper("update counters set next = 7 where name = 'client'", 'keyless.db');
    expect(await wrong(['keyless.db'])).toMatchObject({ code: 1, checks: ['counters'] });
  }, 60_000);

  test('a backup with a view where a table of ours should be is refused, and the view is not read', async () => {
    await line.hufu(['backup', 'b.db']);
    const view = 'with recursive n(number) as (select 1 union all select number + 1 from n) select number from n';
    tamper(`drop table schema_migrations; create view schema_migrations as ${view}`, 'b.db');
    const { code, err } = await line.hufu(['verify', 'b.db']);
    expect([code, err]).toEqual([1, expect.stringContaining('b.db is not sound: view schema_migrations is not ours')]);
  });

  test('a backup of an older version is said not to be checked, which is a failure', async () => {
    const older = { path: join(line.cwd, 'b.db'), onFatal: () => undefined, migrations: MIGRATIONS.slice(0, -1) };
    await (await openSqliteStorage(older)).close();
    const { code, err } = await line.hufu(['verify', 'b.db']);
    expect([code, err]).toEqual([1, expect.stringContaining('the rows were not checked: it is of an older version')]);
  });

  test('a file that is no database of Hufu is refused', async () => {
    expect(await line.hufu(['verify', 'all.yaml'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('no database of Hufu'),
    });
    expect(await line.hufu(['verify', 'none'])).toMatchObject({ code: 1, err: expect.stringContaining('there is no file') });
  });
});

import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuthorityChange } from '../../src/authority/change.ts';
import { type CommandLine, commandLine } from './command-line.ts';
import { type ControlledServer, startControlledServer } from './controlled-server.ts';

const ORIGIN = { actor: 'system', address: '', requestId: '' };
const NOW = Date.UTC(2026, 10, 22);

let line: CommandLine;
let server: ControlledServer | undefined;
/** The ids of what was made, by name. */
let made: Map<string, number>;

beforeEach(async () => {
  line = commandLine();
  mkdirSync(line.dataDir, { mode: 0o700 });
  server = await startControlledServer(line.dataDir);
  made = new Map();
  for (const id of ['root', 'alice', 'bob', 'carol']) await line.hufu(['user', 'add', id, '--no-password']);
  await line.hufu(['client', 'add', 'wiki', '--owner', 'root']);
  await plantTree();
});
afterEach(async () => {
  await stopServer();
  line.remove();
});

async function stopServer(): Promise<void> {
  await server?.closeSocket();
  await server?.closeDatabase();
  server = undefined;
}

async function change(what: AuthorityChange): Promise<readonly number[]> {
  const actor = { kind: 'system', name: 'system' } as const;
  const request = { clientId: 1, actor, change: what, origin: ORIGIN, call: 'test', now: NOW, dryRun: false };
  const outcome = await server?.context.authorities.change(request);
  if (outcome?.kind !== 'changed') throw new Error(JSON.stringify(outcome));
  return outcome.newIds;
}

function idOf(name: string): number {
  return made.get(name) ?? -1;
}

async function addRole(name: string, parent: string): Promise<void> {
  const [id = -1] = await change({ kind: 'add_role', parentId: idOf(parent), name, description: '' });
  made.set(name, id);
}

/** wiki-root → Engineering → Platform, and wiki-root → Sales; alice is admin of Engineering, bob is in Sales by a group. */
async function plantTree(): Promise<void> {
  const state = await server?.context.authorities.state({ clientId: 1 });
  made.set('wiki-root', state?.rootId ?? -1);
  await addRole('Engineering', 'wiki-root');
  await addRole('Platform', 'Engineering');
  await addRole('Sales', 'wiki-root');
  const texts = ['deploy', 'contracts'].map((name) => ({ name, description: '', data: '' }));
  const ids = await change({ kind: 'add_resources', resources: texts });
  for (const [index, { name }] of texts.entries()) made.set(name, ids[index] ?? -1);
  await change({ kind: 'link', roleId: idOf('Platform'), resourceIds: [idOf('deploy')] });
  await change({ kind: 'link', roleId: idOf('Sales'), resourceIds: [idOf('contracts')] });
  const alice = { roleId: idOf('Engineering'), userId: 'alice', type: 'admin', expiresAt: Date.UTC(2199, 0, 1) } as const;
  await change({ kind: 'set_memberships', memberships: [alice] });
  await server?.context.storage.transact(async ({ groups }) => {
    await groups.insert({ id: 1, name: 'staff', email: '', description: '', owner: 'root' });
    await groups.addUser(1, 'bob', NOW);
  });
  await change({ kind: 'add_groups', roleId: idOf('Sales'), groupIds: [1] });
}

describe.each(['with a running server', 'with no server'])('hufu role, %s', (how) => {
  beforeEach(async () => {
    if (how === 'with no server') await stopServer();
  });

  test('list draws the tree with what is in each role', async () => {
    const { out } = await line.hufu(['role', 'list', '--client', 'wiki']);
    expect(out.split('\n').map((text) => text.replace(/ {2,}/g, '  '))).toEqual([
      'ROLE  ID  MEMBERS  RESOURCES',
      `wiki-root  ${idOf('wiki-root')}  1 super  2`,
      `├─ Engineering  ${idOf('Engineering')}  1 admin  1`,
      `│  └─ Platform  ${idOf('Platform')}  none  1`,
      `└─ Sales  ${idOf('Sales')}  1 group  1`,
      '',
    ]);
    expect(await line.json(['role', 'list', '--client', '1'])).toMatchObject({
      client: { id: 1, fullname: 'wiki' },
      roles: [
        { name: 'wiki-root', parent_id: -1, members: { normal: 0, admin: 0, super: 1 }, groups: 0, resources: 2 },
        { name: 'Engineering', parent_id: idOf('wiki-root') },
        { name: 'Sales', groups: 1 },
        { name: 'Platform', parent_id: idOf('Engineering') },
      ],
    });
  });

  test('super gives a client that has lost its last super one again, audited (contract/authority.md §2 rule 1)', async () => {
    await line.hufu(['user', 'freeze', 'root']);
    expect((await line.hufu(['role', 'list', '--client', 'wiki'])).out).toMatch(/wiki-root +\d+ +none /);
    const root = { id: idOf('wiki-root'), name: 'wiki-root' };
    expect(await line.json(['role', 'super', '--client', 'wiki', 'ALICE'])).toEqual({
      client: { id: 1, fullname: 'wiki' },
      role: root,
      user_id: 'alice',
      changed: true,
    });
    const again = await line.hufu(['role', 'super', '--client', 'wiki', 'alice']);
    expect([again.code, again.out]).toEqual([0, `User alice is already a super of wiki-root (role ${root.id}).\n`]);
    const events = await line.json(['audit', 'list', '--client', '1', '--action', 'authority.changed', '--limit', '1']);
    expect(events).toMatchObject([{ actor: 'system', detail: { call: 'hufu role super', as: 'system' } }]);
    expect((await line.hufu(['role', 'list', '--client', 'wiki'])).out).toMatch(/wiki-root +\d+ +1 super /);
  });

  test('super refuses a user who is not active or not there, and an unknown client', async () => {
    await line.hufu(['user', 'freeze', 'carol']);
    for (const [argv, reason] of [
      [['--client', 'wiki', 'carol'], 'the user carol is not active'],
      [['--client', 'wiki', 'nobody'], 'there is no such user'],
      [['--client', 'nope', 'alice'], 'there is no such client'],
    ] as const) {
      const { code, err } = await line.hufu(['role', 'super', ...argv]);
      expect([code, err]).toEqual([1, expect.stringContaining(reason)]);
    }
    expect((await line.hufu(['role', 'list', '--client', 'wiki'])).out).toMatch(/wiki-root +\d+ +1 super /);
  });

  test('explain tells for allow every path, by group where so', async () => {
    const alice = await line.hufu(['role', 'explain', '--client', 'wiki', 'alice', 'deploy']);
    expect(alice.out.split('\n')).toEqual([
      `alice holds deploy (resource ${idOf('deploy')}):`,
      expect.stringMatching(new RegExp(`^ {2}- as admin of Engineering \\(role ${idOf('Engineering')}\\), until 2199-01-01T`)),
      `      and so in what is below and holds it too: Platform (role ${idOf('Platform')})`,
      '',
    ]);
    const bob = await line.hufu(['role', 'explain', '--client', 'wiki', 'bob', String(idOf('contracts'))]);
    expect(bob.out).toContain(`  - by the group staff in Sales (role ${idOf('Sales')})\n`);
  });

  test('explain tells for deny the smallest grants and who may make each', async () => {
    const { code, out } = await line.hufu(['role', 'explain', '--client', 'wiki', 'bob', 'deploy']);
    expect([code, out.split('\n')]).toEqual([
      0,
      [
        `bob does not hold deploy (resource ${idOf('deploy')}).`,
        '  What would allow it, the smallest first:',
        `  - make bob a member of Platform (role ${idOf('Platform')}): gives them 1 resource`,
        `      who may: alice (admin of role ${idOf('Engineering')}), root (super of role ${idOf('wiki-root')})`,
        `  - link the resource to Sales (role ${idOf('Sales')}), where bob is: gives it to 1 user`,
        `      who may: root (super of role ${idOf('wiki-root')})`,
        '',
      ],
    ]);
    expect(await line.json(['role', 'explain', '--client', 'wiki', 'bob', 'deploy'])).toMatchObject({
      user_id: 'bob',
      decision: 'deny',
      active: true,
      resources: [{ resource_name: 'deploy', paths: [], grants: [{ kind: 'membership' }, { kind: 'link' }] }],
    });
  });

  test('explain says that a frozen user holds nothing, and refuses what is not there', async () => {
    await line.hufu(['user', 'freeze', 'alice']);
    const { out } = await line.hufu(['role', 'explain', '--client', 'wiki', 'alice', 'deploy']);
    expect(out).toContain('alice is not active, and so holds nothing.');
    for (const argv of [
      ['alice', 'nope'],
      ['nobody', 'deploy'],
    ])
      expect((await line.hufu(['role', 'explain', '--client', 'wiki', ...argv])).code).toBe(1);
  });
});

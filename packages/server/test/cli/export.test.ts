import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuthorityChange } from '../../src/authority/change.ts';
import { apply } from '../../src/cli/apply/apply.ts';
import { documentText } from '../../src/cli/apply/export/document-text.ts';
import { exportDocument } from '../../src/cli/apply/export/export-document.ts';
import { parseDocumentText } from '../../src/cli/apply/read-document.ts';
import type { OperationContext } from '../../src/cli/operations/operation.ts';
import { type CommandLine, commandLine } from './command-line.ts';
import { emptyServer, wholeState } from './whole-state.ts';

const BCRYPT = '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy';
const DOCUMENT = `
users:
  - {id: alice, fullname: Alice Liu, password_hash: '${BCRYPT}', must_change_password: true, system_administrator: true}
  - {id: Bob, fullname: "Bob: #1", email: bob@example.com, wechat: wx, phone: '123', type: ldap, dn: 'uid=bob', organization: Sales}
  - {id: carol, status: frozen}
  - {id: '7', fullname: 'true', status: delete}
groups:
  - {id: 5, name: staff, email: staff@example.com, description: All, owner: bob, members: [bob, carol]}
  - {id: 3, name: '8', owner: client-4}
  - {id: 4, name: orphans, owner: system}
clients:
  - id: 4
    fullname: wiki
    owner: alice
    secret: abcdefghijklmnopqrstuv
    status: disabled
    redirect_uris: [https://wiki.example/cb, https://wiki.example/other]
    scope: user:read openid
    default_scope: openid
    consent: never
    require_pkce: true
    rights: [users, check_password]
    root:
      id: 40
      name: everything
      description: The root
      members: [{user_id: bob, role_type: super}, {user_id: alice, role_type: admin, expires_at: '2999-01-01T00:00:00+08:00'}]
    resources:
      - {id: 9, name: page, description: One, data: "a\\nb: c"}
      - {id: 11, name: page}
      - {id: 10, name: 'null'}
    roles:
      - id: 50
        name: Sales
        resources: [9, 11]
        groups: [staff, 3]
        members: [{user_id: carol, role_type: admin}]
        roles:
          - {id: 45, name: Sales, description: again, resources: [9], members: [{user_id: alice}]}
      - {id: 44, name: Sales}
  - {id: 2, fullname: phone, token_endpoint_auth_method: none}
`;

let servers: { context: OperationContext; close(): Promise<void> }[];
let line: CommandLine;
beforeEach(() => {
  servers = [];
  line = commandLine();
});
afterEach(async () => {
  for (const server of servers) await server.close();
  line.remove();
});

async function server(): Promise<OperationContext> {
  const opened = await emptyServer();
  servers.push(opened);
  return opened.context;
}

async function bringAbout(context: OperationContext, document: unknown): Promise<void> {
  await apply.run(context, { document, plan: false, prune: false });
}

async function expectSameAfterExport(context: OperationContext): Promise<void> {
  const copy = await emptyServer();
  try {
    const { document } = await exportDocument.run(context, { with_secrets: true });
    const text = documentText(document, ['a comment']);
    expect(parseDocumentText('export', text)).toEqual(JSON.parse(JSON.stringify(document)));
    await bringAbout(copy.context, parseDocumentText('export', text));
    expect(await wholeState(copy.context)).toEqual(await wholeState(context));
    expect((await exportDocument.run(copy.context, { with_secrets: true })).document).toEqual(document);
    await expectNothingToDo(copy.context, document);
  } finally {
    await copy.close();
  }
}

async function expectNothingToDo(context: OperationContext, document: unknown): Promise<void> {
  const rows = (): Promise<unknown> => context.storage.read((stores) => stores.audit.listFor({}, { p: 1, pageSize: 1 }));
  const before = await rows();
  const { entries } = await apply.run(context, { document, plan: false, prune: true });
  expect(new Set(entries.map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
  expect(await rows()).toEqual(before);
}

describe('hufu export', () => {
  test('an export applied to an empty server gives the same authority, ids included', async () => {
    const context = await server();
    await bringAbout(context, parseDocumentText('x', DOCUMENT));
    await expectSameAfterExport(context);
  });

  test('so does one of any tree that changes of every kind have led to', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change(), { minLength: 10, maxLength: 80 }), async (changes) => {
        const { context, close } = await emptyServer();
        try {
          await bringAbout(context, BASE);
          for (const make of changes) await makeChange(context, make);
          await expectSameAfterExport(context);
        } finally {
          await close();
        }
      }),
      { numRuns: 12 },
    );
  });

  test('counting goes on behind the ids that were given', async () => {
    const context = await server();
    await bringAbout(context, parseDocumentText('x', DOCUMENT));
    await bringAbout(context, { clients: [{ fullname: 'next', resources: [{ name: 'r' }] }], groups: [{ name: 'next' }] });
    const { document } = await exportDocument.run(context, { with_secrets: false });
    expect(document.clients?.at(-1)).toMatchObject({ id: 5, root: { id: 52 }, resources: [{ id: 12 }] });
    expect(document.groups?.at(-1)).toMatchObject({ id: 6 });
  });

  test('without secrets what is missing is named, and must be supplied to make who is not there yet', async () => {
    line.write('all.yaml', DOCUMENT);
    await line.json(['apply', 'all.yaml']);
    const { err } = await line.hufu(['export', 'some.yaml']);
    expect(err).toContain('without the passwords of 1 user: alice');
    expect(err).toContain('without the secrets of 1 client: 4');
    const text = readFileSync(join(line.cwd, 'some.yaml'), 'utf8');
    expect(text).toContain('# without the passwords of 1 user: alice\n');
    expect(text).toContain('missing:\n  passwords: [alice]\n  client_secrets: [4]\n');
    expect(text).not.toContain('$2b$');
    expect(text).not.toContain('abcdefghijklmnopqrstuv');
    expect((await line.hufu(['apply', 'some.yaml'])).out).toContain('Nothing to do');
    const refused = await line.hufu(['apply', 'some.yaml', '--data-dir', join(line.cwd, 'other')]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('users[1]: the password of alice was left out of this export: add password_hash or password');
    expect(refused.err).toContain('clients[1]: the secret of client 4 was left out of this export: add secret');
    expect(await line.json(['user', 'list', '--data-dir', join(line.cwd, 'other')])).toEqual([]);
    const supplied = text
      .replace('fullname: Alice Liu', 'fullname: Alice Liu, password: violet-tram-crosses-lisbon')
      .replace('fullname: wiki', 'fullname: wiki\n    secret: zyxwvutsrqponmlkjihgfe');
    line.write('supplied.yaml', supplied);
    expect((await line.hufu(['apply', 'supplied.yaml', '--data-dir', join(line.cwd, 'other')])).code).toBe(0);
  });

  test('a file that is there is replaced only with --force; - is standard output', async () => {
    await line.hufu(['user', 'add', 'alice', '--no-password']);
    line.write('out.yaml', 'older');
    const { code, err } = await line.hufu(['export', 'out.yaml']);
    expect([code, err]).toEqual([1, expect.stringMatching(/out\.yaml: is there already: replace it with --force\n$/)]);
    expect(readFileSync(join(line.cwd, 'out.yaml'), 'utf8')).toBe('older');
    const forced = await line.hufu(['export', '--force', 'out.yaml']);
    expect(forced.out).toBe('Wrote 1 user, 0 groups and 0 clients to out.yaml.\n');
    expect((await line.hufu(['export', '-'])).out).toBe(readFileSync(join(line.cwd, 'out.yaml'), 'utf8'));
  });

  test('with secrets the file is for its owner alone, whatever stood there, and the audit table tells', async () => {
    line.write('all.yaml', DOCUMENT);
    line.write('out.json', 'older');
    await line.json(['apply', 'all.yaml']);
    expect(await line.json(['export', '--with-secrets', '--force', 'out.json'])).toMatchObject({
      users: 4,
      groups: 3,
      clients: 2,
    });
    expect(statSync(join(line.cwd, 'out.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(line.cwd, 'out.json'), 'utf8')).toContain('abcdefghijklmnopqrstuv');
    expect(await line.json(['audit', 'list', '--limit', '1'])).toMatchObject([
      { action: 'configuration.exported', actor: 'system' },
    ]);
  });

  test('what stays behind even with secrets is said', async () => {
    const context = await server();
    await bringAbout(context, parseDocumentText('x', DOCUMENT));
    await context.storage.transact((stores) => stores.users.update('alice', { sealedSecret: 'sealed' }, Date.now()));
    const { omissions } = await exportDocument.run(context, { with_secrets: true });
    expect(omissions).toEqual([expect.stringContaining('make new ones: alice')]);
  });
});

const USERS = ['ann', 'ben', 'cid', 'dan', 'eve'];
const BASE = {
  users: USERS.map((id, index) => ({ id, status: index === 4 ? 'frozen' : 'active' })),
  groups: [
    { name: 'one', members: ['ann', 'ben'] },
    { name: 'two', members: ['cid', 'eve'] },
  ],
  clients: [
    { fullname: 'a', owner: 'ann', secret: 'abcdefghijklmnopqrstuv' },
    { fullname: 'b', secret: 'abcdefghijklmnopqrstuv' },
  ],
};

/** A change in which whatever exists is meant by a number that is taken modulo how many there are. */
interface Wish {
  readonly kind: number;
  readonly client: number;
  readonly picks: readonly number[];
  readonly name: string;
}

function change(): fc.Arbitrary<Wish> {
  const name = fc.oneof(
    fc.constantFrom('a', 'b', 'null', '12', '- x', "it's: #1"),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  );
  const picks = fc.array(fc.nat(1_000), { minLength: 4, maxLength: 4 });
  return fc.record({ kind: fc.nat(8), client: fc.integer({ min: 1, max: 2 }), picks, name });
}

async function makeChange({ authorities }: OperationContext, wish: Wish): Promise<void> {
  const state = await authorities.state({ clientId: wish.client });
  if (state === undefined) throw new Error('no client');
  const pick = (from: readonly number[], index: number): number => from[(wish.picks[index] ?? 0) % from.length] ?? 0;
  const roles = [...state.roles()].map(({ id }) => id);
  const resources = [...state.resources()].map(({ id }) => id);
  const [roleId, userId] = [pick(roles, 0), USERS[(wish.picks[1] ?? 0) % USERS.length] ?? ''];
  const text = { name: wish.name, description: wish.name };
  const expiresAt = (wish.picks[3] ?? 0) % 3 === 0 ? Date.now() + 3_600_000 : null;
  const type = (['normal', 'admin', 'super'] as const)[(wish.picks[2] ?? 0) % 3] ?? 'normal';
  const kinds: readonly AuthorityChange[] = [
    { kind: 'add_role', parentId: roleId, ...text },
    { kind: 'add_role', parentId: roleId, ...text },
    {
      kind: 'add_resources',
      resources: [
        { ...text, data: wish.name },
        { ...text, name: 'same', data: '' },
      ],
    },
    { kind: 'link', roleId, resourceIds: resources.length === 0 ? [] : [pick(resources, 1), pick(resources, 2)] },
    { kind: 'set_memberships', memberships: [{ roleId, userId, type, expiresAt }] },
    { kind: 'set_memberships', memberships: [{ roleId, userId, type, expiresAt }] },
    { kind: 'add_groups', roleId, groupIds: [1 + ((wish.picks[1] ?? 0) % 2)] },
    { kind: 'delete_role', roleId },
    { kind: 'change_role', roleId, ...text },
  ];
  const made = kinds[wish.kind];
  if (made === undefined) throw new Error('no such kind');
  const origin = { actor: 'system', address: '', requestId: '' };
  await authorities.change({
    clientId: wish.client,
    actor: { kind: 'system', name: 'system' },
    change: made,
    origin,
    call: 'test',
    now: Date.now(),
    dryRun: false,
  });
}

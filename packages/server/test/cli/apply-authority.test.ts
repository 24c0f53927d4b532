import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { effectivePermissions } from '../../src/authority/effective-permissions.ts';
import { apply } from '../../src/cli/apply/apply.ts';
import type { ApplyResult } from '../../src/cli/apply/apply-result.ts';
import { parseDocumentText } from '../../src/cli/apply/read-document.ts';
import type { OperationContext } from '../../src/cli/operations/operation.ts';
import { emptyServer, wholeState } from './whole-state.ts';

const DOCUMENT = `
users: [{id: alice}, {id: bob}, {id: carol}]
groups: [{name: staff, owner: alice, members: [bob]}]
clients:
  - fullname: wiki
    owner: alice
    resources: [{name: read}, {name: write}]
    roles:
      - name: Editors
        resources: [read]
        groups: [staff]
        members: [{user_id: carol, role_type: admin}]
        roles:
          - {name: Chiefs, resources: [write], members: [{user_id: BOB, expires_at: '2999-01-01T00:00:00Z'}]}
`;

let context: OperationContext;
let close: () => Promise<void>;
beforeEach(async () => {
  ({ context, close } = await emptyServer());
});
afterEach(() => close());

async function applied(text: string, options: { plan?: boolean; prune?: boolean } = {}): Promise<ApplyResult> {
  return apply.run(context, { document: parseDocumentText('x', text), plan: false, prune: false, ...options });
}

/** A document that says this of the client `wiki`. */
const ofWiki = (text: string): string => `clients: [{fullname: wiki, ${text}}]`;

async function auditRows(): Promise<number> {
  return (await context.storage.read((stores) => stores.audit.listFor({}, { p: 1, pageSize: 1 }))).total;
}

interface Seen {
  readonly roles: Readonly<Record<string, string>>;
  readonly members: readonly string[];
  readonly links: readonly string[];
}

async function seen(): Promise<Seen> {
  const state = await context.authorities.state({ clientId: 1 });
  if (state === undefined) throw new Error('no client');
  const roles = [...state.roles()];
  const name = (id: number): string => state.role(id)?.name ?? '';
  return {
    roles: Object.fromEntries(roles.map((role) => [role.name, name(role.parentId)])),
    members: roles
      .flatMap(({ id }) => [...state.membershipsOf(id)].map((held) => `${name(id)} ${held.userId} ${held.type}`))
      .toSorted(),
    links: roles
      .flatMap(({ id }) => [...state.resourcesOf(id)].map((resource) => `${name(id)} ${state.resource(resource)?.name}`))
      .toSorted(),
  };
}

describe('the authority of a document', () => {
  test('is made: roles below roles, links up to the root (rule 5), members, groups, expiry', async () => {
    await applied(DOCUMENT);
    expect(await seen()).toEqual({
      roles: { 'wiki-root': '', Editors: 'wiki-root', Chiefs: 'Editors' },
      members: ['Chiefs bob normal', 'Editors carol admin', 'wiki-root alice super'],
      links: ['Chiefs write', 'Editors read', 'Editors write', 'wiki-root read', 'wiki-root write'],
    });
    const state = await context.authorities.state({ clientId: 1 });
    expect(state && effectivePermissions(state, 'bob', Date.now()).size).toBe(2);
  });

  test('applied again, it changes nothing and writes no audit row', async () => {
    await applied(DOCUMENT);
    const before = [await wholeState(context), await auditRows(), (await context.authorities.state({ clientId: 1 }))?.epoch];
    for (const prune of [false, true]) {
      const { entries } = await applied(DOCUMENT, { prune });
      expect(new Set(entries.map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
    }
    expect([await wholeState(context), await auditRows(), (await context.authorities.state({ clientId: 1 }))?.epoch]).toEqual(
      before,
    );
  });

  test('leaves what it does not name, and sets the type and the end of the memberships it names', async () => {
    await applied(DOCUMENT);
    const { entries } = await applied(
      ofWiki('roles: [{name: Editors, members: [{user_id: carol, role_type: super}, {user_id: bob}]}]'),
    );
    expect(entries.at(-1)).toMatchObject({ kind: 'authority', outcome: 'changed', members: ['memberships set 2'] });
    expect((await seen()).members).toEqual([
      'Chiefs bob normal',
      'Editors bob normal',
      'Editors carol super',
      'wiki-root alice super',
    ]);
    await applied(ofWiki('roles: [{name: Editors, members: [{user_id: carol}]}]'));
    expect((await seen()).members).toContain('Editors carol super');
  });

  test('with --prune nothing is left but what its lists name; a role named elsewhere by its id moves up', async () => {
    await applied(DOCUMENT);
    const { entries } = await applied(
      ofWiki('resources: [{name: write}], roles: [{id: 3, name: Chiefs, resources: [], members: [{user_id: alice}]}]'),
      { prune: true },
    );
    expect(entries.at(-1)?.members).toEqual([
      'resources deleted 1',
      'roles deleted 1',
      'links ended 1',
      'memberships set 1',
      'memberships ended 1',
    ]);
    expect(await seen()).toEqual({
      roles: { 'wiki-root': '', Chiefs: 'wiki-root' },
      members: ['Chiefs alice normal', 'wiki-root alice super'],
      links: ['wiki-root write'],
    });
  });

  test('a plan tells the same, and nothing is done', async () => {
    const planned = await applied(DOCUMENT, { plan: true });
    expect(await auditRows()).toBe(0);
    const done = await applied(DOCUMENT);
    expect(planned.entries.map((entry) => ({ ...entry, generated_secret: null }))).toEqual(
      done.entries.map((entry) => ({ ...entry, generated_secret: null })),
    );
  });

  test('every change is audited as the operator’s, with the rule that allowed it', async () => {
    await applied(DOCUMENT);
    const { rows } = await context.storage.read((stores) => stores.audit.listFor({ clientId: 1 }, { p: 1, pageSize: 100 }));
    const changes = rows.filter(({ action }) => action === 'authority.changed');
    expect(changes.map(({ detail }) => detail['change']).toSorted()).toEqual(
      ['add_groups', 'add_resources', 'add_role', 'add_role', 'link', 'link', 'set_memberships'].toSorted(),
    );
    expect(new Set(changes.map(({ actor, detail }) => `${actor} ${String(detail['call'])} ${typeof detail['rule']}`))).toEqual(
      new Set(['system hufu apply number']),
    );
  });

  test('ids that are given are taken, also where the root role would have taken one first', async () => {
    await applied('clients: [{fullname: a}, {fullname: b, id: 1, roles: [{id: 1, name: r}], resources: [{id: 1, name: x}]}]');
    const [one, two] = [await context.authorities.state({ clientId: 1 }), await context.authorities.state({ clientId: 2 })];
    expect([one?.role(1)?.name, one?.rootId, two?.rootId]).toEqual(['r', 2, 3]);
  });

  test('the root can be replaced among its members in one go, and is named when nobody is left (rule 1)', async () => {
    await applied(DOCUMENT);
    await applied(ofWiki('root: {members: [{user_id: alice, role_type: normal}, {user_id: bob, role_type: super}]}'));
    expect((await seen()).members).toEqual(expect.arrayContaining(['wiki-root alice normal', 'wiki-root bob super']));
    await expect(applied(ofWiki('root: {members: [{user_id: bob, role_type: admin}]}'))).rejects.toThrow(
      'clients[0].root.members[0]: an active super without an end must remain in the root role (rule 1)',
    );
    await expect(applied(ofWiki('root: {members: []}'), { prune: true })).rejects.toThrow('clients[0].root.members: ');
  });

  test('an end that has passed is passed over with a warning, so that a file stays good', async () => {
    await applied(DOCUMENT);
    const { warnings } = await applied(
      ofWiki("roles: [{name: Editors, members: [{user_id: bob, expires_at: '2001-01-01T00:00:00Z'}]}]"),
    );
    expect(warnings).toEqual(['clients[0].roles[0].members[0]: expired already, so it is passed over']);
    expect((await seen()).members).not.toContain('Editors bob normal');
  });

  test('a client whose document names its root members without a super is warned of', async () => {
    const { warnings } = await applied('users: [{id: a}]\nclients: [{fullname: x, owner: a, root: {members: []}}]');
    expect(warnings).toEqual(['clients[0].root.members: nobody is an active super without an end (rule 1)']);
  });

  test.each([
    ['roles: [{name: Editors, resources: [read, nope]}]', 'clients[0].roles[0].resources[1]: there is no resource of this name'],
    ['roles: [{name: Editors, resources: [99]}]', 'clients[0].roles[0].resources[0]: there is no resource of this id'],
    ['roles: [{name: Editors, groups: [nope]}]', 'clients[0].roles[0].groups[0]: there is no such group'],
    [
      'roles: [{name: x}, {name: Editors, members: [{user_id: zoe}]}]',
      'clients[0].roles[1].members[0].user_id: there is no such user',
    ],
    [
      'roles: [{name: x, members: [{user_id: bob}, {user_id: BOB}]}]',
      'clients[0].roles[0].members[1].user_id: is in this list twice',
    ],
    [
      'roles: [{id: 3, name: Chiefs}]',
      'clients[0].roles[0]: role 3 stands below another role, and roles cannot be moved (rule 2)',
    ],
    ['roles: [{id: 1, name: x}]', 'clients[0].roles[0].id: is the root role'],
    ['root: {id: 9}', 'clients[0].root.id: the root role of this client is 1'],
    [
      'roles: [{name: x, roles: [{name: y}, {name: y}]}]',
      'clients[0].roles[0].roles[1]: a second role of the same name must have an id',
    ],
    ['resources: [{name: x}, {name: x}]', 'clients[0].resources[0]: a second resource of the same name must have an id'],
    ['resources: [{id: 7}]', 'clients[0].resources[0]: there is no resource of this id, and a new one must have a name'],
    [
      `resources: [{name: ok}, {name: ${'x'.repeat(129)}}]`,
      'clients[0].resources[1].name: must not be longer than 128 characters',
    ],
    [`roles: [{name: Editors, roles: [{name: ''}]}]`, 'clients[0].roles[0].roles[0].name: must not be empty'],
    ['roles: [{name: x, member: []}]', 'clients[0].roles[0].member: no such member (did you mean members?)'],
    [
      'roles: [{name: x, members: [{user_id: bob, expires_at: soon}]}]',
      'clients[0].roles[0].members[0].expires_at: must be a time',
    ],
    ['roles: [{id: 0, name: x}]', 'clients[0].roles[0].id: '],
  ])('%s is refused at its place', async (text, reason) => {
    await applied(DOCUMENT);
    const before = await wholeState(context);
    await expect(applied(ofWiki(text))).rejects.toThrow(reason);
    expect(await wholeState(context)).toEqual(before);
  });

  test('an id of another client’s role or resource is refused, and nothing of the document is done', async () => {
    await applied(DOCUMENT);
    await expect(applied('clients: [{fullname: b, roles: [{id: 2, name: x}]}]')).rejects.toThrow(
      'clients[0].roles[0]: there is a role 2',
    );
    await expect(applied('clients: [{fullname: b, resources: [{id: 1, name: x}]}]')).rejects.toThrow('there is a resource 1');
    await expect(applied('clients: [{fullname: b, root: {id: 2}}]')).rejects.toThrow('clients[0].root.id: there is a role 2');
    expect(await context.storage.read((stores) => stores.clients.findByName('b'))).toBeUndefined();
  });
});

describe('the groups of a document', () => {
  test('are made and changed, by id or else by name; members are added, and with --prune taken out', async () => {
    await applied(DOCUMENT);
    await applied('groups: [{id: 1, name: people, email: p@example.com, members: [carol]}]');
    const read = (): Promise<unknown> =>
      context.storage.read(async ({ groups }) => [await groups.find(1), await groups.usersOf(1)]);
    expect(await read()).toEqual([expect.objectContaining({ name: 'people', owner: 'alice' }), ['bob', 'carol']]);
    await applied('groups: [{name: people, members: [carol]}]', { prune: true });
    expect(await read()).toEqual([expect.objectContaining({ email: 'p@example.com' }), ['carol']]);
  });

  test('with --prune one that is not named goes, unless it is in a role', async () => {
    await applied(`${DOCUMENT}`);
    await applied('groups: [{name: other, members: [carol]}]');
    const { entries, warnings } = await applied('groups: []', { prune: true });
    expect(entries).toMatchObject([{ kind: 'group', fullname: 'other', outcome: 'pruned' }]);
    expect(warnings).toEqual(['group 1 is not in the document but kept: it is in a role']);
  });

  test.each([
    ['groups: [{name: x, owner: nobody}]', 'groups[0].owner: there is no such user or client'],
    ['groups: [{name: x, members: [nobody]}]', 'groups[0].members[0]: there is no such user'],
    ['groups: [{id: 9}]', 'groups[0]: there is no group of this id'],
    ['groups: [{email: x}]', 'groups[0]: must have an id or a name'],
    ['groups: [{name: x}, {name: x}]', 'groups[1].name: is the same as that of groups[0]'],
  ])('%s is refused at its place', async (text, reason) => {
    await expect(applied(text)).rejects.toThrow(reason);
  });
});

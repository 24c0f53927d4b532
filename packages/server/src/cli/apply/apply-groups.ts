import type { Group } from '../../authority/model.ts';
import { orderedId } from '../../crypto/ordered-id.ts';
import type { Act } from '../../identity/identity-stores.ts';
import { foldUserId } from '../../identity/user/user.ts';
import { parseClientId } from '../../oauth/client/client-id.ts';
import type { AuditEvent } from '../../observability/audit.ts';
import type { Stores } from '../../storage/storage.ts';
import { type ApplyReport, plainEntry } from './apply-result.ts';
import type { GroupInput } from './document/authority-document.ts';
import { everyGroup } from './every-entry.ts';

/** The groups part of a document being applied, inside its unit of work. */
export interface GroupApplication {
  readonly stores: Stores;
  readonly act: Act;
  readonly report: ApplyReport;
  readonly prune: boolean;
}

/** Makes and changes groups, and puts users into them. A group is meant by its id, else by its name. */
export async function applyGroups(application: GroupApplication, inputs: readonly GroupInput[]): Promise<void> {
  // Ids that are given are taken first: what is counted is counted behind them.
  const order = [...inputs.entries()].toSorted(
    ([, one], [, other]) => Number(one.id === undefined) - Number(other.id === undefined),
  );
  for (const [index, input] of order) {
    const place = `groups[${index}]`;
    const owner = await findOwner(application, input.owner, place);
    await applyGroup(application, { ...input, owner }, place);
  }
}

/** Deletes the groups that the document does not name, with their members; one that is in a role is kept, with a warning. */
export async function pruneGroups(application: GroupApplication, inputs: readonly GroupInput[]): Promise<void> {
  const named = new Set(inputs.flatMap(({ id, name }) => [id, name]));
  for (const group of await everyGroup(application.stores)) {
    if (!named.has(group.id) && !named.has(group.name)) await pruneGroup(application, group);
  }
}

async function applyGroup(application: GroupApplication, input: GroupInput, place: string): Promise<void> {
  const { groups } = application.stores;
  const before = input.id === undefined ? await groups.findByName(input.name ?? '') : await groups.find(input.id);
  const group = before ?? (await create(application, input, place));
  if (group === undefined) return;
  const members = before === undefined ? [] : await change(application, before, { input, place });
  if (await changeMembers(application, group, { wanted: input.members, place })) members.push('members');
  const about = { kind: 'group', id: String(group.id), fullname: input.name ?? group.name } as const;
  const changed = members.length === 0 ? plainEntry(about, 'unchanged') : plainEntry(about, 'changed', members);
  application.report.entries.push(before === undefined ? plainEntry(about, 'created') : changed);
}

async function pruneGroup(application: GroupApplication, group: Group): Promise<void> {
  const { stores, report, act } = application;
  if ((await stores.groups.clientsOf(group.id)).length > 0) {
    report.warnings.push(`group ${group.id} is not in the document but kept: it is in a role`);
    return;
  }
  for (const userId of await stores.groups.usersOf(group.id)) await setMember(application, group, { userId, inside: false });
  if ((await stores.groups.delete(group.id)) !== 'deleted') throw new Error(`group ${group.id} cannot be deleted`);
  await record(stores, act, { action: 'group.deleted', detail: { group_id: group.id, name: group.name } });
  report.entries.push(plainEntry({ kind: 'group', id: String(group.id), fullname: group.name }, 'pruned'));
}

async function create({ stores, act, report }: GroupApplication, input: GroupInput, place: string): Promise<Group | undefined> {
  const { name, email = '', description = '', owner = '' } = input;
  if (name === undefined) {
    report.problems.push(`${place}: there is no group of this id, and a new one must have a name`);
    return undefined;
  }
  const group = { id: input.id ?? (await stores.groups.nextId()), name, email, description, owner };
  if ((await stores.groups.insert(group)) === 'exists') {
    report.problems.push(`${place}: another group has this name, or had this id`);
    return undefined;
  }
  await record(stores, act, { action: 'group.created', detail: { group_id: group.id, name } });
  return group;
}

const MEMBERS = ['name', 'email', 'description', 'owner'] as const;

async function change(
  { stores, act, report }: GroupApplication,
  before: Group,
  { input, place }: { readonly input: GroupInput; readonly place: string },
): Promise<string[]> {
  const differing = MEMBERS.filter((member) => input[member] !== undefined && input[member] !== before[member]);
  if (differing.length === 0) return [];
  const changes = Object.fromEntries(differing.map((member) => [member, input[member]]));
  if ((await stores.groups.update(before.id, changes)) !== 'updated') {
    report.problems.push(`${place}.name: another group has this name`);
    return [];
  }
  const was = Object.fromEntries(differing.map((member) => [member, before[member]]));
  const detail = { group_id: before.id, before: JSON.stringify(was), after: JSON.stringify(changes) };
  await record(stores, act, { action: 'group.changed', detail });
  return differing;
}

async function changeMembers(
  application: GroupApplication,
  group: Group,
  { wanted, place }: { readonly wanted: readonly string[] | undefined; readonly place: string },
): Promise<boolean> {
  if (wanted === undefined) return false;
  const { stores, report, prune } = application;
  const there = new Set((await stores.groups.usersOf(group.id)).map(foldUserId));
  const users = new Map((await stores.users.findMany(wanted)).map(({ id }) => [foldUserId(id), id]));
  let changed = false;
  for (const [index, name] of wanted.entries()) {
    const folded = foldUserId(name);
    const userId = users.get(folded);
    if (userId === undefined) report.problems.push(`${place}.members[${index}]: there is no such user`);
    else if (!there.has(folded)) changed = await setMember(application, group, { userId, inside: true });
    there.delete(folded);
  }
  if (!prune) return changed;
  for (const userId of await stores.groups.usersOf(group.id)) {
    if (there.has(foldUserId(userId))) changed = await setMember(application, group, { userId, inside: false });
  }
  return changed;
}

async function setMember(
  { stores, act }: GroupApplication,
  group: Group,
  { userId, inside }: { readonly userId: string; readonly inside: boolean },
): Promise<true> {
  await stores.groups[inside ? 'addUser' : 'removeUser'](group.id, userId, act.now);
  const action = inside ? 'group.user_added' : 'group.user_removed';
  await record(stores, act, { action, userId, detail: { group_id: group.id, group: group.name } });
  return true;
}

/** The owner as stored: a user's id as their own is spelled, a client's name, or nobody. */
async function findOwner(
  { stores, report }: GroupApplication,
  owner: string | undefined,
  place: string,
): Promise<string | undefined> {
  // What an erased person owned is the system's.
  if (owner === undefined || owner === '' || owner === 'system') return owner;
  const clientId = owner.startsWith('client-') ? parseClientId(owner.slice('client-'.length)) : undefined;
  const found = clientId === undefined ? (await stores.users.find(owner))?.id : (await stores.clients.find(clientId)) && owner;
  if (found === undefined) report.problems.push(`${place}.owner: there is no such user or client`);
  return found;
}

async function record(
  stores: Stores,
  { origin, now }: Act,
  event: Pick<AuditEvent, 'action' | 'detail'> & { readonly userId?: string },
): Promise<void> {
  await stores.audit.append({ ...origin, id: orderedId(now), at: now, userId: null, clientId: null, ...event });
}

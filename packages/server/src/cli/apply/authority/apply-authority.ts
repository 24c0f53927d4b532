import type { AuthorityState } from '../../../authority/authority-state.ts';
import { takeTurn } from '../../../authority/read-model/client-turn.ts';
import type { Act } from '../../../identity/identity-stores.ts';
import type { Client } from '../../../oauth/client/client.ts';
import type { Stores } from '../../../storage/storage.ts';
import { type ApplyReport, plainEntry } from '../apply-result.ts';
import type { AppliedClient, ApplyDocument } from '../document/document-shape.ts';
import { applyLinks } from './apply-links.ts';
import { applyMembers, applyRoleGroups } from './apply-members.ts';
import { applyResources } from './apply-resources.ts';
import { applyRoles } from './apply-roles.ts';
import { findReferences } from './references.ts';
import { Halted, OPERATOR, type TreeApplication } from './tree-application.ts';

/** The authority part of a document being applied, inside its unit of work. */
export interface AuthorityApplication {
  readonly stores: Stores;
  readonly act: Act;
  readonly report: ApplyReport;
  readonly prune: boolean;
  readonly document: ApplyDocument;
  /** The clients by their place in the document. */
  readonly clients: ReadonlyMap<number, Client>;
}

/** How the audit table calls the changes of a document. */
const CALL = 'hufu apply';

/**
 * Brings about the trees, resources, links, groups and memberships that a document's clients describe. Every change goes through
 * the kernel as `system` and leaves its audit row; what is refused is reported under its place in the document.
 */
export async function applyAuthority(given: AuthorityApplication): Promise<void> {
  const { stores, document } = given;
  const described = [...(document.clients ?? []).entries()].filter(([, input]) => describesAuthority(input));
  if (described.length === 0) return;
  const references = await findReferences(stores, document);
  const turns = described.flatMap(([index, input]) => {
    const client = given.clients.get(index);
    return client === undefined ? [] : [{ index, input, client }];
  });
  // Always in the same order, so that two who take several turns do not wait for each other.
  for (const { index, input, client } of turns.toSorted((one, other) => one.client.id - other.client.id)) {
    const turn = await takeTurn(stores, { clientId: client.id, actor: OPERATOR, ...given.act, call: CALL });
    if (turn === undefined) throw new Error(`client ${client.id} has no authority`);
    const { report, prune, act } = given;
    const path = `clients[${index}]`;
    const application = { turn, path, prune, now: act.now, references, report, tally: new Map<string, number>() };
    if (await applied(application, input)) report.entries.push(entryOf(client, application));
  }
}

/** Whether the document says anything of the client's authority. */
export function describesAuthority({ root, roles, resources }: AppliedClient): boolean {
  return root !== undefined || roles !== undefined || resources !== undefined;
}

async function applied(application: TreeApplication, input: AppliedClient): Promise<boolean> {
  try {
    const findResource = await applyResources(application, input.resources);
    const roles = await applyRoles(application, input);
    await applyLinks(application, roles, findResource);
    await applyRoleGroups(application, roles);
    await applyMembers(application, roles);
  } catch (error) {
    if (error instanceof Halted) return false;
    throw error;
  }
  const { turn, path, report } = application;
  if (input.root?.members !== undefined && !hasRootSuper(turn.state)) {
    report.warnings.push(`${path}.root.members: nobody is an active super without an end (rule 1)`);
  }
  return true;
}

function hasRootSuper(state: AuthorityState): boolean {
  for (const { type, expiresAt, userId } of state.administratorsOf(state.rootId)) {
    if (type === 'super' && expiresAt === null && state.isActive(userId)) return true;
  }
  return false;
}

function entryOf({ id, fullname }: Client, { tally }: TreeApplication): ReturnType<typeof plainEntry> {
  const done = [...tally].map(([word, count]) => `${word} ${count}`);
  return plainEntry({ kind: 'authority', id: String(id), fullname }, done.length === 0 ? 'unchanged' : 'changed', done);
}

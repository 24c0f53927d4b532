import { IdTaken } from '../../authority/authority-store.ts';
import type { Client } from '../../oauth/client/client.ts';
import { differingNames } from '../../oauth/client/client-draft.ts';
import {
  type ClientOutcome,
  changeClient,
  createClient,
  deleteClient,
  type Registration,
} from '../../oauth/client/client-registration.ts';
import { draftOf } from '../operations/client-input.ts';
import { clientProblemText } from '../operations/client-view.ts';
import { type AppliedEntry, type ApplyReport, plainEntry } from './apply-result.ts';
import type { AppliedClient } from './document/document-shape.ts';
import { everyClient } from './every-entry.ts';

/**
 * Makes and changes clients, inside the unit of work of the document; answers them by their place in it. A client is meant by
 * its id, else by its name.
 */
export async function applyClients(
  registration: Registration,
  inputs: readonly AppliedClient[],
  report: ApplyReport,
): Promise<ReadonlyMap<number, Client>> {
  const clients = new Map<number, Client>();
  // Ids that are given are taken first: what is counted is counted behind them.
  const order = [...inputs.entries()].toSorted(
    ([, one], [, other]) => Number(one.id === undefined) - Number(other.id === undefined),
  );
  for (const [index, input] of order) {
    const before = await findMeant(registration, input);
    const outcome = await applyClient(registration, input, before);
    if (outcome.ok) {
      clients.set(index, outcome.client);
      report.entries.push(entryOf(outcome, before));
      report.warnings.push(...outcome.warnings.map((warning) => `clients[${index}]: ${warning}`));
    } else report.problems.push(...outcome.problems.map((problem) => `clients[${index}].${clientProblemText(problem)}`));
  }
  return clients;
}

async function applyClient(registration: Registration, input: AppliedClient, before: Client | undefined): Promise<ClientOutcome> {
  const draft = draftOf(input);
  if (before !== undefined) return changeClient(registration, { id: before.id, draft, secret: input.secret });
  const { id, fullname = '', secret, root } = input;
  try {
    // Where the document names the members of the root role, they are all of its members.
    const wish = { id: root?.id, ownerIsSuper: root?.members === undefined };
    return await createClient(registration, { ...draft, fullname, id, secret, root: wish });
  } catch (error) {
    if (!(error instanceof IdTaken)) throw error;
    return { ok: false, problems: [{ member: 'root.id', reason: `${error.message} already` }] };
  }
}

/** Deletes the clients that the document does not name. */
export async function pruneClients(
  registration: Registration,
  inputs: readonly AppliedClient[],
  report: ApplyReport,
): Promise<void> {
  const kept = new Set<number | undefined>();
  for (const input of inputs) kept.add((await findMeant(registration, input))?.id);
  for (const { id, fullname } of await everyClient(registration.stores)) {
    if (kept.has(id)) continue;
    await deleteClient(registration, id);
    report.entries.push(plainEntry({ kind: 'client', id: String(id), fullname }, 'pruned'));
  }
}

async function findMeant({ stores }: Registration, input: AppliedClient): Promise<Client | undefined> {
  return input.id === undefined ? stores.clients.findByName(input.fullname ?? '') : stores.clients.find(input.id);
}

function entryOf(outcome: Extract<ClientOutcome, { ok: true }>, before: Client | undefined): AppliedEntry {
  const { client, changed, generatedSecret } = outcome;
  const members = before === undefined ? [] : differingNames(before, client);
  if (before !== undefined && before.sealedSecret !== client.sealedSecret) members.push('secret');
  const done = changed ? 'changed' : 'unchanged';
  const entry = { kind: 'client', id: String(client.id), fullname: client.fullname, members } as const;
  const secret = { generates_secret: generatedSecret !== undefined, generated_secret: generatedSecret ?? null };
  return { ...entry, outcome: before === undefined ? 'created' : done, ...secret };
}

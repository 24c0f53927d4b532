import type { Client } from '../../oauth/client/client.ts';
import { differingMembers } from '../../oauth/client/client-draft.ts';
import { wireName } from '../../oauth/client/client-profile.ts';
import {
  type ClientOutcome,
  changeClient,
  createClient,
  deleteClient,
  type Registration,
} from '../../oauth/client/client-registration.ts';
import { type ClientInput, draftOf } from '../operations/client-input.ts';
import { clientProblemText } from '../operations/client-view.ts';
import { PAGE_SIZE } from '../operations/operation.ts';
import type { AppliedEntry, ApplyReport } from './apply-result.ts';

/** Makes and changes clients, inside the unit of work of the document. A client is meant by its id, else by its name. */
export async function applyClients(
  registration: Registration,
  inputs: readonly ClientInput[],
  report: ApplyReport,
): Promise<void> {
  for (const [index, input] of inputs.entries()) {
    const before = await findMeant(registration, input);
    const draft = draftOf(input);
    const outcome =
      before === undefined
        ? await createClient(registration, { ...draft, fullname: input.fullname ?? '', id: input.id, secret: input.secret })
        : await changeClient(registration, { id: before.id, draft, secret: input.secret });
    if (outcome.ok) report.entries.push(entryOf(outcome, before));
    if (outcome.ok) report.warnings.push(...outcome.warnings.map((warning) => `clients[${index}]: ${warning}`));
    else report.problems.push(...outcome.problems.map((problem) => `clients[${index}].${clientProblemText(problem)}`));
  }
}

/** Deletes the clients that the document does not name. */
export async function pruneClients(
  registration: Registration,
  inputs: readonly ClientInput[],
  report: ApplyReport,
): Promise<void> {
  const kept = new Set<number | undefined>();
  for (const input of inputs) kept.add((await findMeant(registration, input))?.id);
  for (const { id, fullname } of await allClients(registration)) {
    if (kept.has(id)) continue;
    await deleteClient(registration, id);
    report.entries.push({
      kind: 'client',
      id: String(id),
      fullname,
      outcome: 'pruned',
      members: [],
      generates_secret: false,
      generated_secret: null,
    });
  }
}

async function findMeant({ stores }: Registration, input: ClientInput): Promise<Client | undefined> {
  return input.id === undefined ? stores.clients.findByName(input.fullname ?? '') : stores.clients.find(input.id);
}

async function allClients({ stores }: Registration): Promise<Client[]> {
  const clients: Client[] = [];
  for (;;) {
    const page = await stores.clients.list(clients.at(-1)?.id ?? 0, PAGE_SIZE);
    clients.push(...page);
    if (page.length < PAGE_SIZE) return clients;
  }
}

function entryOf(outcome: Extract<ClientOutcome, { ok: true }>, before: Client | undefined): AppliedEntry {
  const { client, changed, generatedSecret } = outcome;
  const members = before === undefined ? [] : differingMembers(before, client).map(wireName);
  if (before !== undefined && before.sealedSecret !== client.sealedSecret) members.push('secret');
  const done = changed ? 'changed' : 'unchanged';
  const entry = { kind: 'client', id: String(client.id), fullname: client.fullname, members } as const;
  const secret = { generates_secret: generatedSecret !== undefined, generated_secret: generatedSecret ?? null };
  return { ...entry, outcome: before === undefined ? 'created' : done, ...secret };
}

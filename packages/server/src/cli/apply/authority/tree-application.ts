import { IdTaken } from '../../../authority/authority-store.ts';
import type { Actor, AuthorityChange, Effect, Refusal } from '../../../authority/change.ts';
import { decide } from '../../../authority/delegation.ts';
import type { ClientTurn, TurnOutcome } from '../../../authority/read-model/client-turn.ts';
import type { ApplyReport } from '../apply-result.ts';
import type { References } from './references.ts';

/** The operator, as whom a document is applied (contract/authority.md §3). */
export const OPERATOR: Actor = { kind: 'system', name: 'system' };

/** One client's part of a document being applied, in the client's turn. */
export interface TreeApplication {
  readonly turn: ClientTurn;
  /** Where the client stands in the document: `clients[0]`. */
  readonly path: string;
  readonly prune: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly references: References;
  readonly report: ApplyReport;
  /** What was done, by a word for it. */
  readonly tally: Map<string, number>;
}

/** Something of the client was refused and is reported: what would come after it cannot be judged. */
export class Halted extends Error {
  override readonly name = 'Halted';
}

/** Reports what stands in the way at a place of the document, and ends this client's part. */
export function halt({ report }: Pick<TreeApplication, 'report'>, place: string, reason: string): never {
  report.problems.push(`${place}: ${reason}`);
  throw new Halted('refused');
}

/** Makes a change that stands at one place; answers the ids given out. Throws `Halted` when it is refused. */
export async function make(application: TreeApplication, place: string, change: AuthorityChange): Promise<readonly number[]> {
  const outcome = await tryChange(application, place, change);
  return outcome.kind === 'changed' ? outcome.newIds : haltRefused(application, place, outcome.decision);
}

/** Several changes of one kind that are made as one. */
export interface Batch<Item> {
  /** The place of all, for what is wrong with none of them alone. */
  readonly place: string;
  readonly items: readonly (Item & { readonly place: string })[];
  readonly change: (items: readonly Item[]) => AuthorityChange;
}

const BATCH_SIZE = 10_000;

/** Makes changes together, 10,000 at a time; answers the ids given out, in their order. Throws `Halted`, naming the one refused. */
export async function makeAll<Item>(application: TreeApplication, { place, items, change }: Batch<Item>): Promise<number[]> {
  const ids: number[] = [];
  for (let from = 0; from < items.length; from += BATCH_SIZE) {
    const some = items.slice(from, from + BATCH_SIZE);
    const outcome = await tryChange(application, place, change(some));
    if (outcome.kind === 'changed') ids.push(...outcome.newIds);
    else {
      const { state } = application.turn;
      const alone = (item: Item): boolean =>
        decide(state, { actor: OPERATOR, change: change([item]), now: application.now }).kind !== 'allowed';
      haltRefused(application, some.find(alone)?.place ?? place, outcome.decision);
    }
  }
  return ids;
}

async function tryChange(application: TreeApplication, place: string, change: AuthorityChange): Promise<TurnOutcome> {
  try {
    const outcome = await application.turn.change(change);
    if (outcome.kind === 'changed') count(application.tally, change.kind, outcome.effects);
    return outcome;
  } catch (error) {
    if (!(error instanceof IdTaken)) throw error;
    return halt(application, place, `${error.message} already, of another client`);
  }
}

function haltRefused(application: TreeApplication, place: string, decision: Refusal): never {
  if (decision.kind === 'forbidden') halt(application, place, `${decision.reason} (rule ${decision.rule})`);
  halt(application, `${place}.${decision.member}`, decision.reason);
}

type Counted = readonly [effect: Effect['kind'], word: string];

const COUNTED: Readonly<Record<AuthorityChange['kind'], Counted>> = {
  add_role: ['role_begins', 'roles made'],
  change_role: ['role_changes', 'roles changed'],
  delete_role: ['role_ends', 'roles deleted'],
  insert_role: ['role_begins', 'roles made'],
  set_memberships: ['membership_begins', 'memberships set'],
  end_memberships: ['membership_ends', 'memberships ended'],
  add_groups: ['group_begins', 'groups put into roles'],
  remove_groups: ['group_ends', 'groups taken out of roles'],
  add_resources: ['resource_begins', 'resources made'],
  change_resources: ['resource_changes', 'resources changed'],
  delete_resources: ['resource_ends', 'resources deleted'],
  link: ['link_begins', 'links made'],
  unlink: ['link_ends', 'links ended'],
  replace_links: ['link_begins', 'links made'],
};

function count(tally: Map<string, number>, change: AuthorityChange['kind'], effects: readonly Effect[]): void {
  const [kind, word] = COUNTED[change];
  const done = effects.filter((effect) => effect.kind === kind).length;
  if (done > 0) tally.set(word, (tally.get(word) ?? 0) + done);
}

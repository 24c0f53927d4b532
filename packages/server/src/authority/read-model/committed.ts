import type { Effect } from '../change.ts';
import { PEOPLE } from '../model.ts';

/** Something that a unit of work did to what the read model holds. */
export type AuthorityEvent =
  | {
      readonly kind: 'written';
      readonly clientId: number;
      /** Who wrote them, and when (milliseconds since 1970). */
      readonly by: string;
      readonly at: number;
      readonly effects: readonly Effect[];
      /** The ids given out, by `newId`. */
      readonly ids: readonly number[];
    }
  /** Made, frozen, deleted or revived; the id as the user's own is spelled. */
  | { readonly kind: 'user'; readonly userId: string; readonly active: boolean }
  | { readonly kind: 'group_user'; readonly groupId: number; readonly userId: string; readonly inside: boolean }
  | { readonly kind: 'client_ended'; readonly clientId: number }
  /** Its own row changed: its secret, its status, how it proves who it is. */
  | { readonly kind: 'client_changed'; readonly clientId: number }
  /** Another name stands for a person, in any row of any client. */
  | { readonly kind: 'forgotten' };

/** By how much a unit of work moved an epoch; in between nobody else did. */
export interface Turn {
  readonly from: number;
  readonly to: number;
}

/** All that one unit of work did, once it is durable. */
export interface Committed {
  /** In the order in which it was done. */
  readonly events: readonly AuthorityEvent[];
  /** Of every client that was touched, and of `PEOPLE` when anybody's being active or in a group changed. */
  readonly turns: ReadonlyMap<number, Turn>;
}

/** The same by client and people, each with the events that concern it. */
export function streamsOf({ events, turns }: Committed): readonly Committed[] {
  return [...turns].map(([streamId, turn]) => ({
    turns: new Map([[streamId, turn]]),
    events: events.filter((event) => streamId === streamOf(event)),
  }));
}

function streamOf(event: AuthorityEvent): number | undefined {
  if (event.kind === 'written') return event.clientId;
  return event.kind === 'user' || event.kind === 'group_user' ? PEOPLE : undefined;
}

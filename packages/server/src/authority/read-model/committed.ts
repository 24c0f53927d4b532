import type { Write } from '../authority-store.ts';
import type { Effect } from '../change.ts';

/** Something that a unit of work did to what the read model holds. */
export type AuthorityEvent =
  | {
      readonly kind: 'written';
      readonly clientId: number;
      readonly write: Write;
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

/** All that one unit of work did, once it is durable, with the epochs that it left behind. */
export interface Committed {
  /** In the order in which it was done. */
  readonly events: readonly AuthorityEvent[];
  /** Of every client that was touched. */
  readonly epochs: ReadonlyMap<number, number>;
  /** Present when anybody's being active or in a group changed. */
  readonly peopleEpoch: number | undefined;
}

import type { Epochs } from '../../authority/read-model/read-model.ts';

/** What the database said at one moment. */
export interface Beat {
  /** When it was asked, by `performance.now()`: what was committed before, whoever did it, has been heard. */
  readonly askedAt: number;
  /** What `watched` answered then. */
  readonly asked: Epochs;
  /** The epochs of these, and of `PEOPLE`, all of one moment; without those that are not there. */
  readonly epochs: Epochs;
}

/** Whoever keeps in memory what is in the database. None of these may throw. */
export interface Follower {
  /** From now on every announcement is heard; those before may not have been. */
  listening(): void;
  /** Announcements are no longer heard. */
  lost(): void;
  heard(text: string): void;
  /** Whose epochs are to be asked for, with those that are known. */
  watched(): Epochs;
  beat(beat: Beat): void;
}

/** What other processes on the same database commit. */
export interface ChangeFeed {
  /** Follows until the storage is closed: with several beats a second, and with one as soon as `wake` is called. */
  follow(follower: Follower): { readonly wake: () => void };
}

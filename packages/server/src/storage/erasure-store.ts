/**
 * What erasing a person needs of the database beside what other stores do. Ids are spelled in any case. What is left of a
 * person is a salted digest of their id, under which it is never given to anybody else.
 */
export interface ErasureStore {
  /**
   * Notes that a user is being erased, and what is to stand for them in history; answers that name, or the one that was noted
   * first.
   */
  begin(userId: string, name: string): Promise<string>;
  /** `underway` until `finish`. */
  find(userId: string): Promise<'underway' | 'erased' | undefined>;
  /** Deletes at most `limit` sessions, grants and what was issued on them, and the consents; answers how many. */
  deleteRows(userId: string, limit: number): Promise<number>;
  /** Deletes the user themself, of whom nothing that `deleteRows` deletes may be left. */
  removeUser(userId: string): Promise<void>;
  /** Notes that nothing of them is left, and drops the name that stands for them. */
  finish(userId: string): Promise<void>;
}

/** One-time use of signed messages, exact over all nodes. */
export interface ReplayStore {
  /** Records a key until `expiresAt` (milliseconds since 1970); of several that race, one is told `first_use`. */
  record(key: string, expiresAt: number): Promise<'first_use' | 'replayed'>;
}

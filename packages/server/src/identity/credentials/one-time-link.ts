/** `setup`: makes the first system administrator. `recovery`: gives an administrator back to an installation. */
export type OneTimeLinkPurpose = 'setup' | 'recovery';

/** A link that works once: set-up and recovery. Only the hash of its secret is stored. Times are milliseconds since 1970. */
export interface OneTimeLink {
  readonly id: string;
  readonly secretHash: string;
  readonly purpose: OneTimeLinkPurpose;
  readonly expiresAt: number;
  /** When it was consumed or revoked; `null` while it can be used. */
  readonly usedAt: number | null;
}

/** One-time links. They outlive their use until they expire, so that a second use is recognised. */
export interface OneTimeLinkStore {
  insert(link: OneTimeLink): Promise<void>;
  find(id: string): Promise<OneTimeLink | undefined>;
  /** Uses up a link that is neither used nor expired; of several that race, one is told `consumed`. */
  consume(id: string, now: number): Promise<'consumed' | 'unusable'>;
  /** Makes every unused link of a purpose unusable. */
  revokeAll(purpose: OneTimeLinkPurpose, now: number): Promise<void>;
}

import type { Storage } from '../../src/storage/storage.ts';

/** A kind of database that the suite is run on. */
export interface StorageFactory {
  readonly name: string;
  /** Opens an empty database that is removed when the test ends; each call another one. */
  open(): Promise<Storage>;
}

import type { Client } from './client.ts';

/** Clients that are in memory, so that a request that is answered at once need not wait for the database. */
export interface KnownClients {
  /** The client, if it is in memory: as long as nothing of it changes, the same object. */
  held(id: number): Client | undefined;
}

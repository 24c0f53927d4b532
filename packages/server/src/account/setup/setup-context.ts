import type { EdgeContext } from '../../http/edge-context.ts';

/** Where this very process listens. */
export interface OwnAddress {
  readonly host: string;
  readonly port: number;
}

/** What set-up needs beside what every edge has: its own address, since the trial makes real requests to it. */
export interface SetupContext extends EdgeContext {
  readonly ownAddress: () => OwnAddress;
}

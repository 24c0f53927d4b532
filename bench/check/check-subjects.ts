import type { RunningSubject, Subject } from '../framework/benchmark.ts';
import { serverSubject } from '../framework/server-subject.ts';
import { copiedDirectory } from '../hufu/copied-directory.ts';
import { peerModule } from '../peers/ensure-peers.ts';
import { authorityDatabase } from './authority-database.ts';
import type { AuthoritySize } from './authority-plan.ts';
import type { CheckFlow } from './check-flow.ts';
import type { ListingFlow } from './listing-flow.ts';

const FLOW = new URL('./check-flow.ts', import.meta.url).href;
const LISTING = new URL('./listing-flow.ts', import.meta.url).href;
const SERVER = new URL('../hufu/hufu-server.ts', import.meta.url);

/** How our server is asked. */
export interface HufuChecks {
  readonly name: string;
  readonly size: AuthoritySize;
  readonly as: CheckFlow['as'];
  readonly jwt: 'fresh' | 'kept';
}

/** Our server with an authority of that size, asked by the client whose authority it is. */
export function hufuChecks({ name, size, as, jwt }: HufuChecks): Subject {
  return {
    name,
    async start(): Promise<RunningSubject> {
      const { directory, client } = await authorityDatabase(size);
      const data: CheckFlow = { size, as, client: { ...client, jwt } };
      const server = { module: SERVER, args: [copiedDirectory(directory)], silent: true };
      return serverSubject(name, server, { flow: FLOW, data }).start();
    },
  };
}

/** Our server with an authority of that size, whose users are listed by the client that has them all. */
export function hufuListings(name: string, size: AuthoritySize): Subject {
  return {
    name,
    async start(): Promise<RunningSubject> {
      const { directory, client } = await authorityDatabase(size);
      const data: ListingFlow = { client, users: size.users };
      const server = { module: SERVER, args: [copiedDirectory(directory)], silent: true };
      return serverSubject(name, server, { flow: LISTING, data }).start();
    },
  };
}

/** A peer in `bench/peers/`, asked without credentials, the same questions about the same authority. */
export function peerChecks(name: string, script: string, size: AuthoritySize): Subject {
  return {
    name,
    async start(): Promise<RunningSubject> {
      const data: CheckFlow = { size, as: 'checkResource' };
      const module = peerModule(script);
      const args = [String(size.users), String(size.roles)];
      return serverSubject(name, { module, args, silent: true }, { flow: FLOW, data }).start();
    },
  };
}

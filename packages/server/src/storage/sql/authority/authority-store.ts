import type { AuthorityState } from '../../../authority/authority-state.ts';
import type {
  AuthorityStore,
  ClientRange,
  ClientRows,
  InSlices,
  Loading,
  PeopleRows,
  Root,
  RootAdministrator,
  RootSupership,
  Write,
} from '../../../authority/authority-store.ts';
import type { Effect } from '../../../authority/change.ts';
import { PEOPLE } from '../../../authority/model.ts';
import type { Committed, Turn } from '../../../authority/read-model/committed.ts';
import { buildStateInSteps } from '../../../authority/state/build-state.ts';
import { finish } from '../../../authority/state/steps.ts';
import { StorageUnavailable } from '../../storage.ts';
import type { Connection } from '../connection.ts';
import { forgetUser } from './forget-user.ts';
import { plantTree } from './plant-tree.ts';
import { changesSince, recordCommits } from './rows/change-log.ts';
import { clientsOfUser } from './rows/clients-of.ts';
import { advanceEpoch, dateOfChange, findEpoch, turnsTaken } from './rows/epochs.ts';
import { readClientRows, readPeople, readUnlistedPeople } from './rows/load-rows.ts';
import { skipPast } from './rows/numbering.ts';
import { rootAdministratorsOf, rootSupershipsOf } from './rows/root-roles.ts';
import { unlistedPeople } from './unlisted-people.ts';
import { writeEffects } from './write-effects.ts';

const LOAD_ATTEMPTS = 20;

/** What clients' people may do, in SQL. */
export class SqlAuthorityStore implements AuthorityStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async plant(write: Write, root: Root): Promise<number> {
    return plantTree(this.#connection, write, root);
  }

  async lock(clientId: number): Promise<number | undefined> {
    return clientId === PEOPLE ? undefined : advanceEpoch(this.#connection, clientId);
  }

  async epoch(clientId: number): Promise<number | undefined> {
    return (await this.#findEpoch(clientId))?.epoch;
  }

  async load(clientId: number, at?: number, how?: InSlices): Promise<AuthorityState | undefined> {
    return this.#settled(async () => {
      const rows = (await this.#isTold(at)) ? await this.loadRows(clientId, { at, pause: how?.pause }) : undefined;
      if (rows === undefined) return undefined;
      const work = buildStateInSteps({ ...rows, people: unlistedPeople(await readUnlistedPeople(this.#connection, at)) });
      return how === undefined ? finish(work) : how.build(work);
    });
  }

  async loadRows(clientId: number, { at, pause }: Loading = {}): Promise<ClientRows | undefined> {
    for (let attempt = 0; attempt < LOAD_ATTEMPTS; attempt++) {
      const before = await this.#findEpoch(clientId);
      if (before === undefined || (at !== undefined && at < before.history_from)) return undefined;
      const rows = await readClientRows(this.#connection, clientId, { at, pause });
      if ((await this.epoch(clientId)) === before.epoch) return { clientId, epoch: before.epoch, ...rows };
    }
    throw new StorageUnavailable('a client changed each time its authority was read');
  }

  async loadPeople({ pause }: Pick<Loading, 'pause'> = {}): Promise<PeopleRows> {
    return this.#settled(async (epoch) => ({ epoch, ...(await readPeople(this.#connection, pause)) }));
  }

  async write(write: Write, effects: readonly Effect[]): Promise<readonly number[]> {
    const { clientId, by } = write;
    const at = await dateOfChange(this.#connection, clientId, write.at);
    return writeEffects({ connection: this.#connection, clientId, by, at }, effects);
  }

  async reserve(kind: 'role' | 'resource', id: number): Promise<void> {
    await skipPast(this.#connection, kind, id);
  }

  async forget(userId: string, name: string): Promise<'forgotten' | 'still_in'> {
    return forgetUser(this.#connection, userId, name);
  }

  async clientsOfUser(userId: string): Promise<number[]> {
    return clientsOfUser(this.#connection, userId);
  }

  async rootSuperships(userId: string): Promise<readonly RootSupership[]> {
    return rootSupershipsOf(this.#connection, userId);
  }

  async rootAdministrators(range: ClientRange, now: number): Promise<readonly RootAdministrator[]> {
    return rootAdministratorsOf(this.#connection, range, now);
  }

  async peopleEpoch(): Promise<number> {
    return (await findEpoch(this.#connection, PEOPLE))?.epoch ?? 0;
  }

  turnsTaken(): ReadonlyMap<number, Turn> {
    return turnsTaken(this.#connection);
  }

  async record(commits: readonly Committed[], now: number): Promise<void> {
    await recordCommits(this.#connection, commits, now);
  }

  async changesSince(streamId: number, after: number, until: number): Promise<readonly Committed[]> {
    return changesSince(this.#connection, { client_id: streamId, after, until });
  }

  async #isTold(at: number | undefined): Promise<boolean> {
    return at === undefined || at >= ((await findEpoch(this.#connection, PEOPLE))?.history_from ?? 0);
  }

  async #findEpoch(clientId: number): ReturnType<typeof findEpoch> {
    return clientId === PEOPLE ? undefined : findEpoch(this.#connection, clientId);
  }

  // Outside a transaction each statement sees what was committed before it: rows of two epochs would be no state.
  async #settled<T>(read: (epoch: number) => Promise<T>): Promise<T> {
    for (let attempt = 0; attempt < LOAD_ATTEMPTS; attempt++) {
      const epoch = await this.peopleEpoch();
      const answer = await read(epoch);
      if ((await this.peopleEpoch()) === epoch) return answer;
    }
    throw new StorageUnavailable('people changed each time they were read');
  }
}

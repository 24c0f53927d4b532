import { setTimeout as wait } from 'node:timers/promises';
import { PostgresLane } from '../../src/storage/postgres/postgres-lane.ts';
import { PostgresStorage } from '../../src/storage/postgres/postgres-storage.ts';
import { SqliteLane } from '../../src/storage/sqlite/sqlite-lane.ts';
import { SqliteStorage } from '../../src/storage/sqlite/sqlite-storage.ts';
import type { Storage, Stores } from '../../src/storage/storage.ts';
import type { Lane } from '../../src/storage/unit-of-work/group-commit.ts';

// Loaded before the server by `--import`: a control that must be seen to lose. From SIGUSR2 on it answers callers before the
// commit that holds their work, which comes this much later.
const COMMIT_DELAY_MS = 40;

let isFaulty = false;
process.on('SIGUSR2', () => {
  isFaulty = true;
});

for (const { prototype } of [SqliteStorage, PostgresStorage]) answerEarly(prototype);
for (const { prototype } of [SqliteLane, PostgresLane]) commitLate(prototype);

function answerEarly(storage: Pick<Storage, 'transact'>): void {
  const { transact } = storage;
  storage.transact = function early<T>(this: Storage, work: (stores: Stores) => Promise<T>): Promise<T> {
    if (!isFaulty) return transact.call(this, work) as Promise<T>;
    return new Promise<T>((resolve, reject) => {
      const answering = async (stores: Stores): Promise<T> => {
        const value = await work(stores);
        resolve(value);
        return value;
      };
      transact.call(this, answering).catch(reject);
    });
  };
}

type Bounds = Pick<Lane, 'begin' | 'commit' | 'rollback'>;

/** One transaction at a time, so that a caller who was answered early finds what they were told. */
function commitLate(lane: Bounds): void {
  const { begin, commit, rollback } = lane;
  const turns = new WeakMap<Bounds, () => void>();
  let last: Promise<void> = Promise.resolve();
  const ended = (of: Bounds): void => turns.get(of)?.();
  lane.begin = async function inTurn(this: Bounds, sharing): Promise<void> {
    const before = last;
    const { promise, resolve } = Promise.withResolvers<void>();
    last = promise;
    await before;
    turns.set(this, resolve);
    await begin.call(this, sharing);
  };
  lane.commit = async function late(this: Bounds): Promise<void> {
    if (isFaulty) await wait(COMMIT_DELAY_MS);
    try {
      await commit.call(this);
    } finally {
      ended(this);
    }
  };
  lane.rollback = async function last(this: Bounds): Promise<void> {
    try {
      await rollback.call(this);
    } finally {
      ended(this);
    }
  };
}

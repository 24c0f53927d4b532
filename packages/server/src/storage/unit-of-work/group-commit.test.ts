import { describe, expect, it } from 'vitest';
import { StorageUnavailable } from '../storage.ts';
import { GroupCommit, type Lane } from './group-commit.ts';
import { RunAgain } from './run-again.ts';
import { StartOver } from './start-over.ts';

interface Recorded {
  readonly bounds: Lane;
  /** What was asked of the database, and who was answered, in order. */
  readonly log: string[];
  /** What the next call of a kind throws. */
  readonly failures: Map<string, Error>;
  lose(): void;
}

function recorded(): Recorded {
  const log: string[] = [];
  const failures = new Map<string, Error>();
  let open = false;
  const call = (name: string, after: boolean): void => {
    log.push(name);
    const failure = failures.get(name);
    failures.delete(name);
    if (failure !== undefined) throw failure;
    open = after;
  };
  const bounds: Lane = {
    begin: () => call('begin', true),
    commit: () => call('commit', false),
    rollback: () => call('rollback', false),
    savepoint: () => call('savepoint', true),
    releaseSavepoint: () => call('release', true),
    rollbackToSavepoint: () => call('rollback to', true),
    get inTransaction() {
      return open;
    },
  };
  const lose = (): void => {
    open = false;
  };
  return { bounds, log, failures, lose };
}

const BATCH_LIMIT = 256;

function commitsOf(...lanes: Lane[]): GroupCommit<Lane> {
  return new GroupCommit({ lanes, asFailure, batchLimit: BATCH_LIMIT });
}

const asFailure = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

function submit(commits: GroupCommit<Lane>, log: string[], name: string): Promise<void> {
  const answered = commits.submit(async () => void log.push(name));
  return answered.then(() => void log.push(`answer ${name}`));
}

describe('GroupCommit', () => {
  it('answers a caller only after the commit that holds their work', async () => {
    const { bounds, log } = recorded();
    const commits = commitsOf(bounds);
    await Promise.all([submit(commits, log, 'a'), submit(commits, log, 'b')]);
    expect(log).toEqual(['begin', 'savepoint', 'a', 'release', 'savepoint', 'b', 'release', 'commit', 'answer a', 'answer b']);
  });

  it('puts what arrives meanwhile into the next commit', async () => {
    const { bounds, log } = recorded();
    const commits = commitsOf(bounds);
    let second: Promise<void> | undefined;
    await commits.submit(async () => {
      second = submit(commits, log, 'b');
    });
    await second;
    expect(log).toEqual(['begin', 'savepoint', 'release', 'commit', 'begin', 'savepoint', 'b', 'release', 'commit', 'answer b']);
  });

  it('lets no more than the limit share a commit', async () => {
    const { bounds, log } = recorded();
    const commits = commitsOf(bounds);
    await Promise.all(Array.from({ length: BATCH_LIMIT + 1 }, () => commits.submit(async () => undefined)));
    expect(log.filter((entry) => entry === 'commit')).toHaveLength(2);
    expect(log.indexOf('commit')).toBe(1 + 2 * BATCH_LIMIT);
  });

  it('rolls a unit that throws back to its savepoint and commits the others', async () => {
    const { bounds, log } = recorded();
    const commits = commitsOf(bounds);
    const failed = commits.submit(async () => {
      throw new RangeError('on purpose');
    });
    const fine = submit(commits, log, 'b');
    await expect(failed).rejects.toThrow(RangeError);
    await fine;
    expect(log).toEqual(['begin', 'savepoint', 'rollback to', 'savepoint', 'b', 'release', 'commit', 'answer b']);
  });

  it.each(['begin', 'savepoint', 'release', 'commit'])('rejects the whole batch when %s fails, and recovers', async (call) => {
    const { bounds, log, failures } = recorded();
    const commits = commitsOf(bounds);
    failures.set(call, new Error('no'));
    const outcomes = await Promise.allSettled([submit(commits, log, 'a'), submit(commits, log, 'b')]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: expect.any(StorageUnavailable) });
    expect(bounds.inTransaction).toBe(false);
    await submit(commits, log, 'c');
    expect(log.at(-1)).toBe('answer c');
    expect(log).not.toContain('answer a');
  });

  it('rejects the whole batch when the database has ended the transaction by itself', async () => {
    const { bounds, log, lose } = recorded();
    const commits = commitsOf(bounds);
    const first = submit(commits, log, 'a');
    const lost = commits.submit(async () => {
      lose();
      throw new Error('full');
    });
    await expect(first).rejects.toThrow(StorageUnavailable);
    await expect(lost).rejects.toThrow(StorageUnavailable);
    expect(log).not.toContain('commit');
  });

  it('recovers when even the rollback failed', async () => {
    const { bounds, log, failures } = recorded();
    const commits = commitsOf(bounds);
    failures.set('commit', new Error('no'));
    failures.set('rollback', new Error('neither'));
    await expect(submit(commits, log, 'a')).rejects.toThrow(StorageUnavailable);
    await commits.idle();
    expect(log).toEqual(['begin', 'savepoint', 'a', 'release', 'commit', 'rollback']);
  });

  it('answers once what was committed is durable, and rejects the whole batch when it never is', async () => {
    const { bounds, log } = recorded();
    const outcomes = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const syncs = outcomes.map(({ promise }) => promise);
    const commits = commitsOf({ ...bounds, durable: () => syncs.shift() });
    const first = submit(commits, log, 'a');
    const idle = commits.idle().then(() => log.push('idle'));
    await expect.poll(() => log.at(-1)).toBe('commit');
    outcomes[0]?.resolve();
    await Promise.all([first, idle]);
    expect(log.slice(-2)).toEqual(['answer a', 'idle']);
    const second = submit(commits, log, 'b');
    await expect.poll(() => log.at(-1)).toBe('commit');
    outcomes[1]?.reject(new Error('no'));
    await expect(second).rejects.toThrow(StorageUnavailable);
  });

  it('runs a batch anew, each unit in a savepoint, when a lane without savepoints cannot undo one of them', async () => {
    const { bounds, log, failures } = recorded();
    const commits = commitsOf(bounds);
    failures.set('rollback to', new StartOver());
    const failed = commits.submit(async () => {
      throw new RangeError('on purpose');
    });
    const fine = submit(commits, log, 'b');
    await expect(failed).rejects.toThrow(RangeError);
    await fine;
    const first = ['begin', 'savepoint', 'rollback to', 'rollback'];
    expect(log).toEqual([...first, 'begin', 'savepoint', 'rollback to', 'savepoint', 'b', 'release', 'commit', 'answer b']);
  });

  it('does not run a unit anew for which the database was unavailable', async () => {
    const { bounds, log, failures } = recorded();
    const commits = commitsOf(bounds);
    failures.set('rollback to', new StartOver());
    let runs = 0;
    const failed = commits.submit(async () => {
      runs += 1;
      throw new StorageUnavailable('it took too long');
    });
    const fine = submit(commits, log, 'b');
    await expect(failed).rejects.toThrow(StorageUnavailable);
    await fine;
    expect(runs).toBe(1);
  });

  it('is idle once all were answered', async () => {
    const { bounds, log } = recorded();
    const commits = commitsOf(bounds);
    await commits.idle();
    const answered = submit(commits, log, 'a');
    await commits.idle();
    expect(log).toContain('commit');
    await answered;
  });

  it('runs a unit that lost a conflict again, alone, after a commit of what came before it', async () => {
    const { bounds, log } = recorded();
    const commits = commitsOf(bounds);
    let runs = 0;
    const conflicted = commits.submit(async () => {
      log.push('b');
      if (++runs === 1) throw new RunAgain(new Error('deadlock'), 1);
      return runs;
    });
    const before = commits.submit(async () => void log.push('x'));
    const after = submit(commits, log, 'c');
    expect(await conflicted).toBe(2);
    await Promise.all([before, after]);
    const first = ['begin', 'savepoint', 'b', 'rollback to', 'commit'];
    const alone = ['begin', 'savepoint', 'b', 'release', 'commit'];
    const rest = ['begin', 'savepoint', 'x', 'release', 'savepoint', 'c', 'release', 'commit', 'answer c'];
    expect(log).toEqual([...first, ...alone, ...rest]);
  });

  it('tells the caller what failed once it was run again as often as it may be', async () => {
    const { bounds, log } = recorded();
    const commits = commitsOf(bounds);
    const failed = commits.submit(async () => {
      log.push('run');
      throw new RunAgain(new RangeError('constraint'), 2);
    });
    await expect(failed).rejects.toThrow(RangeError);
    expect(log.filter((entry) => entry === 'run')).toHaveLength(3);
  });

  it('runs a whole batch again when its connection was lost before the commit was asked for', async () => {
    const { bounds, log, failures } = recorded();
    const commits = commitsOf(bounds);
    failures.set('release', new RunAgain(new StorageUnavailable('lost'), 1));
    await Promise.all([submit(commits, log, 'a'), submit(commits, log, 'b')]);
    expect(log.filter((entry) => entry.startsWith('answer'))).toEqual(['answer a', 'answer b']);
    expect(log.filter((entry) => entry === 'begin')).toHaveLength(3);
  });

  it('shares what waits among its lanes', async () => {
    const [one, other] = [recorded(), recorded()];
    // As over a network: a lane is not done before the other has chosen.
    const begin = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
    const first = { ...one.bounds, begin };
    const commits = commitsOf(first, { ...other.bounds, begin });
    const units = ['a', 'b', 'c', 'd'].map((name) => commits.submit(async (lane) => [name, lane === first] as const));
    expect(await Promise.all(units)).toEqual([
      ['a', true],
      ['b', true],
      ['c', false],
      ['d', false],
    ]);
    expect([one, other].map(({ log }) => log.filter((entry) => entry === 'commit').length)).toEqual([1, 1]);
  });
});

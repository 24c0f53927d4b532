import type { CommandIo } from '../../command-io.ts';

const INTERVAL_MS = 1_000;

/** Something with an id, to be told of once. */
export interface Followed {
  readonly request_id: string;
}

/** What is followed: what there was at first, how to ask for what there is, oldest first, and how to tell of one that is new. */
export interface Following<T extends Followed> {
  readonly first: readonly T[];
  readonly ask: () => Promise<readonly T[]>;
  readonly tell: (entry: T) => void;
}

/** Asks once a second for what there is, and tells what was not there before; until the command is told to stop. */
export async function follow<T extends Followed>(
  io: Pick<CommandIo, 'untilStopped'>,
  { first, ask, tell }: Following<T>,
): Promise<void> {
  let stopped = false;
  const stop = io.untilStopped().then(() => {
    stopped = true;
  });
  let told: ReadonlySet<string> = new Set(first.map(({ request_id }) => request_id));
  while (!stopped) {
    await Promise.race([stop, pause()]);
    const entries = await ask();
    for (const entry of entries) if (!told.has(entry.request_id)) tell(entry);
    told = new Set(entries.map(({ request_id }) => request_id));
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, INTERVAL_MS));
}

/** Work that is done again and again, beside all else. */
export interface Housekeeping {
  /** Ends it; resolves when the step at hand is done. */
  stop(): Promise<void>;
}

/** How often, and who hears of a round that failed; the next one tries again. */
export interface RoundOptions {
  readonly intervalMs: number;
  readonly onError: (error: unknown) => void;
}

/** Starts rounds. A long one asks now and then whether it is to stop. */
export function startRounds(
  work: (isStopping: () => boolean) => Promise<void>,
  { intervalMs, onError }: RoundOptions,
): Housekeeping {
  let stopping = false;
  let round: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    round = work(() => stopping).catch(onError);
  }, intervalMs);
  timer.unref();
  return {
    async stop() {
      stopping = true;
      clearInterval(timer);
      await round;
    },
  };
}

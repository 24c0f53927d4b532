import type { Pace } from '../framework/benchmark.ts';
import type { TokenSize } from '../oauth/token-plan.ts';

/** The size of what the table calls a million tokens and a hundred thousand users; a tenth of it in a quick run. */
export function largeSize({ quick }: Pace): TokenSize {
  return quick ? { users: 10_000, tokens: 100_000 } : { users: 100_000, tokens: 1_000_000 };
}

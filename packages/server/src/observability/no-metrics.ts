import type { Metrics } from './metrics.ts';

/** Counts nothing: for a server that nobody can ask. */
export const NO_METRICS: Metrics = {
  requestFinished: () => undefined,
  tokensIssued: () => undefined,
  signIn: () => undefined,
  watchHashing: () => undefined,
  exposition: async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', text: '' }),
};

import type { RunningSubject, Subject } from '../framework/benchmark.ts';
import { serverSubject } from '../framework/server-subject.ts';
import { copiedDirectory } from '../hufu/copied-directory.ts';
import type { BenchFlags } from '../hufu/hufu-settings.ts';
import type { LoadPlan } from '../load/load-plan.ts';
import { type AskedServer, HUFU_PATHS } from './oauth-server.ts';
import { type TokenClients, type TokenDatabase, tokenDatabase } from './token-database.ts';
import { ofOpenId, plannedToken, SIGNED_IN, type TokenSize } from './token-plan.ts';

const SERVER = new URL('../hufu/hufu-server.ts', import.meta.url);

/** Our server with what its database holds for each flow. */
export interface AskedHufu extends AskedServer, Pick<TokenClients, 'rs256'> {
  /** With each of their successors comes an ID token. */
  readonly openidRefreshTokens: readonly string[];
}

/** How our server is set up and asked. */
export interface HufuSubject {
  readonly name: string;
  readonly size: TokenSize;
  /** Settings that are not the usual ones. */
  readonly flags?: BenchFlags;
  /** What is asked of a server whose database is of that size. */
  load(asked: AskedHufu): LoadPlan;
  /** What is asked of it meanwhile. */
  flood?(asked: AskedHufu): LoadPlan;
  /** Not tied to a core. */
  readonly unpinned?: boolean;
  /** It tells how late its timers come. */
  readonly watched?: boolean;
}

/** The size at which work that does not depend on it is measured. */
export const USUAL_SIZE: TokenSize = { users: 10_000, tokens: 10_000 };

/** The size at which is written: what is written is appended, whatever there is before it. */
export const WRITING_SIZE: TokenSize = { users: 1_000, tokens: 1_000 };

/** Our server on SQLite with a database of tokens. */
export function hufuOnSqlite(subject: HufuSubject): Subject {
  return {
    name: subject.name,
    async start(): Promise<RunningSubject> {
      const database = await tokenDatabase(subject.size);
      return startHufu(subject, { ...database, directory: copiedDirectory(database.directory) });
    },
  };
}

/** Starts our server on a data directory whose clients are known. */
export function startHufu(subject: HufuSubject, { directory, ...clients }: TokenDatabase): Promise<RunningSubject> {
  const { name, flags = {}, flood, unpinned = false, watched = false } = subject;
  const asked = askedHufu(clients);
  const args = [directory, JSON.stringify(flags), watched ? 'watch' : ''];
  const server = {
    module: SERVER,
    args,
    silent: true,
    core: unpinned ? ('any' as const) : ('server' as const),
    ...(flood === undefined ? {} : { flood: flood(asked) }),
  };
  return serverSubject(name, server, subject.load(asked)).start();
}

function askedHufu(clients: TokenClients): AskedHufu {
  const planned = Array.from({ length: SIGNED_IN }, (_, user) => user);
  return {
    paths: HUFU_PATHS,
    ...clients,
    refreshTokens: planned.map((user) => plannedToken('hfr_', user).token),
    openidRefreshTokens: planned.map((user) => plannedToken('hfr_', ofOpenId(user)).token),
    cookies: planned.map((user) => `hufu_session=${plannedToken('hfs_', user).token}`),
  };
}

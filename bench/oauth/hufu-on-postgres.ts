import type { RunningSubject, Subject } from '../framework/benchmark.ts';
import { passingDirectory } from '../hufu/copied-directory.ts';
import { freshPostgres } from '../hufu/postgres-server.ts';
import { type HufuSubject, startHufu } from './hufu-subject.ts';
import { makeTokenDatabase } from './token-database.ts';

/** Our server on PostgreSQL with a database of tokens that is made for it; `undefined` where there is none. */
export async function hufuOnPostgres(subject: HufuSubject): Promise<Subject | undefined> {
  const databaseUrl = await freshPostgres();
  if (databaseUrl === undefined) return undefined;
  return {
    name: subject.name,
    async start(): Promise<RunningSubject> {
      const directory = passingDirectory();
      const clients = await makeTokenDatabase(directory, subject.size, { databaseUrl });
      return startHufu({ ...subject, flags: { ...subject.flags, databaseUrl } }, { directory, ...clients });
    },
  };
}

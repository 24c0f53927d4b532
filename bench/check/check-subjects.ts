import { constants, cpSync, mkdtempSync, rmSync } from 'node:fs';
import type { RunningSubject, Subject } from '../framework/benchmark.ts';
import { serverSubject } from '../framework/server-subject.ts';
import { ensurePeers } from '../peers/ensure-peers.ts';
import { authorityDatabase } from './authority-database.ts';
import type { AuthoritySize } from './authority-plan.ts';
import type { CheckFlow } from './check-flow.ts';

const FLOW = new URL('./check-flow.ts', import.meta.url).href;
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
      const { directory, client } = await authorityDatabase(size, progress);
      // A database has one owner, and stays as it was made: each server gets a copy.
      const copy = mkdtempSync(`${directory}.copy-`);
      process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
      cpSync(directory, copy, { recursive: true, mode: constants.COPYFILE_FICLONE });
      const data: CheckFlow = { size, as, client: { ...client, jwt } };
      return serverSubject(name, { module: SERVER, args: [copy] }, { flow: FLOW, data }).start();
    },
  };
}

/** A peer in `bench/peers/`, asked without credentials, the same questions about the same authority. */
export function peerChecks(name: string, script: string, size: AuthoritySize): Subject {
  return {
    name,
    async start(): Promise<RunningSubject> {
      ensurePeers();
      const data: CheckFlow = { size, as: 'checkResource' };
      const module = new URL(`../peers/${script}`, import.meta.url);
      const args = [String(size.users), String(size.roles)];
      return serverSubject(name, { module, args }, { flow: FLOW, data }).start();
    },
  };
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  else if (/[05]0,000|made/.test(text)) process.stderr.write(`${text}\n`);
}

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { findBinaries } from '../../packages/server/test/support/postgres/binaries.ts';
import { passingDirectory } from './copied-directory.ts';

const NOBODY = 65_534;
const USER = 'hufu';
const START_LIMIT_MS = 30_000;

/** The URL of a new PostgreSQL database; `undefined` when this machine has none. It is gone when this process ends. */
export async function freshPostgres(): Promise<string | undefined> {
  const given = process.env['HUFU_DATABASE_URL'];
  const url = given?.startsWith('postgres') === true ? given : await ownServer();
  if (url === undefined) return undefined;
  const name = `hufu_bench_${process.pid}_${++made}`;
  await administer(url, `create database ${name} encoding 'UTF8' template template0`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
}

let made = 0;
let running: Promise<string | undefined> | undefined;

function ownServer(): Promise<string | undefined> {
  running ??= startServer();
  return running;
}

/** A server with its own settings, all but the sockets, in a directory for temporary files, which must be on a disk. */
async function startServer(): Promise<string | undefined> {
  const directory = passingDirectory();
  chmodSync(directory, 0o711);
  const binaries = findBinaries(join(directory, 'postgres'));
  if (binaries === undefined) return undefined;
  // PostgreSQL refuses to run as root.
  const as = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (as.uid !== undefined) chownSync(directory, as.uid, as.gid);
  const data = join(directory, 'data');
  const how = ['-U', USER, '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-instructions'];
  execFileSync(join(binaries, 'initdb'), ['-D', data, ...how], { ...as, cwd: directory, stdio: 'pipe' });
  const settings = ['-c', 'listen_addresses=', '-c', `unix_socket_directories=${directory}`];
  const server = spawn(join(binaries, 'postgres'), ['-D', data, ...settings], { ...as, cwd: directory, stdio: 'ignore' });
  process.once('exit', () => void server.kill('SIGQUIT'));
  const url = `postgres://${USER}@localhost/postgres?host=${encodeURIComponent(directory)}`;
  await answers(url, server);
  return url;
}

async function answers(url: string, server: ChildProcess): Promise<void> {
  const ended = once(server, 'exit');
  for (const deadline = Date.now() + START_LIMIT_MS; ; ) {
    try {
      return await administer(url, 'select 1');
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await Promise.race([setTimeout(50), ended.then(() => Promise.reject(new Error('PostgreSQL ended', { cause: error })))]);
    }
  }
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

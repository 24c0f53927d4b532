import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findBinaries } from './binaries.ts';

/** A PostgreSQL server for tests, on a Unix socket in a directory of its own. */
export interface PostgresCluster {
  /** The URL of one of its databases. */
  url(database: string): string;
  /** Starts it; resolves when it takes connections. */
  start(): Promise<void>;
  /** Cuts every connection and stops it; `immediate`: as a crash would. */
  stop(how?: 'fast' | 'immediate'): Promise<void>;
  /** Kills every process of it with SIGKILL. */
  kill(): Promise<void>;
  /** Stops it and deletes everything. */
  remove(): Promise<void>;
}

const NOBODY = 65_534;
const USER = 'hufu';
const MEMORY = '/dev/shm';
// Where the system's own temporary directory may be in memory, this one is not.
const DISK = existsSync('/var/tmp') ? '/var/tmp' : tmpdir();
const ROOM_BYTES = 2 ** 30;
const START_LIMIT_MS = 30_000;

/**
 * Makes and starts a server with further settings (`name=value`), with its files in memory where there is room, or on a disk;
 * `undefined` when this machine has no PostgreSQL.
 */
export async function startCluster(
  settings: readonly string[] = [],
  where: 'memory' | 'disk' = 'memory',
): Promise<PostgresCluster | undefined> {
  const directory = mkdtempSync(join(where === 'disk' ? DISK : place(), 'hufu-postgres-'));
  chmodSync(directory, 0o711);
  const binaries = findBinaries(join(directory, 'postgres'));
  if (binaries === undefined) {
    rmSync(directory, { recursive: true });
    return undefined;
  }
  const cluster = new LocalCluster(binaries, directory, settings);
  await cluster.start();
  return cluster;
}

// Each test has a database of its own: on a disk the many files of many databases take ten times as long.
function place(): string {
  const { bavail, bsize } = existsSync(MEMORY) ? statfsSync(MEMORY) : { bavail: 0, bsize: 0 };
  return bavail * bsize > ROOM_BYTES ? MEMORY : tmpdir();
}

function childrenOf(pid: number): number[] {
  const list = `/proc/${pid}/task/${pid}/children`;
  return existsSync(list) ? readFileSync(list, 'utf8').split(' ').filter(Boolean).map(Number) : [];
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

/** A process that has ended and that nobody has asked about yet runs no more. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

class LocalCluster implements PostgresCluster {
  readonly #binaries: string;
  readonly #directory: string;
  readonly #settings: readonly string[];
  // PostgreSQL refuses to run as root.
  readonly #as: { uid?: number; gid?: number } = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  #server: ChildProcess | undefined;

  constructor(binaries: string, directory: string, settings: readonly string[]) {
    this.#binaries = binaries;
    this.#directory = directory;
    this.#settings = settings;
    const { uid, gid } = this.#as;
    if (uid !== undefined && gid !== undefined) chownSync(directory, uid, gid);
    const how = ['-U', USER, '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync', '--no-instructions'];
    execFileSync(join(binaries, 'initdb'), ['-D', this.#data, ...how], { ...this.#as, cwd: directory, stdio: 'pipe' });
  }

  get #data(): string {
    return join(this.#directory, 'data');
  }

  url(database: string): string {
    return `postgres://${USER}@localhost/${database}?host=${encodeURIComponent(this.#directory)}`;
  }

  async start(): Promise<void> {
    const own = [
      'listen_addresses=',
      `unix_socket_directories=${this.#directory}`,
      'max_connections=200',
      'shared_buffers=64MB',
      'dynamic_shared_memory_type=mmap',
    ];
    const settings = [...own, ...this.#settings].flatMap((setting) => ['-c', setting]);
    this.#server = spawn(join(this.#binaries, 'postgres'), ['-D', this.#data, ...settings], {
      ...this.#as,
      cwd: this.#directory,
      stdio: 'ignore',
    });
    process.once('exit', this.#kill);
    await this.#isReady();
  }

  async stop(how: 'fast' | 'immediate' = 'fast'): Promise<void> {
    const server = this.#server;
    if (server === undefined || server.exitCode !== null) return;
    const exit = once(server, 'exit');
    server.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await exit;
    process.off('exit', this.#kill);
  }

  async kill(): Promise<void> {
    const server = this.#server;
    if (server?.pid === undefined || server.exitCode !== null) return;
    const exit = once(server, 'exit');
    const children = childrenOf(server.pid);
    for (const pid of [server.pid, ...children]) killNow(pid);
    await exit;
    // A new server refuses the files while a process of the old one holds them.
    while (children.some(isRunning)) await new Promise((resolve) => setTimeout(resolve, 5));
    this.#server = undefined;
    process.off('exit', this.#kill);
  }

  async remove(): Promise<void> {
    await this.stop('immediate');
    rmSync(this.#directory, { recursive: true, force: true });
  }

  readonly #kill = (): void => void this.#server?.kill('SIGQUIT');

  async #isReady(): Promise<void> {
    for (const deadline = Date.now() + START_LIMIT_MS; ; ) {
      const client = new pg.Client({ host: this.#directory, user: USER, database: 'postgres' });
      client.on('error', () => undefined);
      try {
        await client.connect();
        return await client.end();
      } catch (error) {
        if (this.#server?.exitCode !== null || Date.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }
}

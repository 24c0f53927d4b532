import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';

/** How many files this process may open: what `/proc` says, which `prlimit` is asked to raise first; `Infinity` where nobody knows. */
export function fileLimit(wanted: number): number {
  const limit = (): number => {
    try {
      const line = /^Max open files +(\d+|unlimited) +(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
      return line?.[1] === 'unlimited' ? Number.POSITIVE_INFINITY : Number(line?.[1]);
    } catch {
      return Number.POSITIVE_INFINITY;
    }
  };
  if (limit() < wanted) spawnSync('prlimit', [`--pid=${process.pid}`, `--nofile=${wanted}:${wanted}`]);
  return limit();
}

/** Memory that a process has in use, in bytes; `undefined` where there is no `/proc`. */
export function memoryOf(pid: number): number | undefined {
  try {
    return 1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

/** Connections that want nothing soon. */
export interface ManySockets {
  /** How many are open now. */
  readonly open: number;
  /** How many the server ended. */
  readonly ended: number;
  /** What the server answered on them: the first words, each once. */
  readonly answers: ReadonlySet<string>;
  /** Writes the next byte of `text` on each that is open; nothing when it is written. */
  drip(text: string): void;
  close(): void;
}

const AT_ONCE = 200;

/** Opens so many connections, some hundreds at a time. */
export async function openSockets(url: string, count: number): Promise<ManySockets> {
  const { hostname, port } = new URL(url);
  const sockets = new Map<Socket, number>();
  const seen = { ended: 0, answers: new Set<string>() };
  const openOne = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port) }, resolve);
      sockets.set(socket, 0);
      socket.on('data', (data) => seen.answers.add(data.toString('latin1').split('\r\n', 1)[0] ?? ''));
      socket.on('error', reject);
      socket.on('close', () => {
        seen.ended += 1;
        sockets.delete(socket);
      });
    });
  for (let opened = 0; opened < count; opened += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - opened) }, openOne));
  }
  return {
    get open() {
      return sockets.size;
    },
    get ended() {
      return seen.ended;
    },
    answers: seen.answers,
    drip(text) {
      for (const [socket, at] of sockets) {
        if (at < text.length && socket.writable) socket.write(text.charAt(at));
        sockets.set(socket, at + 1);
      }
    },
    close() {
      for (const socket of sockets.keys()) socket.destroy();
    },
  };
}

import { connect, type Socket } from 'node:net';
import type { Answer, Session } from './load-plan.ts';

const END_OF_HEAD = '\r\n\r\n';
const CONTENT_LENGTH = /\r\ncontent-length: *([0-9]+)/i;

/** One connection that is kept alive and has one request in flight, and when each answer came. */
export class Connection {
  readonly #socket: Socket;
  readonly #session: Session;
  #pending: Buffer | undefined;
  #answered: ((answer: Answer) => void) | undefined;
  #failed: ((error: Error) => void) | undefined;

  private constructor(socket: Socket, session: Session) {
    this.#socket = socket;
    this.#session = session;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', (error) => this.#failed?.(error));
    socket.on('close', () => this.#failed?.(new Error('the server closed the connection')));
  }

  /** Connects to a port of this machine. */
  static open(port: number, session: Session): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => {
        socket.off('error', reject);
        resolve(new Connection(socket, session));
      });
      socket.once('error', reject);
    });
  }

  /** Sends requests one after another until `until` (of `performance.now`); adds how long each took. Rejects on a wrong answer. */
  run(until: number, latencies: number[]): Promise<void> {
    return new Promise((resolve, reject) => {
      let sentAt = performance.now();
      this.#failed = reject;
      this.#answered = (answer) => {
        const now = performance.now();
        latencies.push(now - sentAt);
        if (!this.#session.accept(answer)) reject(new Error(`a wrong answer: ${answer.head}\n\n${answer.body}`));
        else if (now >= until) resolve();
        else {
          sentAt = now;
          this.#socket.write(this.#session.request(), 'latin1');
        }
      };
      this.#socket.write(this.#session.request(), 'latin1');
    });
  }

  close(): void {
    this.#failed = undefined;
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    const bytes = this.#pending === undefined ? chunk : Buffer.concat([this.#pending, chunk]);
    const answer = read(bytes);
    this.#pending = answer === undefined ? bytes : undefined;
    if (answer !== undefined) this.#answered?.(answer);
  }
}

/** The one answer in these bytes, `undefined` while it is not all there. */
function read(bytes: Buffer): Answer | undefined {
  const end = bytes.indexOf(END_OF_HEAD, 0, 'latin1');
  if (end === -1) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const length = CONTENT_LENGTH.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without Content-Length: ${head}`);
  const start = end + END_OF_HEAD.length;
  if (bytes.length < start + Number(length)) return undefined;
  return { status: Number(head.slice(9, 12)), head, body: bytes.toString('latin1', start, start + Number(length)) };
}

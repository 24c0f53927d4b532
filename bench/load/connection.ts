import { connect, type Socket } from 'node:net';
import type { Answer, Session } from './load-plan.ts';
import { readAnswer } from './read-answer.ts';

/** How long requests are sent, and how long is waited before each. */
export interface Run {
  /** Of `performance.now`. */
  readonly until: number;
  readonly pauseMs: number;
}

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

  /**
   * Sends requests one after another while there is time, and goes on to the end of what the session has begun; adds how long
   * each took. Rejects on a wrong answer.
   */
  run({ until, pauseMs }: Run, latencies: number[]): Promise<void> {
    return new Promise((resolve, reject) => {
      let sentAt = performance.now();
      const send = (): void => {
        sentAt = performance.now();
        this.#socket.write(this.#session.request(), 'latin1');
      };
      this.#failed = reject;
      this.#answered = (answer) => {
        const now = performance.now();
        latencies.push(now - sentAt);
        if (!this.#session.accept(answer)) reject(new Error(`a wrong answer: ${answer.head}\n\n${answer.body}`));
        else if (now >= until && this.#session.atEnd?.() !== false) resolve();
        else if (pauseMs === 0) send();
        else setTimeout(send, pauseMs);
      };
      if (pauseMs === 0) send();
      // Not all of them at once.
      else setTimeout(send, pauseMs * Math.random());
    });
  }

  close(): void {
    this.#failed = undefined;
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    const bytes = this.#pending === undefined ? chunk : Buffer.concat([this.#pending, chunk]);
    try {
      const answer = readAnswer(bytes);
      this.#pending = answer === undefined ? bytes : undefined;
      if (answer !== undefined) this.#answered?.(answer);
    } catch (error) {
      this.#failed?.(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

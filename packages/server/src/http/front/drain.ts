import type { Server, ServerResponse } from 'node:http';
import { type Socket, Server as TcpServer } from 'node:net';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';

/** How long an open connection may take to send a request before it is closed, in milliseconds. */
const LAST_REQUEST_MS = 1_000;
const LOOK_AGAIN_MS = 20;
const MOST_TURNS = 1_000;

/** Ends a server without dropping an answer. */
export interface Drain {
  /** Whether it has begun. */
  readonly stopping: boolean;
  /** Stops accepting and resolves when every request that was accepted is answered, or `limitMs` is over. */
  finish(limitMs: number): Promise<void>;
}

/**
 * Watches the connections of a server. The platform's own `close` cuts off connections that are between two requests or
 * have not sent their first; here such a one is given a moment, since its client may just be writing.
 */
export function drainOf(server: Server): Drain {
  const inFlight = new Map<Socket, number>();
  let accepted = 0;
  let stopping = false;
  let closing = false;
  // One for all requests: it is added to each.
  function answered(this: ServerResponse): void {
    const { socket } = this.req;
    const requests = inFlight.get(socket);
    if (requests !== undefined) inFlight.set(socket, requests - 1);
  }
  server.on('connection', (socket: Socket) => {
    accepted += 1;
    inFlight.set(socket, 0);
    socket.once('close', () => inFlight.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    inFlight.set(socket, (inFlight.get(socket) ?? 0) + 1);
    if (closing) response.shouldKeepAlive = false;
    response.on('close', answered);
  });
  return {
    get stopping() {
      return stopping;
    },
    async finish(limitMs) {
      stopping = true;
      await quietTurn(() => accepted);
      const closed = new Promise<void>((resolve) => void TcpServer.prototype.close.call(server, () => resolve()));
      closing = true;
      await finishConnections(inFlight, limitMs);
      server.closeAllConnections();
      await closed;
      // The TCP server has ended; this ends the timer with which the platform looks for slow connections.
      server.close(() => undefined);
    },
  };
}

// The kernel resets what waits to be accepted when the listener closes: so close right after a look that found nothing.
async function quietTurn(accepted: () => number): Promise<void> {
  for (let turns = 0; turns < MOST_TURNS; turns++) {
    const before = accepted();
    await turn();
    if (turns > 0 && accepted() === before) return;
  }
}

async function finishConnections(inFlight: ReadonlyMap<Socket, number>, limitMs: number): Promise<void> {
  for (let waited = 0; inFlight.size > 0 && waited < limitMs; waited += LOOK_AGAIN_MS) {
    for (const [socket, requests] of inFlight) if (requests === 0 && waited >= LAST_REQUEST_MS) socket.destroySoon();
    await delay(LOOK_AGAIN_MS);
  }
}

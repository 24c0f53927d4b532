import { onTestFinished } from 'vitest';
import { asClient, type Send, sender } from '../../support/api-callers.ts';
import { administer, freshDatabase } from '../../support/postgres/databases.ts';
import { clientJwt } from '../../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

/** Two whole servers on one database, and how to disturb the connections on which they listen. */
export interface TwoServers {
  readonly a: TestServer;
  readonly b: TestServer;
  readonly databaseUrl: string;
  cutListening(): Promise<void>;
  /** Lets them fall silent until the test ends, as where the network swallows everything. `false`: not on this machine. */
  silenceListening(): Promise<boolean>;
}

/** Starts two servers, by default on a database of the server that all tests share. */
export async function twoServers(url?: string): Promise<TwoServers> {
  const databaseUrl = url ?? (await freshDatabase());
  const a = await startTestServer({ database: { url: databaseUrl } });
  onTestFinished(() => a.close());
  const b = await startTestServer({ database: { url: databaseUrl, keys: a.keys } });
  onTestFinished(() => b.close());
  const listening = "from pg_stat_activity where application_name = 'hufu listening' and datname = current_database()";
  return {
    a,
    b,
    databaseUrl,
    cutListening: async () => void (await administer(databaseUrl, `select pg_terminate_backend(pid) ${listening}`)),
    silenceListening: async () =>
      silence((await administer(databaseUrl, `select pid ${listening}`)).map(({ pid }) => Number(pid))),
  };
}

function silence(pids: readonly number[]): boolean {
  // Another machine's server has no process here.
  if (process.env['TEST_DATABASE_URL'] !== undefined) return false;
  for (const pid of pids) {
    process.kill(pid, 'SIGSTOP');
    onTestFinished(() => void process.kill(pid, 'SIGCONT'));
  }
  return true;
}

/** Asks until the answer is as wanted; answers after how many milliseconds it was, or throws after a second. */
export async function withinASecond<T>(ask: () => Promise<T>, isWanted: (answer: T) => boolean): Promise<void> {
  const begunAt = performance.now();
  for (;;) {
    const askedAt = performance.now() - begunAt;
    const answer = await ask();
    if (isWanted(answer)) return;
    if (askedAt > 1_000) throw new Error(`not within a second: ${JSON.stringify(answer)}`);
  }
}

/** A client whose root holds a resource, with its super: what a check of a server says. */
export interface Checked {
  readonly client: TestClient;
  /** Whether `boss` holds `docs`: the status, or what was said. */
  check(server: TestServer): Promise<unknown>;
  /** Calls as the client, with a JWT for each. */
  as(server: TestServer): Send;
}

/** Makes that client through one server, and asks both until both have it in memory. */
export async function checkedClient({ a, b }: TwoServers): Promise<Checked> {
  await a.addUser({ id: 'boss' });
  const client = await a.addClient({ owner: 'boss' });
  const jwt = clientJwt(client, a.now());
  await asClient(a, client)('POST', '/resources', [{ name: 'docs' }]);
  const check = async (server: TestServer): Promise<unknown> => {
    const ask = sender(server, () => ({ authorization: `Client ${jwt}` }));
    const { status, body } = await ask('GET', '/checkResource?user_id=boss&resource_name=docs');
    return status === 200 ? body : status;
  };
  for (const server of [a, b]) {
    await check(server);
    await withinASecond(
      () => check(server),
      (answer) => answer === true,
    );
  }
  return { client, check, as: (server) => asClient(server, client) };
}

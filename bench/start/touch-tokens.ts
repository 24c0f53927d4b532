import { Connection } from '../load/connection.ts';
import { CONNECTIONS, type Session } from '../load/load-plan.ts';
import { type AskedServer, formRequest } from '../oauth/oauth-server.ts';
import { plannedToken, type TokenSize } from '../oauth/token-plan.ts';

/** Asks a server about every token of a plan once. Rejects when one of them is not alive. */
export async function touchTokens(port: number, asked: AskedServer, { tokens }: TokenSize): Promise<void> {
  const all = Array.from({ length: CONNECTIONS }, async (_, first) => {
    const connection = await Connection.open(port, sessionOf(asked, first, tokens));
    await connection.run({ until: 0, pauseMs: 0 }, []);
    connection.close();
  });
  await Promise.all(all);
}

function sessionOf({ paths, client }: AskedServer, first: number, tokens: number): Session {
  let next = first;
  return {
    request() {
      const { token } = plannedToken('hfa_', next);
      next += CONNECTIONS;
      return formRequest(paths.introspect, client, { token });
    },
    accept: ({ status, body }) => status === 200 && body.includes('"active":true'),
    atEnd: () => next >= tokens,
  };
}

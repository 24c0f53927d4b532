import type { FlowFactory, Session } from '../../load/load-plan.ts';
import { type AskedServer, FreshTokens, formRequest } from '../oauth-server.ts';

// A chain goes on from round to round: a token that was used once ends its family when it comes again.
const current = new Map<number, string>();
const fresh = new FreshTokens();

/** The flow of refreshes: each connection has a chain of its own and presents what the last answer gave it. */
export const flow: FlowFactory = (data) => {
  const asked = data as AskedServer;
  return (connection) => sessionOf(asked, connection);
};

function sessionOf({ paths, client, refreshTokens = [] }: AskedServer, connection: number): Session {
  return {
    request() {
      const presented = current.get(connection) ?? refreshTokens[connection] ?? '';
      return formRequest(paths.token, client, { grant_type: 'refresh_token', refresh_token: presented });
    },
    accept({ status, body }) {
      if (status !== 200) return false;
      const answer = JSON.parse(body) as Record<string, unknown>;
      const refresh = answer['refresh_token'];
      if (!fresh.isFresh(answer['access_token']) || !fresh.isFresh(refresh)) return false;
      current.set(connection, refresh);
      return true;
    },
  };
}

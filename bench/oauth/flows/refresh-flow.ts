import type { FlowFactory, Session } from '../../load/load-plan.ts';
import { type AskedServer, FreshTokens, formRequest, isJwt } from '../oauth-server.ts';

/** Chains of refresh tokens. */
export interface RefreshFlow extends AskedServer {
  /** Whether an ID token must come with each, or none. */
  readonly idToken: boolean;
}

// A chain goes on from round to round: a token that was used once ends its family when it comes again.
const current = new Map<number, string>();
const fresh = new FreshTokens();

/** The flow of refreshes: each connection has a chain of its own and presents what the last answer gave it. */
export const flow: FlowFactory = (data) => {
  const asked = data as RefreshFlow;
  return (connection) => sessionOf(asked, connection);
};

function sessionOf({ paths, client, refreshTokens = [], idToken }: RefreshFlow, connection: number): Session {
  return {
    request() {
      const presented = current.get(connection) ?? refreshTokens[connection] ?? '';
      return formRequest(paths.token, client, { grant_type: 'refresh_token', refresh_token: presented });
    },
    accept({ status, body }) {
      if (status !== 200) return false;
      const answer = JSON.parse(body) as Record<string, unknown>;
      if (isJwt(answer['id_token']) !== idToken) return false;
      const refresh = answer['refresh_token'];
      if (!fresh.isFresh(answer['access_token']) || !fresh.isFresh(refresh)) return false;
      current.set(connection, refresh);
      return true;
    },
  };
}

import type { FlowFactory } from '../../load/load-plan.ts';
import { type AskedServer, FreshTokens, formRequest } from '../oauth-server.ts';

/** The flow of a client that asks for token after token for itself; each must be a new one. */
export const flow: FlowFactory = (data) => {
  const { paths, client } = data as AskedServer;
  const request = formRequest(paths.token, client, { grant_type: 'client_credentials' });
  const fresh = new FreshTokens();
  return () => ({
    request: () => request,
    accept: ({ status, body }) => status === 200 && fresh.isFresh((JSON.parse(body) as Record<string, unknown>)['access_token']),
  });
};

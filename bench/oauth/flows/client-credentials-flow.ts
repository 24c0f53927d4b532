import type { FlowFactory } from '../../load/load-plan.ts';
import { type AskedServer, FreshTokens, formRequest, isJwt } from '../oauth-server.ts';

/** A client that asks for tokens for itself. */
export interface ClientCredentialsFlow extends AskedServer {
  /** Where its tokens are for; then they must be JWTs. */
  readonly resource?: string;
}

/** The flow of a client that asks for token after token for itself; each must be a new one. */
export const flow: FlowFactory = (data) => {
  const { paths, client, resource } = data as ClientCredentialsFlow;
  const target = resource === undefined ? {} : { resource };
  const request = formRequest(paths.token, client, { grant_type: 'client_credentials', ...target });
  const isRight = (token: unknown): boolean => resource === undefined || isJwt(token);
  const fresh = new FreshTokens();
  return () => ({
    request: () => request,
    accept({ status, body }) {
      if (status !== 200) return false;
      const { access_token: token } = JSON.parse(body) as Record<string, unknown>;
      return fresh.isFresh(token) && isRight(token);
    },
  });
};

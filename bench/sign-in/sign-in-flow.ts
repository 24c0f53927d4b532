import { userIdOf } from '../check/authority-plan.ts';
import { httpRequest } from '../load/http-request.ts';
import type { FlowFactory } from '../load/load-plan.ts';
import { CONNECTIONS } from '../load/load-plan.ts';
import { CALLBACK, PASSWORD, WITH_PASSWORD } from '../oauth/token-plan.ts';

/** How people sign in on the page of the authorization endpoint. */
export interface SignInFlow {
  readonly client: { readonly id: number | string };
  /** Of a page that was fetched before: the cookie and the token that a form from it carries. */
  readonly csrf: { readonly cookie: string; readonly token: string };
}

/** The flow of sign-ins, each of another person, who comes from an address of their own by way of a proxy. */
export const flow: FlowFactory = (data) => {
  const { client, csrf } = data as SignInFlow;
  const path = signInPath(client.id);
  return (connection) => {
    let next = connection % CONNECTIONS;
    return {
      request() {
        const user = next;
        next = (next + CONNECTIONS) % WITH_PASSWORD;
        const fields = { step: 'sign-in', csrf_token: csrf.token, username: userIdOf(user), password: PASSWORD };
        const headers = {
          'Content-Type': 'application/x-www-form-urlencoded',
          Cookie: csrf.cookie,
          'X-Forwarded-For': `10.0.${user >> 8}.${user & 255}`,
        };
        return httpRequest({ method: 'POST', path, headers, body: new URLSearchParams(fields).toString() });
      },
      accept: ({ status, head }) =>
        status === 303 && /\r\nlocation: [^\r]*[?&]code=/i.test(head) && head.includes('hufu_session='),
    };
  };
};

/** The page on which they sign in. */
export function signInPath(clientId: number | string): string {
  const query = { client_id: String(clientId), redirect_uri: CALLBACK, response_type: 'code', scope: 'user:read' };
  return `/oauth2/authorize?${new URLSearchParams(query)}`;
}

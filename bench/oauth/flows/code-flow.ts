import { httpRequest } from '../../load/http-request.ts';
import type { Answer, FlowFactory, Session } from '../../load/load-plan.ts';
import { type AskedServer, FreshTokens, formRequest, isJwt } from '../oauth-server.ts';
import { CALLBACK } from '../token-plan.ts';

/** How users who are signed in go to an application; the scope has `openid`, and an ID token must come. */
export interface CodeFlow extends AskedServer {
  readonly scope: string;
}

/** How many requests a flow has: authorize with the session, code for tokens, introspection, use. */
export const FLOW_REQUESTS = 4;

const CODE = /\r\nlocation: [^\r]*[?&]code=([^&\r]+)/i;

/** The flow of authorizations by a browser with a session, each code and each token a new one. */
export const flow: FlowFactory = (data) => {
  const asked = data as CodeFlow;
  const fresh = new FreshTokens();
  return (connection) => sessionOf(asked, fresh, connection);
};

function sessionOf(asked: CodeFlow, fresh: FreshTokens, connection: number): Session {
  const { paths, client, scope, cookies = [] } = asked;
  const query = { client_id: String(client.id), redirect_uri: CALLBACK, response_type: 'code', scope, state: 'a-state' };
  const authorize = httpRequest({
    method: 'GET',
    path: `${paths.authorize}?${new URLSearchParams(query)}`,
    headers: { Cookie: cookies[connection] ?? '' },
  });
  let step = 0;
  let code = '';
  let token = '';
  const requests = [
    () => authorize,
    () => formRequest(paths.token, client, { grant_type: 'authorization_code', code, redirect_uri: CALLBACK }),
    () => formRequest(paths.introspect, client, { token }),
    () => httpRequest({ method: 'GET', path: paths.use, headers: { Authorization: `Bearer ${token}` } }),
  ];
  const accepts = [
    ({ status, head }: Answer) => {
      code = CODE.exec(head)?.[1] ?? '';
      return status === 303 && fresh.isFresh(code);
    },
    ({ status, body }: Answer) => {
      const answer = JSON.parse(body) as Record<string, unknown>;
      token = String(answer['access_token']);
      return status === 200 && fresh.isFresh(token) && isJwt(answer['id_token']);
    },
    ({ status, body }: Answer) => status === 200 && body.includes('"active":true'),
    ({ status }: Answer) => status === 200,
  ];
  return {
    request: () => requests[step]?.() ?? '',
    accept(answer) {
      const isRight = accepts[step]?.(answer) === true;
      step = (step + 1) % FLOW_REQUESTS;
      return isRight;
    },
    atEnd: () => step === 0,
  };
}

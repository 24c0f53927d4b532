import { httpRequest } from '../load/http-request.ts';
import { CONNECTIONS, type FlowFactory, type Session } from '../load/load-plan.ts';
import { type AuthoritySize, planAuthority } from './authority-plan.ts';
import { type AskingClient, clientJwt } from './client-jwt.ts';
import { type Question, questionsOf } from './questions.ts';

/** How checks are asked. */
export interface CheckFlow {
  readonly size: AuthoritySize;
  /** As the contract's `GET /checkResource`, or as an AuthZEN evaluation. */
  readonly as: 'checkResource' | 'evaluation';
  /** The client that asks, and whether it signs a JWT for each request or one for each connection; absent: nobody is asked who they are. */
  readonly client?: AskingClient & { readonly jwt: 'fresh' | 'kept' };
}

/** The flow of random questions, whose answers are known. */
export const flow: FlowFactory = (data) => {
  const asked = data as CheckFlow;
  const questions = questionsOf(planAuthority(asked.size));
  return (connection) => sessionOf(asked, questions, connection);
};

function sessionOf(flow: CheckFlow, questions: readonly Question[], connection: number): Session {
  const own = questions.filter((_, index) => index % CONNECTIONS === connection);
  const kept = flow.client === undefined ? '' : clientJwt(flow.client);
  const asked = own.map((question) => requestOf(question, flow.as).split('JWT'));
  let next = 0;
  let answer = '';
  return {
    request() {
      const place = next;
      next = (next + 1) % own.length;
      const allowed = own[place]?.allowed === true;
      answer = flow.as === 'checkResource' ? String(allowed) : `{"decision":${allowed}}`;
      const [before = '', after = ''] = asked[place] ?? [];
      return before + (flow.client?.jwt === 'fresh' ? clientJwt(flow.client) : kept) + after;
    },
    accept: ({ status, body }) => status === 200 && body === answer,
  };
}

function requestOf({ userId, resource, name }: Question, as: CheckFlow['as']): string {
  const headers = { Authorization: 'Client JWT' };
  if (as === 'checkResource') {
    const path = `/api2/checkResource?user_id=${userId}&resource_name=${encodeURIComponent(name)}`;
    return httpRequest({ method: 'GET', path, headers });
  }
  const body = {
    subject: { type: 'user', id: userId },
    action: { name: 'read' },
    resource: { type: 'document', id: String(resource) },
  };
  const json = { ...headers, 'Content-Type': 'application/json' };
  return httpRequest({ method: 'POST', path: '/access/v1/evaluation', headers: json, body: JSON.stringify(body) });
}

import { randomSource, userIdOf } from '../../check/authority-plan.ts';
import { httpRequest } from '../../load/http-request.ts';
import { CONNECTIONS, type FlowFactory, type Session } from '../../load/load-plan.ts';
import { type AskedServer, formRequest } from '../oauth-server.ts';
import { ownerOf, plannedToken, type TokenSize } from '../token-plan.ts';

/** How tokens are asked about. */
export interface IntrospectionFlow extends AskedServer {
  /** By RFC 7662, or by calling what the token opens. */
  readonly as: 'introspection' | 'bearer';
  /** The plan of the tokens; absent: those that the server gave. */
  readonly size?: TokenSize;
}

/** So many that no cache of the processor holds what they touch. */
const QUESTIONS = 50_000;

interface Question {
  readonly request: string;
  readonly holds: string;
}

/** The flow of introspections of random tokens, all of them alive. */
export const flow: FlowFactory = (data) => {
  const asked = data as IntrospectionFlow;
  const random = randomSource(11);
  const below = (limit: number): number => Math.floor(random() * limit);
  const { accessTokens = [] } = asked;
  const questions = Array.from({ length: asked.size === undefined ? accessTokens.length : QUESTIONS }, (_, index): Question => {
    if (asked.size === undefined) return { request: requestOf(asked, accessTokens[index] ?? ''), holds: '"active":true' };
    const place = below(asked.size.tokens);
    const { token } = plannedToken('hfa_', place);
    return { request: requestOf(asked, token), holds: `"${userIdOf(ownerOf(place, asked.size))}"` };
  });
  return (connection) => sessionOf(questions.filter((_, index) => index % CONNECTIONS === connection % CONNECTIONS));
};

function requestOf({ as, paths, client }: IntrospectionFlow, token: string): string {
  if (as === 'introspection') return formRequest(paths.introspect, client, { token });
  return httpRequest({ method: 'GET', path: paths.use, headers: { Authorization: `Bearer ${token}` } });
}

function sessionOf(questions: readonly Question[]): Session {
  let next = 0;
  let holds = '';
  return {
    request() {
      const question = questions[next];
      next = (next + 1) % questions.length;
      holds = question?.holds ?? '';
      return question?.request ?? '';
    },
    accept: ({ status, body }) => status === 200 && body.includes('"active":true') && body.includes(holds),
  };
}

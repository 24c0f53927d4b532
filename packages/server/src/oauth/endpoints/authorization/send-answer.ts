import type { FastifyReply, FastifyRequest } from 'fastify';
import { pageView, sendPage } from '../../../http/browser/page.ts';
import type { EdgeContext } from '../../../http/edge-context.ts';
import type { ClientView } from '../../../pages/layout/page-view.ts';
import { formPostPage } from '../../../pages/sign-in/form-post-page.ts';
import type { AuthorizationAnswer } from '../../response-modes/response-mode.ts';
import type { RedirectTarget } from './redirect-target.ts';

/** A request that is answered: its browser, and where the answer may go. */
export interface AnsweredBrowser {
  readonly context: EdgeContext;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly target: RedirectTarget;
}

/**
 * Sends the browser to the client with an answer: by a redirect, which is a 303, since a form with a password may have come before
 * (RFC 9700 §4.12), or by a page whose form it sends there (OAuth 2.0 Form Post Response Mode §2).
 */
export function sendAnswer({ context, request, reply, target }: AnsweredBrowser, answer: AuthorizationAnswer): FastifyReply {
  if (answer.kind === 'redirect') return reply.redirect(answer.location, 303);
  const { action, fields } = answer;
  const page = formPostPage({ ...pageView(context.issuer, request), client: clientView(target), action, fields });
  return sendPage(reply, page, { redirectUri: target.redirectUri });
}

/** A client, as a user is told of it. */
export function clientView(target: RedirectTarget): ClientView {
  const url = new URL(target.redirectUri);
  return { name: target.client.fullname, host: url.host === '' ? url.protocol.replace(/:$/, '') : url.host };
}

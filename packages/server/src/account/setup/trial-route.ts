import type { FastifyReply } from 'fastify';
import { actOf, browserSession } from '../../http/browser/browser-session.ts';
import { csrfToken } from '../../http/browser/csrf.ts';
import { sendErrorPage } from '../../http/browser/error-reply.ts';
import { isOwnForm, refuseForeignForm } from '../../http/browser/form-request.ts';
import { pageView, sendPage } from '../../http/browser/page.ts';
import { tryResultPage } from '../../pages/setup/try-result-page.ts';
import { sampleClient } from './sample-client.ts';
import { trial } from './trial.ts';
import { sender } from './trial-exchange.ts';
import type { Visit } from './visit.ts';

/** *Try a sign-in now*: for a system administrator, with requests that are really made. */
export async function runTrial({ context, request, reply }: Visit): Promise<FastifyReply> {
  const { issuer, storage, keys } = context;
  const current = await browserSession(context, request);
  if (current === undefined) return reply.redirect(`${issuer.basePath}/sign-in`, 303);
  const { session, user } = current;
  if (!user.systemAdministrator) return sendErrorPage(context, { request, reply }, { status: 403, reason: 'forbidden' });
  if (!isOwnForm(context, request, session.id)) return refuseForeignForm(context, request, reply);
  const act = actOf(context, request, user.id);
  const client = await storage.transact((stores) => sampleClient({ stores, keys, ...act }, user.id, issuer.href));
  if (client === undefined) return sendErrorPage(context, { request, reply }, { status: 409, reason: 'disabled_client' });
  const send = sender({
    address: context.ownAddress(),
    basePath: issuer.basePath,
    host: new URL(issuer.href).host,
    cookie: request.headers.cookie ?? '',
  });
  const result = await trial(send, client, act.now);
  const page = tryResultPage({
    ...pageView(issuer, request, '/setup/done'),
    ...result,
    tryAction: `${issuer.basePath}/setup/try`,
    csrf: csrfToken(context, { request, reply }, session.id),
  });
  return sendPage(reply, page);
}

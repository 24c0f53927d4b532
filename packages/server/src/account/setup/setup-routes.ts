import type { FastifyInstance, FastifyReply } from 'fastify';
import { actOf, browserSession, rememberSignIn } from '../../http/browser/browser-session.ts';
import { csrfToken } from '../../http/browser/csrf.ts';
import { formOf, isOwnForm } from '../../http/browser/form-request.ts';
import { pageView, sendPage } from '../../http/browser/page.ts';
import { problemStatus } from '../../http/browser/problem-status.ts';
import { deviceMac } from '../../http/browser/server-macs.ts';
import { HashingBusy } from '../../identity/credentials/hashing/bounded-queue.ts';
import { issueDeviceToken } from '../../identity/credentials/known-device.ts';
import { startSession } from '../../identity/session/sessions.ts';
import { type SetupOutcome, setUp } from '../../identity/setup/setup.ts';
import type { User } from '../../identity/user/user.ts';
import { setupDonePage } from '../../pages/setup/setup-done-page.ts';
import { type SetupProblem, setupPage } from '../../pages/setup/setup-page.ts';
import type { SetupContext } from './setup-context.ts';
import { runTrial } from './trial-route.ts';
import type { Visit } from './visit.ts';

/** `/setup`: the first system administrator, by the one-time link, and the first sign-in after it. */
export function registerSetup(app: FastifyInstance, context: SetupContext): void {
  app.get('/setup', async (request, reply) => sendSetupPage({ context, request, reply }));
  app.post('/setup', (request, reply) => takeSetup({ context, request, reply }));
  app.get('/setup/done', (request, reply) => showDone({ context, request, reply }));
  app.post('/setup/try', (request, reply) => runTrial({ context, request, reply }));
}

async function takeSetup(visit: Visit): Promise<FastifyReply> {
  const { context, request, reply } = visit;
  const form = formOf(request);
  if (!isOwnForm(context, request)) return sendSetupPage(visit, 'expired_form');
  const username = form.get('username')?.trim() ?? '';
  if (form.get('token') === undefined) return sendSetupPage(visit, 'token_missing');
  const claim = {
    token: tokenIn(form.get('token') ?? ''),
    userId: username,
    fullname: form.get('fullname')?.trim() || username,
    password: form.get('password') ?? '',
    ...actOf(context, request),
  };
  try {
    const outcome = await setUp(context, claim);
    if (outcome.kind !== 'completed') return await sendSetupPage(visit, problemOf(outcome));
    await signInAs(visit, outcome.user);
    return reply.redirect(`${context.issuer.basePath}/setup/done`, 303);
  } catch (error) {
    if (error instanceof HashingBusy) return sendSetupPage(visit, 'busy');
    throw error;
  }
}

/** People paste the whole link as readily as the token in it. */
function tokenIn(pasted: string): string {
  return pasted.slice(pasted.lastIndexOf('#') + 1).trim();
}

/** Who was just made by the link need not type the password a second time. */
async function signInAs({ context, request, reply }: Visit, user: User): Promise<void> {
  const { origin, now } = actOf(context, request, user.id);
  const userAgent = request.headers['user-agent'] ?? '';
  const started = await context.storage.transact((stores) =>
    startSession(stores, { userId: user.id, now, userAgent, address: origin.address }),
  );
  const deviceToken = issueDeviceToken(deviceMac(context.keys), user, now);
  rememberSignIn(context, reply, { kind: 'signed_in', user, ...started, deviceToken });
}

async function showDone({ context, request, reply }: Visit): Promise<FastifyReply> {
  const current = await browserSession(context, request);
  const { issuer } = context;
  if (current?.user.systemAdministrator !== true) return reply.redirect(`${issuer.basePath}/account`, 303);
  const page = setupDonePage({
    ...pageView(issuer, request),
    issuer: issuer.href,
    username: current.user.id,
    tryAction: `${issuer.basePath}/setup/try`,
    csrf: csrfToken(context, { request, reply }, current.session.id),
  });
  return sendPage(reply, page);
}

async function sendSetupPage({ context, request, reply }: Visit, problem?: SetupProblem): Promise<FastifyReply> {
  const form = formOf(request);
  const administrators = await context.storage.read(({ users }) => users.countAdministrators());
  const page = setupPage({
    ...pageView(context.issuer, request),
    action: `${context.issuer.basePath}/setup`,
    csrf: csrfToken(context, { request, reply }),
    token: form.get('token'),
    username: form.get('username') ?? '',
    fullname: form.get('fullname') ?? '',
    recovers: administrators > 0,
    problem,
  });
  return sendPage(reply, page, { status: problemStatus(reply, problem) });
}

function problemOf(outcome: Exclude<SetupOutcome, { kind: 'completed' }>): SetupProblem {
  switch (outcome.kind) {
    case 'unknown_link':
      return 'token_unknown';
    case 'expired_link':
      return 'token_expired';
    case 'used_link':
      return 'token_used';
    case 'invalid': {
      const [problem] = outcome.problems;
      if (problem === undefined) return 'expired_form';
      if (problem.field === 'password') return problem.code as SetupProblem;
      if (problem.field === 'id') return problem.code === 'exists' ? 'username_taken' : 'username_invalid';
      return 'fullname_invalid';
    }
  }
}

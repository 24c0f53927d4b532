import type { FastifyReply } from 'fastify';
import { formOf } from '../../../http/browser/form-request.ts';
import { changeGivenPassword } from '../../../http/browser/password-change.ts';
import type { Flow } from './flow.ts';
import { letIn } from './sign-in-step.ts';
import { sendChangePasswordPage, sendSignInPage } from './views.ts';

/** Takes the new password of someone who must change theirs; only then does a session begin. */
export async function changePasswordStep(flow: Flow): Promise<FastifyReply> {
  const answer = await changeGivenPassword(flow.context, flow.request, flow.reply);
  switch (answer.kind) {
    case 'signed_in':
      return letIn(flow, answer);
    case 'expired':
      return sendSignInPage(flow, { problem: 'expired_form' });
    case 'problem':
      return sendChangePasswordPage(flow, {
        username: answer.username,
        changeToken: formOf(flow.request).get('change_token') ?? '',
        problem: answer.problem,
      });
  }
}

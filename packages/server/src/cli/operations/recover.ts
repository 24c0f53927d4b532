import { z } from 'zod';
import { issueSetupLink, SETUP_LINK_MS } from '../../identity/setup/setup-link.ts';
import { type Operation, operatorAct } from './operation.ts';

/** A link by which somebody becomes, or becomes again, a system administrator; shown this once. */
export interface RecoveryLink {
  readonly link: string;
  readonly expires_at: string;
  readonly purpose: 'setup' | 'recovery';
}

/** Issues the set-up link anew, or a recovery link when there is an administrator. Links issued before no longer work. */
export const recover: Operation<Record<string, never>, RecoveryLink> = {
  name: 'recover',
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  run: (context) =>
    context.storage.transact(async (stores) => {
      const act = operatorAct(context);
      await stores.users.takeAdministratorsTurn();
      const purpose = (await stores.users.countAdministrators()) > 0 ? 'recovery' : 'setup';
      const token = await issueSetupLink(stores, purpose, act);
      const link = `${context.settings.issuer.href}/setup#${token}`;
      return { link, expires_at: new Date(act.now + SETUP_LINK_MS).toISOString(), purpose };
    }),
};

import { isCurrent } from '../../../authority/effective-type.ts';
import type { Membership } from '../../../authority/model.ts';
import { orderedId } from '../../../crypto/ordered-id.ts';
import { type OperationContext, OperationRefused, operatorAct } from '../operation.ts';

const STEP = 500;

/** Ends everything that a user, who is no longer active, is in: memberships through the kernel, then groups. */
export async function leaveEverything(context: OperationContext, userId: string): Promise<void> {
  const { storage, now } = context;
  // To the kernel what has expired is no membership; a row that is not yet written down as ended is still one.
  while ((await storage.transact(({ housekeeping }) => housekeeping.endExpiredMemberships(now(), STEP))).length > 0);
  for (const clientId of await storage.read(({ authority }) => authority.clientsOfUser(userId))) {
    for (;;) {
      const memberships = await someMemberships(context, clientId, userId);
      if (memberships.length === 0) break;
      await endMemberships(context, clientId, memberships);
    }
  }
  for (const { id, name } of await storage.read(({ groups }) => groups.groupsOf(userId))) {
    await leaveGroup(context, userId, { group_id: id, group: name });
  }
}

async function someMemberships(
  { authorities, now }: OperationContext,
  clientId: number,
  userId: string,
): Promise<readonly Membership[]> {
  const state = await authorities.state({ clientId });
  const at = now();
  return [...(state?.membershipsOfUser(userId) ?? [])].filter((held) => isCurrent(held, at)).slice(0, STEP);
}

async function endMemberships(context: OperationContext, clientId: number, memberships: readonly Membership[]): Promise<void> {
  const outcome = await context.authorities.change({
    clientId,
    actor: { kind: 'system', name: 'system' },
    change: { kind: 'end_memberships', memberships },
    ...operatorAct(context),
    call: 'hufu user erase',
    dryRun: false,
  });
  if (outcome?.kind === 'refused') throw new OperationRefused([`client ${clientId}: ${outcome.decision.reason}`]);
}

async function leaveGroup(
  context: OperationContext,
  userId: string,
  detail: { readonly group_id: number; readonly group: string },
): Promise<void> {
  const { origin, now } = operatorAct(context);
  await context.storage.transact(async ({ groups, audit }) => {
    if ((await groups.removeUser(detail.group_id, userId, now)) === 'unknown') return;
    const about = { action: 'group.user_removed', userId, clientId: null, detail } as const;
    await audit.append({ ...origin, id: orderedId(now), at: now, ...about });
  });
}

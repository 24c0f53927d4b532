import type { Group } from '../../../authority/model.ts';
import { orderedId } from '../../../crypto/ordered-id.ts';
import { foldUserId } from '../../../identity/user/user.ts';
import type { Client } from '../../../oauth/client/client.ts';
import { changeClient } from '../../../oauth/client/client-registration.ts';
import { acceptedClient, operatorRegistration } from '../client-view.ts';
import { type OperationContext, operatorAct, PAGE_SIZE } from '../operation.ts';

/** Owns a group that nobody owns: system administrators edit it, and no user has that id. */
const NOBODYS_OWNER = 'system';

/** The groups that a user owns. */
export async function groupsOwnedBy({ storage }: OperationContext, userId: string): Promise<Group[]> {
  const owned: Group[] = [];
  for (let after = 0; ; ) {
    const from = after;
    const page = await storage.read((stores) => stores.groups.list({ after: from, limit: PAGE_SIZE }));
    owned.push(...page.filter(({ owner }) => isSame(owner, userId)));
    after = page.at(-1)?.id ?? after;
    if (page.length < PAGE_SIZE) return owned;
  }
}

/** The clients that a user owns. */
export async function clientsOwnedBy({ storage }: OperationContext, userId: string): Promise<Client[]> {
  const owned: Client[] = [];
  for (let after = 0; ; ) {
    const from = after;
    const page = await storage.read((stores) => stores.clients.list(from, PAGE_SIZE));
    owned.push(...page.filter(({ owner }) => isSame(owner, userId)));
    after = page.at(-1)?.id ?? after;
    if (page.length < PAGE_SIZE) return owned;
  }
}

/** Gives what a user owns to the system, one at a time: nothing is left without somebody who may change it. */
export async function handOver(context: OperationContext, userId: string): Promise<void> {
  for (const group of await groupsOwnedBy(context, userId)) await handGroupOver(context, group);
  for (const { id } of await clientsOwnedBy(context, userId)) {
    await context.storage.transact(async (stores) =>
      acceptedClient(await changeClient(operatorRegistration(context, stores), { id, draft: { owner: '' } })),
    );
  }
}

async function handGroupOver(context: OperationContext, { id, name }: Group): Promise<void> {
  const { origin, now } = operatorAct(context);
  await context.storage.transact(async ({ groups, audit }) => {
    if ((await groups.update(id, { owner: NOBODYS_OWNER })) !== 'updated') return;
    // The owner before is not named: the row is about no person, and could not be forgotten.
    const detail = { group_id: id, name, owner: NOBODYS_OWNER };
    const about = { action: 'group.changed', userId: null, clientId: null, detail } as const;
    await audit.append({ ...origin, id: orderedId(now), at: now, ...about });
  });
}

function isSame(owner: string, userId: string): boolean {
  return foldUserId(owner) === foldUserId(userId);
}

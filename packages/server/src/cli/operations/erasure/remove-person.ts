import { ERASED } from '../../../authority/model.ts';
import { orderedId } from '../../../crypto/ordered-id.ts';
import { deviceMac } from '../../../http/browser/server-macs.ts';
import { setUserStatus } from '../../../identity/administration/user-administration.ts';
import { accountKey, devicesKey } from '../../../identity/credentials/throttle-keys.ts';
import { recordEvent } from '../../../identity/identity-audit.ts';
import type { User } from '../../../identity/user/user.ts';
import { type OperationContext, OperationRefused, operatorAct } from '../operation.ts';
import { acceptedUser } from '../user-view.ts';
import { handOver } from './hand-over.ts';
import { leaveEverything } from './leave-everything.ts';

const STEP = 500;
const ATTEMPTS = 5;

/**
 * Removes a user and all that names them but audit rows, in units of work each of which is small, or touches only history.
 * Whatever interrupts it, doing it again completes it. Throws `OperationRefused` for the last active system administrator.
 */
export async function removePerson(context: OperationContext, user: User): Promise<void> {
  const name = await begin(context, user);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    await leaveEverything(context, user.id);
    await handOver(context, user.id);
    while ((await deleteRows(context, user.id)) > 0);
    if (await remove(context, user.id, name)) return;
  }
  throw new OperationRefused(['the user was put into roles or groups again meanwhile: try again']);
}

/** From here on they are not active: sessions, grants and tokens are dead, and rule 1 keeps nobody in a root role. */
async function begin(context: OperationContext, user: User): Promise<string> {
  return context.storage.transact(async (stores) => {
    acceptedUser(await setUserStatus(stores, { userId: user.id, status: 'delete' }, operatorAct(context)));
    return stores.erasure.begin(user.id, ERASED + orderedId(context.now()));
  });
}

async function deleteRows({ storage, keys }: OperationContext, userId: string): Promise<number> {
  return storage.transact(async ({ erasure, throttles }) => {
    for (const { key } of [devicesKey(userId), accountKey(deviceMac(keys), userId)]) await throttles.clear(key);
    return erasure.deleteRows(userId, STEP);
  });
}

/** The last step, which is done whole: answers whether nobody put them anywhere since the steps before. */
async function remove(context: OperationContext, userId: string, name: string): Promise<boolean> {
  return context.storage.transact(async (stores) => {
    if ((await stores.authority.forget(userId, name)) === 'still_in') return false;
    if ((await stores.erasure.deleteRows(userId, STEP)) > 0) return false;
    await stores.erasure.removeUser(userId);
    await recordEvent(stores, operatorAct(context), { action: 'user.erased', userId: null, detail: { name } });
    return true;
  });
}

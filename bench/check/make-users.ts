import type { Storage } from '../../packages/server/src/storage/storage.ts';
import { tellProgress } from '../hufu/progress.ts';
import { userIdOf } from './authority-plan.ts';
import { plannedUser } from './planned-user.ts';

const BATCH = 250;

/** Inserts the users of a plan, created at `at` (milliseconds since 1970); the first `withPassword` of them have that hash. */
export async function makeUsers(
  storage: Storage,
  users: number,
  { at, ...password }: { readonly at: number; readonly withPassword?: number; readonly hash?: string },
): Promise<void> {
  const { withPassword = 0, hash = null } = password;
  for (let first = 0; first < users; first += BATCH) {
    tellProgress(`making ${users.toLocaleString('en-GB')} users: ${first.toLocaleString('en-GB')}`);
    await storage.transact(async (stores) => {
      for (let user = first; user < Math.min(first + BATCH, users); user++) {
        const planned = plannedUser(userIdOf(user), at);
        await stores.users.insert(user < withPassword ? { ...planned, passwordHash: hash, passwordSetAt: at } : planned);
      }
    });
  }
}

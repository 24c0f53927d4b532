import { foldUserId } from '../../../identity/user/user.ts';
import type { ErasureStore } from '../../erasure-store.ts';
import type { HousekeepingStore } from '../../storage.ts';
import type { Changing } from '../remembered-rows.ts';

/** Erasing, heard by the memory. Every method is named here, so that one that removes is not overlooked. */
export function rememberedErasure(store: ErasureStore, changing: Changing): ErasureStore {
  return {
    begin: (userId, name) => store.begin(userId, name),
    find: (userId) => store.find(userId),
    deleteRows(userId, limit) {
      changing.all('grants', 'tokens', 'tokenGrants');
      return store.deleteRows(userId, limit);
    },
    removeUser(userId) {
      changing.row('users', foldUserId(userId));
      return store.removeUser(userId);
    },
    finish: (userId) => store.finish(userId),
  };
}

/** Housekeeping, heard by the memory where it ends what had not ended by itself. */
export function rememberedHousekeeping(store: HousekeepingStore, changing: Changing): HousekeepingStore {
  return {
    // Dead rows only: who is answered one of them looks at its times.
    deleteExpired: (now, limit) => store.deleteExpired(now, limit),
    endExpiredMemberships: (now, limit) => store.endExpiredMemberships(now, limit),
    histories: (after, limit) => store.histories(after, limit),
    trimHistory: (clientId, before, limit) => store.trimHistory(clientId, before, limit),
    endIssued(now, keepSessions) {
      changing.all('grants', 'tokens', 'tokenGrants');
      return store.endIssued(now, keepSessions);
    },
  };
}

import type { AuthorizationCodeStore } from '../../src/oauth/tokens/authorization-code.ts';
import type { RefreshTokenStore } from '../../src/oauth/tokens/refresh-token.ts';
import type { Storage, Stores } from '../../src/storage/storage.ts';

/** A control that must be seen to double: codes and refresh tokens are looked at first and marked as used afterwards. */
export function readsThenWrites(own: Storage): Storage {
  return {
    file: own.file,
    transact: (work) => own.transact((stores) => work(careless(stores))),
    read: (work) => own.read(work),
    snapshot: (work) => own.snapshot(work),
    ping: () => own.ping(),
    close: () => own.close(),
  };
}

function careless(stores: Stores): Stores {
  return { ...stores, codes: carelessCodes(stores.codes), refreshTokens: carelessTokens(stores.refreshTokens) };
}

function carelessCodes(codes: AuthorizationCodeStore): AuthorizationCodeStore {
  return {
    insert: (code) => codes.insert(code),
    find: (id) => codes.find(id),
    async redeem(id, now) {
      if ((await codes.find(id))?.redeemedAt !== null) return 'already_redeemed';
      await codes.redeem(id, now);
      return 'redeemed';
    },
  };
}

function carelessTokens(tokens: RefreshTokenStore): RefreshTokenStore {
  return {
    insert: (token) => tokens.insert(token),
    find: (id) => tokens.find(id),
    hasLive: (grantId, now) => tokens.hasLive(grantId, now),
    async rotate(id, successors, now) {
      if ((await tokens.find(id))?.rotatedAt !== null) return 'reused';
      await tokens.rotate(id, successors, now);
      return 'rotated';
    },
  };
}

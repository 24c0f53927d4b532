import type { AuthorizationCodeStore } from '../../src/oauth/tokens/authorization-code.ts';
import type { RefreshTokenStore } from '../../src/oauth/tokens/refresh-token.ts';
import type { Storage, Stores } from '../../src/storage/storage.ts';
import { StoresOver } from '../../src/storage/unit-of-work/stores-over.ts';

/** A control that must be seen to double: codes and refresh tokens are looked at first and marked as used afterwards. */
export function readsThenWrites(own: Storage): Storage {
  return {
    file: own.file,
    transact: (work) => own.transact((stores) => work(new Careless(stores))),
    read: (work) => own.read(work),
    snapshot: (work) => own.snapshot(work),
    ping: () => own.ping(),
    close: () => own.close(),
  };
}

class Careless extends StoresOver {
  override get codes(): Stores['codes'] {
    return carelessCodes(this.under.codes);
  }

  override get refreshTokens(): Stores['refreshTokens'] {
    return carelessTokens(this.under.refreshTokens);
  }
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

import type { SigningKey, SigningKeyStore } from '../../signing-keys/signing-key.ts';
import type { Changing } from './remembered-rows.ts';

/** Tells whoever holds the signing keys in memory that they may have changed, here or on another node. */
export class SigningKeyChanges {
  #listener: () => Promise<void> = () => Promise.resolve();

  /** Calls `listener` from now on, instead of the one before; its failures are its own. */
  listen(listener: () => Promise<void>): void {
    this.#listener = listener;
  }

  /** Resolves once whoever listens knows better. */
  async happened(): Promise<void> {
    await this.#listener().catch(() => undefined);
  }
}

/** The store of signing keys, telling what changes them. Every method is named here, so that one that writes is not overlooked. */
export function observedSigningKeys(store: SigningKeyStore, changing: Changing): SigningKeyStore {
  return {
    list: () => store.list(),
    add(key: SigningKey, keptMs: number) {
      changing.signingKeys();
      return store.add(key, keptMs);
    },
    revoke(kid: string, at: number) {
      changing.signingKeys();
      return store.revoke(kid, at);
    },
  };
}

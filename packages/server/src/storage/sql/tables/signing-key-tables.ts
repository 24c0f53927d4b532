import type { SigningAlgorithm } from '../../../signing-keys/signing-key.ts';

/** Keys that we sign with; the public part is JSON. */
export interface SigningKeyRow {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly generation: number;
  readonly public_jwk: string;
  readonly sealed_key: string | null;
  readonly created_at: number;
  readonly active_from: number;
  readonly retired_at: number | null;
  readonly removed_at: number | null;
  readonly revoked_at: number | null;
}

import { sha256Hex } from '../../../crypto/hash.ts';
import type { AuditMentionRow, AuditRow } from '../tables/audit-tables.ts';
import { detailOwner, FORGOTTEN, ownerOfAddress, personOf } from './personal.ts';

/** The hash before the first row of a chain. */
export const CHAIN_START: string = sha256Hex('hufu audit chain v1');

/** What of a row enters its chain, beside the hash before it. */
export type ChainedRow = Omit<AuditRow, 'hash'>;

/** The salt of a person or, for `''`, of what is no person's; `undefined` when it was dropped. */
export type SaltOf = (subject: string) => string | undefined;

/** What a value is; the hashes of two things are unlike, even when they read the same. */
type Part = 'user' | 'address' | 'detail';

/** Thrown when something personal is there in clear whose salt is not. */
export class SaltMissing extends Error {
  override readonly name = 'SaltMissing';
}

/**
 * The hash of a row: SHA-256 over the JSON list of the hash before it and its members, in which what is personal is
 * replaced by a salted hash.
 */
export function chainHash(
  previousHash: string,
  row: ChainedRow,
  { mentions, saltOf }: { readonly mentions: readonly AuditMentionRow[]; readonly saltOf: SaltOf },
): string {
  const { chain, sequence, id, at, action, request_id, client_id } = row;
  const mentioned = mentions.map(({ user_id, detail }) => [
    personalHash(saltOf, 'user', { value: user_id, owner: user_id }),
    personalHash(saltOf, 'detail', { value: detail, owner: user_id }),
  ]);
  return sha256Hex(
    JSON.stringify([
      previousHash,
      chain,
      sequence,
      id,
      at,
      action,
      request_id,
      client_id,
      ...personalForms(row, saltOf),
      mentioned,
    ]),
  );
}

function personalForms(row: ChainedRow, saltOf: SaltOf): readonly (string | null | readonly string[])[] {
  const { actor, address, user_id, detail } = row;
  const person = personOf(actor);
  const owner = detailOwner(row);
  return [
    person === undefined ? ['', actor] : personalHash(saltOf, 'user', { value: actor, owner: person }),
    personalHash(saltOf, 'address', { value: address, owner: ownerOfAddress(row) }),
    user_id === null ? null : personalHash(saltOf, 'user', { value: user_id, owner: user_id }),
    owner === undefined ? ['', detail] : personalHash(saltOf, 'detail', { value: detail, owner }),
  ];
}

/** The salted hash of a value; what was forgotten already is one. Throws `SaltMissing`. */
export function personalHash(saltOf: SaltOf, part: Part, { value, owner }: { value: string; owner: string }): string {
  if (value.startsWith(FORGOTTEN)) return value.slice(FORGOTTEN.length);
  if (part === 'detail') return saltedHash(saltOf, part, { value, owner });
  // Rows that are chained together are mostly of the same few people and addresses.
  const known = hashes.get(saltOf) ?? new Map<string, string>();
  hashes.set(saltOf, known);
  const key = JSON.stringify([part, owner, value]);
  const found = known.get(key) ?? saltedHash(saltOf, part, { value, owner });
  known.set(key, found);
  return found;
}

// For as long as somebody holds the salts: no longer than one commit.
const hashes = new WeakMap<SaltOf, Map<string, string>>();

function saltedHash(saltOf: SaltOf, part: Part, { value, owner }: { value: string; owner: string }): string {
  const salt = saltOf(owner);
  if (salt === undefined) throw new SaltMissing('the salt of a person is missing');
  return sha256Hex(JSON.stringify([salt, part, value]));
}

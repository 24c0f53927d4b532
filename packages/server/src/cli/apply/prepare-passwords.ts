import { normalizeImportedHash } from '../../identity/credentials/hashing/stored-hash.ts';
import { foldUserId, type User } from '../../identity/user/user.ts';
import { hashNewPassword } from '../operations/new-password.ts';
import { type OperationContext, OperationRefused } from '../operations/operation.ts';
import type { UserInput } from './document/document-shape.ts';

/** A password as it will be stored: hashing takes long, so it is done before the unit of work. */
export interface PreparedPassword {
  /** What was stored when it was prepared; if it is another by then, the preparation is void. */
  readonly seenHash: string | null;
  /** `undefined`: the stored one stays, since it is of this password. */
  readonly newHash: string | undefined;
}

/** What a plan stores in place of a hash; it is rolled back. */
const NOT_HASHED = `$2b$10$${'.'.repeat(53)}`;

/**
 * Compares the passwords of a document with the stored hashes, by folded user id, and hashes those that differ.
 * Throws `OperationRefused` with all that may not be chosen.
 */
export async function preparePasswords(
  context: OperationContext,
  users: readonly UserInput[],
  plan: boolean,
): Promise<ReadonlyMap<string, PreparedPassword>> {
  const prepared = new Map<string, PreparedPassword>();
  const problems: string[] = [];
  const queue = [...users.entries()]
    .filter(([, user]) => user.password !== undefined || user.password_hash !== undefined)
    .values();
  const work = async (): Promise<void> => {
    for (const [index, user] of queue) {
      try {
        prepared.set(foldUserId(user.id), await preparePassword(context, user, plan));
      } catch (error) {
        if (!(error instanceof OperationRefused)) throw error;
        problems.push(...error.problems.map((problem) => `users[${index}].password: ${problem}`));
      }
    }
  };
  await Promise.all(Array.from({ length: context.settings.passwordParallelism }, work));
  if (problems.length > 0) throw new OperationRefused(problems);
  return prepared;
}

async function preparePassword(context: OperationContext, input: UserInput, plan: boolean): Promise<PreparedPassword> {
  const user = await context.storage.read((stores) => stores.users.find(input.id));
  const seenHash = user?.passwordHash ?? null;
  if (input.password === undefined) {
    const given = normalizeImportedHash(input.password_hash ?? '');
    return { seenHash, newHash: given === seenHash ? undefined : given };
  }
  const equal = seenHash !== null && (await context.hasher.verify(seenHash, input.password)).matches;
  if (equal) return { seenHash, newHash: undefined };
  const newHash = await hashNewPassword(plan ? UNHASHED : context.hasher, input.password, ownerOf(input, user));
  return { seenHash, newHash };
}

const UNHASHED = { hash: () => Promise.resolve(NOT_HASHED) };

function ownerOf(input: UserInput, user: User | undefined): { userId: string; fullname: string; email: string } {
  return {
    userId: input.id,
    fullname: input.fullname ?? user?.fullname ?? input.id,
    email: input.email ?? user?.email ?? '',
  };
}

import { sha256Hex } from '../../../crypto/hash.ts';
import { randomSecret } from '../../../crypto/random.ts';
import { foldUserId } from '../../../identity/user/user.ts';
import type { Connection } from '../connection.ts';
import { SqlInstanceStore } from '../operation/instance-store.ts';
import { statement } from '../statement.ts';
import type { ErasedUserRow } from '../tables/identity-tables.ts';

/** Names the salt among the facts about the installation. */
const SALT = 'erased_users_salt';

const FIND = statement((db, given: { digest: string }) =>
  db.selectFrom('erased_users').select(['digest', 'name']).where('digest', '=', given.digest),
);

const INSERT = statement((db, given: ErasedUserRow) =>
  db
    .insertInto('erased_users')
    .values({ digest: given.digest, name: given.name })
    .onConflict((conflict) => conflict.doNothing()),
);

const FINISH = statement((db, given: { digest: string }) =>
  db.updateTable('erased_users').set({ name: '' }).where('digest', '=', given.digest),
);

/** Notes that a user is being erased; answers the name that was noted first. */
export async function insertErased(connection: Connection, userId: string, name: string): Promise<string> {
  const salt = await new SqlInstanceStore(connection).putIfAbsent(SALT, randomSecret());
  const digest = digestOf(salt, userId);
  await INSERT.run(connection, { digest, name });
  return (await FIND.first(connection, { digest }))?.name ?? name;
}

/** What was noted of a user; `undefined` when they were never erased. */
export async function findErased(connection: Connection, userId: string): Promise<ErasedUserRow | undefined> {
  // Without a salt nobody was.
  const salt = await new SqlInstanceStore(connection).find(SALT);
  return salt === undefined ? undefined : FIND.first(connection, { digest: digestOf(salt, userId) });
}

/** Drops the name of a user who was erased. */
export async function finishErased(connection: Connection, userId: string): Promise<void> {
  const found = await findErased(connection, userId);
  if (found !== undefined) await FINISH.run(connection, { digest: found.digest });
}

function digestOf(salt: string, userId: string): string {
  return sha256Hex(JSON.stringify([salt, 'erased user', foldUserId(userId)]));
}

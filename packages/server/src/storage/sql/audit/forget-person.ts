import { sql } from 'kysely';
import type { Forgetting } from '../../../observability/audit.ts';
import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';
import type { AuditMentionRow, AuditRow } from '../tables/audit-tables.ts';
import { AUDIT_COLUMNS } from './audit-row.ts';
import { personalHash, type SaltOf } from './chain-encoding.ts';
import { detailOwner, FORGOTTEN, ownerOfAddress } from './personal.ts';
import { dropSalt, findSalts } from './salts.ts';

interface Range {
  readonly user_id: string;
  readonly after: string;
  readonly to: string;
}

const BOUND = statement((db, given: { after: string; limit: number }) =>
  db
    .selectFrom(
      db.selectFrom('audit').select('id').where('id', '>', given.after).orderBy('id').limit(given.limit).as('looked_at'),
    )
    .select((eb) => [eb.fn.max<string | null>('id').as('last'), eb.fn.countAll<number>().as('count')]),
);

const ROWS = statement((db, given: Range) =>
  db
    .selectFrom('audit')
    .select(AUDIT_COLUMNS)
    .where('id', '>', given.after)
    .where('id', '<=', given.to)
    .where((eb) => eb.or([eb('user_id', '=', given.user_id), eb('actor', '=', given.user_id)])),
);

const MENTIONS = statement((db, given: Range) =>
  db
    .selectFrom('audit_mentions')
    .select(['audit_id', 'position', 'user_id', 'detail'])
    .where('user_id', '=', given.user_id)
    .where('audit_id', '>', given.after)
    .where('audit_id', '<=', given.to),
);

const UPDATE_ROW = statement((db, given: Pick<AuditRow, 'id' | 'actor' | 'address' | 'user_id' | 'detail'>) =>
  db
    .updateTable('audit')
    .set({ actor: given.actor, address: given.address, user_id: sql`${given.user_id}`, detail: given.detail })
    .where('id', '=', given.id),
);

const UPDATE_MENTION = statement((db, given: AuditMentionRow) =>
  db
    .updateTable('audit_mentions')
    .set({ user_id: given.user_id, detail: given.detail })
    .where('audit_id', '=', given.audit_id)
    .where('position', '=', given.position),
);

/** Forgets a person in the next rows, and drops their salt after the last. */
export async function forgetPerson(
  connection: Connection,
  { userId, after, limit }: { readonly userId: string; readonly after: string; readonly limit: number },
): Promise<Forgetting> {
  const saltOf = await findSalts(connection, [userId]);
  const bound = await BOUND.first(connection, { after, limit });
  const last = bound?.last ?? undefined;
  // Without a salt there is nothing of this person.
  if (last === undefined || saltOf(userId) === undefined) {
    await dropSalt(connection, userId);
    return { changed: 0, next: undefined };
  }
  const range = { user_id: userId, after, to: last };
  const rows = await ROWS.all(connection, range);
  for (const row of rows) await UPDATE_ROW.run(connection, forgottenRow(row, userId, saltOf));
  const mentions = await MENTIONS.all(connection, range);
  for (const mention of mentions) await UPDATE_MENTION.run(connection, forgottenMention(mention, saltOf));
  return { changed: rows.length + mentions.length, next: last };
}

function forgottenRow(row: AuditRow, userId: string, saltOf: SaltOf): AuditRow {
  const hashed = (part: 'user' | 'address' | 'detail', value: string): string =>
    FORGOTTEN + personalHash(saltOf, part, { value, owner: userId });
  return {
    ...row,
    actor: row.actor === userId ? hashed('user', row.actor) : row.actor,
    address: ownerOfAddress(row) === userId ? hashed('address', row.address) : row.address,
    user_id: row.user_id === userId ? hashed('user', row.user_id) : row.user_id,
    detail: detailOwner(row) === userId ? hashed('detail', row.detail) : row.detail,
  };
}

function forgottenMention(mention: AuditMentionRow, saltOf: SaltOf): AuditMentionRow {
  const { user_id, detail } = mention;
  return {
    ...mention,
    user_id: FORGOTTEN + personalHash(saltOf, 'user', { value: user_id, owner: user_id }),
    detail: FORGOTTEN + personalHash(saltOf, 'detail', { value: detail, owner: user_id }),
  };
}

import { type Expression, sql } from 'kysely';
import { foldUserId } from '../../../identity/user/user.ts';
import type { Forgetting } from '../../../observability/audit.ts';
import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';
import type { AuditMentionRow, AuditRow } from '../tables/audit-tables.ts';
import { AUDIT_COLUMNS } from './audit-row.ts';
import { personalHash, type SaltOf } from './chain-encoding.ts';
import { detailOwner, FORGOTTEN, ownerOfAddress } from './personal.ts';
import { dropSalt, findSalts } from './salts.ts';

interface Range {
  /** Folded: whoever asks may spell the id in any case, and rows spell it as the user's own was. */
  readonly folded: string;
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
    .where((eb) => eb.or([eb(folded('user_id'), '=', given.folded), eb(folded('actor'), '=', given.folded)])),
);

const MENTIONS = statement((db, given: Range) =>
  db
    .selectFrom('audit_mentions')
    .select(['audit_id', 'position', 'user_id', 'detail'])
    .where(folded('user_id'), '=', given.folded)
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

// Looks at every row, since a person is rarely forgotten.
const LEFT = statement((db, given: { folded: string }) =>
  db
    .selectFrom('audit')
    .select('id')
    .where((eb) => eb.or([eb(folded('user_id'), '=', given.folded), eb(folded('actor'), '=', given.folded)]))
    .unionAll((eb) => eb.selectFrom('audit_mentions').select('audit_id as id').where(folded('user_id'), '=', given.folded))
    .limit(1),
);

/** Forgets a person in the next rows, and drops their salt after the last. */
export async function forgetPerson(
  connection: Connection,
  { userId, after, limit }: { readonly userId: string; readonly after: string; readonly limit: number },
): Promise<Forgetting> {
  const person = foldUserId(userId);
  const salt = (await findSalts(connection, [userId]))(userId);
  // Without a salt there is nothing of this person.
  if (salt === undefined) return { changed: 0, next: undefined };
  const bound = await BOUND.first(connection, { after, limit });
  const last = bound?.last ?? undefined;
  if (last === undefined) return finish(connection, userId);
  const range = { folded: person, after, to: last };
  const forgotten: Forgotten = { person, saltOf: () => salt };
  const rows = await ROWS.all(connection, range);
  for (const row of rows) await UPDATE_ROW.run(connection, forgottenRow(row, forgotten));
  const mentions = await MENTIONS.all(connection, range);
  for (const mention of mentions) await UPDATE_MENTION.run(connection, forgottenMention(mention, forgotten));
  return { changed: rows.length + mentions.length, next: last };
}

async function finish(connection: Connection, userId: string): Promise<Forgetting> {
  // A row that was begun earlier may have come in behind; without the salt it would never verify again.
  if ((await LEFT.first(connection, { folded: foldUserId(userId) })) !== undefined) return { changed: 0, next: '' };
  await dropSalt(connection, userId);
  return { changed: 0, next: undefined };
}

function folded(column: 'user_id' | 'actor'): Expression<string> {
  return sql<string>`lower(${sql.ref(column)})`;
}

/** Who is forgotten, by the folded id, and their salt. */
interface Forgotten {
  readonly person: string;
  readonly saltOf: SaltOf;
}

function forgottenRow(row: AuditRow, { person, saltOf }: Forgotten): AuditRow {
  const forget = (part: 'user' | 'address' | 'detail', value: string, owner: string | null | undefined): string =>
    typeof owner === 'string' && foldUserId(owner) === person ? FORGOTTEN + personalHash(saltOf, part, { value, owner }) : value;
  return {
    ...row,
    actor: forget('user', row.actor, row.actor),
    address: forget('address', row.address, ownerOfAddress(row)),
    user_id: row.user_id === null ? null : forget('user', row.user_id, row.user_id),
    detail: forget('detail', row.detail, detailOwner(row)),
  };
}

function forgottenMention(mention: AuditMentionRow, { saltOf }: Forgotten): AuditMentionRow {
  const { user_id, detail } = mention;
  return {
    ...mention,
    user_id: FORGOTTEN + personalHash(saltOf, 'user', { value: user_id, owner: user_id }),
    detail: FORGOTTEN + personalHash(saltOf, 'detail', { value: detail, owner: user_id }),
  };
}

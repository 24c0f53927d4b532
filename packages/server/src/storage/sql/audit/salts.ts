import { randomSecret } from '../../../crypto/random.ts';
import { foldUserId } from '../../../identity/user/user.ts';
import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';
import type { AuditSaltRow } from '../tables/audit-tables.ts';
import type { SaltOf } from './chain-encoding.ts';

const FIND = statement((db, given: { subject: string }) =>
  db.selectFrom('audit_salts').select('salt').where('subject', '=', given.subject),
);

const INSERT = statement((db, given: AuditSaltRow) =>
  db
    .insertInto('audit_salts')
    .values({ subject: given.subject, salt: given.salt })
    .onConflict((conflict) => conflict.doNothing()),
);

const DROP = statement((db, given: { subject: string }) => db.deleteFrom('audit_salts').where('subject', '=', given.subject));

/** The salts that exist, for these people. */
export async function findSalts(connection: Connection, people: Iterable<string>): Promise<SaltOf> {
  const salts = new Map<string, string | undefined>();
  for (const person of people) salts.set(person, (await FIND.first(connection, { subject: foldUserId(person) }))?.salt);
  return (person) => salts.get(person);
}

/** The salts of these people, made where there was none; always in the same order, so that two who do so do not wait for each other. */
export async function saltsFor(connection: Connection, people: Iterable<string>): Promise<SaltOf> {
  const subjects = [...new Set([...people].map(foldUserId))].sort();
  const salts = new Map<string, string>();
  const found = await Promise.all(subjects.map((subject) => FIND.first(connection, { subject })));
  for (const [index, subject] of subjects.entries())
    salts.set(subject, found[index]?.salt ?? (await saltFor(connection, subject)));
  return (person) => salts.get(foldUserId(person));
}

async function saltFor(connection: Connection, subject: string): Promise<string> {
  const found = await FIND.first(connection, { subject });
  if (found !== undefined) return found.salt;
  const salt = randomSecret();
  if ((await INSERT.run(connection, { subject, salt })) === 1) return salt;
  // Another unit of work was faster.
  return saltFor(connection, subject);
}

/** Makes whatever was salted for a person nobody's. */
export async function dropSalt(connection: Connection, person: string): Promise<void> {
  await DROP.run(connection, { subject: foldUserId(person) });
}

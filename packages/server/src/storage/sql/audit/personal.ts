import type { AuditRow } from '../tables/audit-tables.ts';

/** Begins what stands in the place of something forgotten; no user id, address or JSON object does. */
export const FORGOTTEN = '~';

/** Stands for nobody, whose salt is never dropped. */
export const NOBODY = '';

const NO_PERSONS: ReadonlySet<string> = new Set(['', 'system', 'anonymous']);

/** The user that an actor is; `undefined` for a client, the operator and strangers. */
export function personOf(actor: string): string | undefined {
  return NO_PERSONS.has(actor) || actor.startsWith('client-') ? undefined : actor;
}

/** Whose address a row has: the actor's, else the user's, else nobody's. */
export function ownerOfAddress({ actor, user_id }: Pick<AuditRow, 'actor' | 'user_id'>): string {
  return personOf(actor) ?? user_id ?? NOBODY;
}

/** Whom a row's detail is about; `undefined` when it is about no person. */
export function detailOwner({ user_id }: Pick<AuditRow, 'user_id'>): string | undefined {
  return user_id ?? undefined;
}

/** The people whose salts a row needs, and nobody where the address is nobody's; those who were forgotten are not among them. */
export function subjectsOf(row: Pick<AuditRow, 'actor' | 'user_id'>, mentioned: readonly string[]): Set<string> {
  const people = [personOf(row.actor), row.user_id, ownerOfAddress(row), ...mentioned];
  return new Set(people.filter((person) => typeof person === 'string' && !person.startsWith(FORGOTTEN)) as string[]);
}

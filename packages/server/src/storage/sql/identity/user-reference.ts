import { type Expression, sql } from 'kysely';

/**
 * The stored id of the user whose folded id is given. Whoever asks by user may spell the id in any case: a spelling
 * that finds no sessions or grants would leave them alive.
 */
export function userNamed(foldedId: string): Expression<string> {
  return sql<string>`(select id from users where id_folded = ${foldedId})`;
}

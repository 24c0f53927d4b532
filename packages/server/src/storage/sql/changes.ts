import { type RawBuilder, sql } from 'kysely';
import type { SqlValue } from './connection.ts';

/** The members of `Changes` and the columns that keep them; each must be named, so none can be forgotten. */
export type ColumnsOf<Changes> = { readonly [Member in keyof Required<Changes>]: string };

/** Values a member may have: lists and objects are kept as JSON, booleans as 0 and 1. */
export type MemberValue = SqlValue | boolean | object;

/** A member's value as its column keeps it. */
export function columnValue(value: MemberValue): SqlValue {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

/** The parameters of `changedOrKept` for these changes: each column's value, and whether it is given. */
export function changeParameters<Changes extends { readonly [Member in keyof Changes]: MemberValue }>(
  columns: ColumnsOf<Changes>,
  changes: Changes,
): Record<string, SqlValue> {
  const parameters: Record<string, SqlValue> = {};
  for (const [member, value] of Object.entries<MemberValue | undefined>(changes)) {
    if (value !== undefined && Object.hasOwn(columns, member)) parameters[Reflect.get(columns, member)] = columnValue(value);
  }
  for (const column of Object.values<string>(columns)) {
    parameters[`${column}_given`] = Number(Object.hasOwn(parameters, column));
    parameters[column] ??= null;
  }
  return parameters;
}

/** What a statement sets these columns to: the parameter where one is given, else what is there. One statement serves every change. */
export function changedOrKept(
  columns: readonly string[],
  given: Readonly<Record<string, SqlValue>>,
): Record<string, RawBuilder<never>> {
  const set = (column: string): RawBuilder<never> =>
    sql<never>`case when ${given[`${column}_given`]} = 1 then ${given[column]} else ${sql.ref(column)} end`;
  return Object.fromEntries(columns.map((column) => [column, set(column)]));
}

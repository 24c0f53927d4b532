import type { VerifiedPart, Violation } from '../../verification-store.ts';
import type { Connection } from '../connection.ts';
import type { Statement } from '../statement.ts';

const ROWS = 500;

/** The keys of rows: after `after`, up to and including `last`. */
export interface Range {
  readonly after: string;
  readonly last: string;
}

/** Finds the rows of a range that break one rule; `place` says which, in few words. */
export interface Fault {
  readonly find: Statement<Range, { readonly place: string }>;
  readonly problem: string;
}

/** Rows of one table in the order of their text key, and the rules that each of them must keep. */
export interface RangeCheck {
  readonly keys: Statement<{ readonly after: string; readonly limit: number }, { readonly key: string }>;
  readonly faults: readonly Fault[];
}

/** Verifies several tables, one after the other: `after` is the table's number and the key of the last row. */
export async function verifyRanges(connection: Connection, checks: readonly RangeCheck[], after: string): Promise<VerifiedPart> {
  const [number = '', ...rest] = after.split(' ');
  const index = Number(number);
  const check = checks[index];
  if (check === undefined) return { checked: 0, violations: [], next: undefined };
  const from = rest.join(' ');
  const keys = await check.keys.all(connection, { after: from, limit: ROWS });
  const last = keys.at(-1)?.key;
  if (last === undefined) return { checked: 0, violations: [], next: nextTable(checks, index) };
  const violations: Violation[] = [];
  for (const { find, problem } of check.faults) {
    for (const { place } of await find.all(connection, { after: from, last })) {
      violations.push({ severity: 'wrong', problem: `${place}: ${problem}` });
    }
  }
  return { checked: keys.length, violations, next: keys.length < ROWS ? nextTable(checks, index) : `${index} ${last}` };
}

function nextTable(checks: readonly RangeCheck[], index: number): string | undefined {
  return index + 1 < checks.length ? `${index + 1} ` : undefined;
}

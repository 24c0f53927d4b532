import { INVARIANTS, type Violation } from '../../../storage/verification-store.ts';
import type { Connection } from '../../connection.ts';
import type { BackupConnection } from '../../operations/database/backup-connection.ts';
import { OWNERS_OF_SECRETS, type PartView, verifyFile, verifyRows, verifySecrets } from '../../operations/database/verify.ts';
import { chainProblems, verifyAll } from '../audit/audit-verify-command.ts';

/** What one check found; at most twenty of what is wrong are named. */
export interface CheckResult {
  readonly check: string;
  /** How many rows; `null` where it is not rows that are counted. */
  readonly checked: number | null;
  readonly wrong: number;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  /** Why it could not be checked; `null` when it was. */
  readonly not_checked: string | null;
}

const NAMED = 20;
/** What is told of a row may be as long as whoever made the file wanted. */
const LONGEST = 500;

/** What keeps a backup from being verified whole. */
type Limits = Pick<BackupConnection, 'isCurrent' | 'hasKey' | 'keyId'>;
const NO_LIMITS: Limits = { isCurrent: true, hasKey: true, keyId: undefined };

/** Verifies a database in steps, between which it answers others. */
export async function verifyDatabase(connection: Connection, limits: Limits = NO_LIMITS): Promise<CheckResult[]> {
  const file = await fileResult(connection);
  if (file.wrong > 0) return [file, skipped('rows', 'the file is damaged')];
  if (!limits.isCurrent) {
    // Not a success: a backup that was not checked is no checked backup.
    const reason = 'it is of an older version of Hufu: restore it, which brings it up to date, or use that version';
    return [file, { ...skipped('rows', reason), wrong: 1, problems: [`the rows were not checked: ${reason}`] }];
  }
  const results = [file];
  for (const invariant of INVARIANTS) {
    results.push(await inParts(invariant, (after) => connection.perform(verifyRows, { invariant, after })));
  }
  return [...results, ...(await secretResults(connection, limits)), await auditResult(connection)];
}

async function fileResult(connection: Connection): Promise<CheckResult> {
  const { problems } = await connection.perform(verifyFile, {});
  if (problems === null) return skipped('file', 'PostgreSQL keeps its own (pg_amcheck)');
  return { check: 'file', checked: null, wrong: problems.length, problems, warnings: [], not_checked: null };
}

async function secretResults(connection: Connection, { hasKey, keyId }: Limits): Promise<CheckResult[]> {
  if (!hasKey) return [skipped('secrets', `the at-rest key (${keyId}) is neither here nor in the backup`)];
  return Promise.all(
    OWNERS_OF_SECRETS.map((of) => inParts(`secrets of ${of}`, (after) => connection.perform(verifySecrets, { of, after }))),
  );
}

async function auditResult(connection: Connection): Promise<CheckResult> {
  const chains = await verifyAll(connection, undefined);
  const problems = chains.flatMap(chainProblems);
  const checked = chains.reduce((sum, { rows_checked }) => sum + rows_checked, 0);
  return {
    check: 'audit',
    checked,
    wrong: problems.length,
    problems: problems.slice(0, NAMED).map(brief),
    warnings: [],
    not_checked: null,
  };
}

async function inParts(check: string, verify: (after: string) => Promise<PartView>): Promise<CheckResult> {
  const found: Record<Violation['severity'], string[]> = { wrong: [], warning: [] };
  let checked = 0;
  let wrong = 0;
  for (let after: string | null = ''; after !== null; ) {
    const part: PartView = await verify(after);
    checked += part.checked;
    after = part.next;
    for (const { severity, problem } of part.violations) {
      if (severity === 'wrong') wrong += 1;
      if (found[severity].length < NAMED) found[severity].push(brief(problem));
    }
  }
  return { check, checked, wrong, problems: found.wrong, warnings: found.warning, not_checked: null };
}

function brief(problem: string): string {
  return problem.slice(0, LONGEST);
}

function skipped(check: string, reason: string): CheckResult {
  return { check, checked: null, wrong: 0, problems: [], warnings: [], not_checked: reason };
}

import { z } from 'zod';
import { createUser } from '../../identity/administration/user-administration.ts';
import type { Act } from '../../identity/identity-stores.ts';
import type { Stores } from '../../storage/storage.ts';
import { type Operation, operatorAct } from '../operations/operation.ts';
import { userProblemText } from '../operations/user-view.ts';
import { importExisting } from './import-existing.ts';
import { type ImportedUser, readImportedUser } from './imported-user.ts';

/** The most rows of one unit of work: few enough that whoever else writes waits only some hundredths of a second. */
export const MOST_ROWS = 200;

/** How an import treats users who exist. */
export interface ImportMode {
  /** Only tells what would be done. */
  readonly plan: boolean;
  /** Changes users who exist to what the file says of them. */
  readonly update: boolean;
  /** With `update`: also replaces passwords that users have. */
  readonly replace_passwords: boolean;
}

/** What became of a row. `existing`: the user exists, differs, and was left alone. */
export type RowOutcome = 'created' | 'updated' | 'unchanged' | 'existing' | 'refused';

/** A row of the file and what became of it: `reasons` says why it was refused, or what differs. */
export interface ImportedRow {
  readonly line: number;
  readonly id: string;
  readonly outcome: RowOutcome;
  readonly reasons: readonly string[];
}

/** A row to import: its texts by column, none of them empty. */
export interface RowToImport {
  readonly line: number;
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * Imports some rows of a file of users in one unit of work, each user with an audit row. A row that is refused leaves
 * nothing and holds up no other.
 */
export const importUsers: Operation<ImportMode & { readonly rows: readonly RowToImport[] }, readonly ImportedRow[]> = {
  name: 'import.users',
  isStep: true,
  input: z.strictObject({
    rows: z.array(z.strictObject({ line: z.int(), texts: z.record(z.string(), z.string()) })).max(MOST_ROWS),
    plan: z.boolean(),
    update: z.boolean(),
    replace_passwords: z.boolean(),
  }),
  async run(context, { rows, ...mode }) {
    const act = operatorAct(context);
    try {
      return await context.storage.transact(async (stores) => {
        const imported: ImportedRow[] = [];
        for (const row of rows) imported.push(await importRow({ stores, act, mode }, row));
        if (mode.plan) throw new PlanMade(imported);
        return imported;
      });
    } catch (error) {
      if (error instanceof PlanMade) return error.rows;
      throw error;
    }
  },
};

/** Thrown at the end of a plan, so that its unit of work leaves nothing. */
class PlanMade extends Error {
  override readonly name = 'PlanMade';
  readonly rows: readonly ImportedRow[];

  constructor(rows: readonly ImportedRow[]) {
    super('planned');
    this.rows = rows;
  }
}

/** The unit of work in which rows are imported. */
interface Importing {
  readonly stores: Stores;
  readonly act: Act;
  readonly mode: ImportMode;
}

const LONGEST_SHOWN_ID = 64;

async function importRow(importing: Importing, { line, texts }: RowToImport): Promise<ImportedRow> {
  const read = readImportedUser(texts);
  const { outcome, reasons } = read.ok
    ? await importUser(importing, read.user)
    : { outcome: 'refused' as const, reasons: read.problems };
  return { line, id: (texts['id'] ?? '').slice(0, LONGEST_SHOWN_ID), outcome, reasons };
}

async function importUser(importing: Importing, user: ImportedUser): Promise<Pick<ImportedRow, 'outcome' | 'reasons'>> {
  const { password_hash: passwordHash = null, must_change_password: mustChangePassword = false, ...described } = user;
  const { id, fullname = id, email = '', phone = '', wechat = '' } = described;
  const { type = 'system', dn = '', organization = '', status = 'active' } = described;
  const texts = { id, fullname, email, phone, wechat, type, dn, organization };
  const created = await createUser(importing.stores, { ...texts, status, passwordHash, mustChangePassword }, importing.act);
  if (created.ok) return { outcome: 'created', reasons: [] };
  if (created.problems.some(({ code }) => code === 'exists')) return importExisting(importing, user);
  return { outcome: 'refused', reasons: created.problems.map(userProblemText) };
}

import { type FileHandle, open } from 'node:fs/promises';
import { codeOf } from '../../config/data-directory.ts';
import { OperationRefused } from '../operations/operation.ts';
import type { ImportedRow, RowOutcome } from './import-users.ts';

/** What became of the rows of a file, by number, and the first that were refused. */
export interface ImportSummary extends Readonly<Record<RowOutcome, number>> {
  /** Nothing was done: this is what would be. */
  readonly planned: boolean;
  readonly rows: number;
  /** At most the first 100. */
  readonly first_refused: readonly ImportedRow[];
}

/** Counts rows as they are done; with a file, writes each of them there. */
export interface ImportReport {
  take(rows: readonly ImportedRow[]): Promise<void>;
  summary(planned: boolean): ImportSummary;
  close(): Promise<void>;
}

const SHOWN = 100;

/**
 * Begins a report. `path` names a new file of JSON lines, one a row, which only its owner can read; throws `OperationRefused`
 * when it is there already or cannot be made.
 */
export async function beginReport(path: string | undefined): Promise<ImportReport> {
  const file = path === undefined ? undefined : await createFile(path);
  const counts: Record<RowOutcome, number> = { created: 0, updated: 0, unchanged: 0, existing: 0, refused: 0 };
  const refused: ImportedRow[] = [];
  return {
    async take(rows) {
      for (const row of rows) {
        counts[row.outcome] += 1;
        if (row.outcome === 'refused' && refused.length < SHOWN) refused.push(row);
      }
      await file?.appendFile(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    },
    summary: (planned) => {
      const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
      return { planned, rows, ...counts, first_refused: [...refused] };
    },
    close: async () => file?.close(),
  };
}

// Never over another file: it might be the very one that is imported.
async function createFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    const reason = codeOf(error) === 'EEXIST' ? 'is there already' : `cannot be made (${codeOf(error)})`;
    throw new OperationRefused([`${path}: ${reason}`], { cause: error });
  }
}

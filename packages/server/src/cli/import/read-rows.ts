import { foldUserId, isUserId } from '../../identity/user/user.ts';
import { OperationRefused } from '../operations/operation.ts';
import { type CsvRecord, csvRecords } from './csv-records.ts';
import { type ImportedRow, MOST_ROWS, type RowToImport } from './import-users.ts';
import { headerProblems, textsOf } from './user-columns.ts';

/** What is known of a file of users once it was read through. */
export interface UsersFile {
  readonly path: string;
  readonly columns: readonly string[];
  /** How many rows there are after the header. */
  readonly rows: number;
}

/** Rows that go into one unit of work, and those before the last of them that cannot. */
export interface Batch {
  readonly rows: readonly RowToImport[];
  readonly refused: readonly ImportedRow[];
}

/** The most characters of one batch, far below what the control socket takes. */
const MOST_CHARACTERS = 1024 * 1024;

/** Reads a file through. Throws `OperationRefused` when it is no CSV with a header, so that nothing is done by half of it. */
export async function checkUsersFile(path: string): Promise<UsersFile> {
  let columns: readonly string[] | undefined;
  let rows = 0;
  for await (const { fields } of csvRecords(path)) {
    if (columns === undefined) columns = readHeader(path, fields);
    else rows += 1;
  }
  if (columns === undefined) throw new OperationRefused([`${path}: is empty: the first line must name the columns`]);
  return { path, columns, rows };
}

function readHeader(path: string, fields: readonly string[]): readonly string[] {
  const columns = fields.map((field) => field.trim().toLowerCase());
  const problems = headerProblems(columns);
  if (problems.length > 0) throw new OperationRefused(problems.map((problem) => `${path}: ${problem}`));
  return columns;
}

/** The rows of a file in batches, in its order. A row of another length than the header, or with an id that was there, is refused. */
export async function* batchesOf({ path, columns }: UsersFile): AsyncGenerator<Batch> {
  const firstLines = new Map<string, number>();
  let batch: { rows: RowToImport[]; refused: ImportedRow[] } = { rows: [], refused: [] };
  let characters = 0;
  let header = true;
  for await (const record of csvRecords(path)) {
    if (header) {
      header = false;
      continue;
    }
    const read = readRow(columns, record, firstLines);
    if ('outcome' in read) batch.refused.push(read);
    else batch.rows.push(read);
    characters += record.fields.reduce((sum, field) => sum + field.length, 0);
    if (batch.rows.length + batch.refused.length < MOST_ROWS && characters < MOST_CHARACTERS) continue;
    yield batch;
    batch = { rows: [], refused: [] };
    characters = 0;
  }
  if (batch.rows.length + batch.refused.length > 0) yield batch;
}

function readRow(
  columns: readonly string[],
  { line, fields }: CsvRecord,
  firstLines: Map<string, number>,
): RowToImport | ImportedRow {
  const texts = textsOf(columns, fields);
  if (texts === undefined) {
    const reasons = [`has ${fields.length} fields, the header ${columns.length}`];
    return { line, id: '', outcome: 'refused', reasons };
  }
  const id = texts['id'] ?? '';
  if (!isUserId(id)) return { line, texts };
  const folded = foldUserId(id);
  const first = firstLines.get(folded);
  if (first !== undefined) return { line, id, outcome: 'refused', reasons: [`id: is the same as on line ${first}`] };
  firstLines.set(folded, line);
  return { line, texts };
}

import { suggestion } from '../../config/suggestion.ts';
import { USER_COLUMNS } from './imported-user.ts';

/** Columns that other files of users have, and why none is taken. */
const REFUSED: Readonly<Record<string, string>> = {
  password:
    'passwords in clear are not taken: give password_hash (argon2id or bcrypt), or `hufu user password` afterwards to who needs one',
  system_administrator: 'an import names no system administrators: use `hufu user admin`',
};

/** What is wrong with the header of a file of users; nothing when it can be imported. */
export function headerProblems(columns: readonly string[]): string[] {
  // Without it this is no header but somebody's data, which is not repeated.
  if (!columns.includes('id')) return ['the first line must name the columns, separated by commas, and id among them'];
  return columns.flatMap((column, index) => {
    if (columns.indexOf(column) !== index) return [`the column ${shown(column)} is there twice`];
    const refused = Object.hasOwn(REFUSED, column) ? REFUSED[column] : undefined;
    if (refused !== undefined) return [`the column ${column}: ${refused}`];
    if (USER_COLUMNS.includes(column)) return [];
    return [`there is no column ${shown(column)}${suggestion(column, USER_COLUMNS)}`];
  });
}

/** The texts of a record by column; what is empty says nothing. `undefined` when it has not as many fields as columns. */
export function textsOf(columns: readonly string[], fields: readonly string[]): Record<string, string> | undefined {
  if (fields.length !== columns.length) return undefined;
  const texts: Record<string, string> = { id: '' };
  for (const [index, column] of columns.entries()) {
    const text = fields[index] ?? '';
    if (text !== '') texts[column] = text;
  }
  return texts;
}

const LONGEST_SHOWN = 40;

function shown(column: string): string {
  return JSON.stringify(column.length > LONGEST_SHOWN ? `${column.slice(0, LONGEST_SHOWN)}…` : column);
}

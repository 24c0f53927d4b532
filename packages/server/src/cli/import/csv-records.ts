import { createReadStream, type Stats, statSync } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { CsvError, type Info, type Options, parse } from 'csv-parse';
import { codeOf } from '../../config/data-directory.ts';
import { OperationRefused } from '../operations/operation.ts';

/** A record of a CSV file, and the line on which it begins, counted from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** The most characters of a record. Beyond it, most likely a quote was opened and never closed. */
export const LONGEST_RECORD = 65_536;

const OPTIONS: Options = {
  bom: true,
  info: true,
  skip_empty_lines: true,
  // Their number is the affair of whoever reads the records, and what is wrong with one of them is no reason to stop.
  relax_column_count: true,
  record_delimiter: ['\r\n', '\n'],
  max_record_size: LONGEST_RECORD,
};

/**
 * The records of a CSV file (RFC 4180; UTF-8, with or without a byte order mark), as they are read. Throws `OperationRefused`
 * when it cannot be read, is no regular file or not UTF-8, or where a quote is not closed or stands where none may.
 */
export async function* csvRecords(path: string): AsyncGenerator<CsvRecord> {
  if (!fileStatus(path).isFile()) throw new OperationRefused([`${path}: must be a regular file, since it is read twice`]);
  // Kept where records are made: those that are read lie behind, and are lost when the next one is malformed.
  let last = 0;
  const onRecord: Options['on_record'] = (record, { lines }) => {
    last = lines;
    return record;
  };
  const parser = parse({ ...OPTIONS, on_record: onRecord });
  // What goes wrong at the source ends the loop below, and what ends the loop closes the source.
  pipeline(Readable.from(utf8Only(path)), parser, () => undefined);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ readonly record: string[]; readonly info: Info }>) {
      yield { line: info.lines - breaksIn(record), fields: record };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new OperationRefused([`${path}: line ${last + 1}: ${wordsOf(error)}`], { cause: error });
  }
}

function fileStatus(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): OperationRefused {
  return new OperationRefused([`${path}: cannot be read (${codeOf(error)})`], { cause: error });
}

async function* utf8Only(path: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      decoder.decode(chunk, { stream: true });
      yield chunk;
    }
    decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw unreadable(path, error);
    throw new OperationRefused([`${path}: is not UTF-8: save it as “CSV UTF-8”`], { cause: error });
  }
}

/** A record that goes over several lines is counted to the last of them. */
function breaksIn(record: readonly string[]): number {
  return record.reduce((count, field) => (field.includes('\n') ? count + field.split('\n').length - 1 : count), 0);
}

function wordsOf({ code }: CsvError): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is opened and not closed';
    case 'CSV_MAX_RECORD_SIZE':
      return `a record is longer than ${LONGEST_RECORD} characters: is a quote not closed?`;
    default:
      return 'a quote stands where none may: a field with quotes is itself in quotes, and each of its own is doubled';
  }
}

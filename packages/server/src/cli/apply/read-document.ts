import { readFileSync, statSync } from 'node:fs';
import { codeOf } from '../../config/data-directory.ts';
import { MalformedYaml, parseYaml } from '../../config/yaml.ts';
import { OperationRefused } from '../operations/operation.ts';

/** The most bytes of a document. */
export const MAXIMUM_DOCUMENT_BYTES: number = 64 * 1024 * 1024;

/** Reading YAML of more than this takes seconds and much memory; JSON need not be read as such. */
const LARGE_BYTES = 1024 * 1024;

/** Reads a file of `apply` (YAML or JSON). Throws `OperationRefused` when it cannot be read or is malformed. */
export function readDocumentFile(path: string): unknown {
  return parseDocumentText(path, readText(path));
}

/** Reads the text of a document; `name` is what a mistake is reported about. */
export function parseDocumentText(name: string, text: string): unknown {
  if (Buffer.byteLength(text) > MAXIMUM_DOCUMENT_BYTES) throw new OperationRefused([`${name}: is larger than 64 MiB`]);
  try {
    if (text.length > LARGE_BYTES && /^\s*\{/.test(text)) return JSON.parse(text);
    return parseYaml(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new OperationRefused([`${name}: is not well-formed JSON`], { cause: error });
    if (error instanceof MalformedYaml) throw new OperationRefused([`${name}: ${error.message}`], { cause: error });
    throw error;
  }
}

function readText(path: string): string {
  try {
    if (statSync(path).size > MAXIMUM_DOCUMENT_BYTES) throw new OperationRefused([`${path}: is larger than 64 MiB`]);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof OperationRefused) throw error;
    throw new OperationRefused([`${path}: cannot be read (${codeOf(error)})`], { cause: error });
  }
}

import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseYaml } from './yaml.ts';

/** The file that is read when none is named and it is there. */
export const DEFAULT_FILE = 'hufu.yaml';
const MAXIMUM_BYTES = 262_144;

/** The members of a configuration file as texts, and what is wrong with it. */
export interface ConfigurationFile {
  /** As it was named; `undefined` when there is none. */
  readonly name: string | undefined;
  readonly values: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

/** Reads the configuration file (YAML, or JSON, which is YAML): `named`, or `hufu.yaml` in `cwd` if that is there. */
export function readConfigurationFile(named: string | undefined, cwd: string): ConfigurationFile {
  const name = named ?? (existsSync(resolve(cwd, DEFAULT_FILE)) ? DEFAULT_FILE : undefined);
  if (name === undefined) return { name, values: new Map(), problems: [] };
  try {
    return { name, ...readMembers(name, parseYaml(readBounded(resolve(cwd, name)))) };
  } catch (error) {
    return { name, values: new Map(), problems: [`${name}: ${reason(error)}`] };
  }
}

/** Reads a file whose whole content is a secret; one line break at its end does not count. Throws when it cannot be read. */
export function readSecretFile(path: string): string {
  return readBounded(path).replace(/\r?\n$/, '');
}

function readBounded(path: string): string {
  if (statSync(path).size > MAXIMUM_BYTES) throw new Error('is larger than 256 KiB');
  return readFileSync(path, 'utf8');
}

function readMembers(name: string, content: unknown): Pick<ConfigurationFile, 'values' | 'problems'> {
  if (content === null) return { values: new Map(), problems: [] };
  if (typeof content !== 'object' || Array.isArray(content)) {
    return { values: new Map(), problems: [`${name}: must hold one setting a line, such as port: 9096`] };
  }
  const values = new Map<string, string>();
  const problems: string[] = [];
  for (const [member, value] of Object.entries(content)) {
    const text = textOf(value);
    if (text === undefined) problems.push(`${name}: ${member} must be a text, a number or a list of texts`);
    else if (text !== null) values.set(member, text);
  }
  return { values, problems };
}

/** `null` for a member without a value, which counts as absent; `undefined` for what no setting can be. */
function textOf(value: unknown): string | null | undefined {
  if (value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value.join(',');
  return undefined;
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'cannot be read';
  if ('code' in error && error.code === 'ENOENT') return 'there is no such file';
  if ('code' in error && error.code === 'EACCES') return 'may not be read by this user';
  return error.message;
}

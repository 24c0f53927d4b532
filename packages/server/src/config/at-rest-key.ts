import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { randomBytesPooled, randomSecret } from '../crypto/random.ts';
import { serverKeys } from '../crypto/server-keys.ts';
import type { Storage } from '../storage/storage.ts';
import { codeOf, DataDirectoryUnusable, syncDirectory } from './data-directory.ts';
import type { Settings } from './settings.ts';

/** The name of the key's file in the data directory. */
export const KEY_FILE = 'at-rest.key';

/** The root key of the server's symmetric keys (see `serverKeys`), 32 bytes. */
export interface RootKey {
  readonly key: Buffer;
  /** The file that was made just now for it, if one was. */
  readonly createdFile: string | undefined;
  /** Where its file is; absent when the key is a setting. */
  readonly directory?: string;
}

/**
 * The root key: the setting, else the file in the data directory, which is made (0600, durably) when it is not there.
 * Throws `DataDirectoryUnusable` when others can read the file or it does not hold a key.
 */
export function loadRootKey(settings: Pick<Settings, 'atRestKey' | 'dataDir'>): RootKey {
  if (settings.atRestKey !== undefined) return { key: settings.atRestKey, createdFile: undefined };
  const path = join(settings.dataDir, KEY_FILE);
  const createdFile = createKeyFile(settings.dataDir, path) ? path : undefined;
  return { key: readKeyFile(path), createdFile, directory: settings.dataDir };
}

/** The root key if there is one: the setting, else the file; no file is made. Throws like `loadRootKey`. */
export function findRootKey(settings: Pick<Settings, 'atRestKey' | 'dataDir'>): Buffer | undefined {
  if (settings.atRestKey !== undefined) return settings.atRestKey;
  const path = join(settings.dataDir, KEY_FILE);
  return existsSync(path) ? readKeyFile(path) : undefined;
}

/**
 * Puts a key (base64url) into the data directory, durably. A file that is there is kept under its name with `.<kept>`; answers
 * that path.
 */
export function replaceRootKey(dataDir: string, key: string, kept: string): string | undefined {
  const path = join(dataDir, KEY_FILE);
  const keptPath = existsSync(path) ? `${path}.${kept}` : undefined;
  const draft = draftKeyFile(dataDir, key);
  if (keptPath !== undefined) linkSync(path, keptPath);
  renameSync(draft, path);
  syncDirectory(dataDir);
  return keptPath;
}

/**
 * Ties the key to the database at the first start, and at each later one throws `DataDirectoryUnusable` when the
 * database was made under another key: nothing that is sealed in it could be opened.
 */
export async function checkRootKey(storage: Storage, keyId: string, root: RootKey): Promise<void> {
  const known = await storage.transact((stores) => stores.instance.putIfAbsent('at_rest_key_id', keyId));
  if (known === keyId) return;
  // Left in place, the new file would stand in the way of the right one.
  if (root.createdFile !== undefined) unlinkSync(root.createdFile);
  const kept = root.directory === undefined ? undefined : keptKeyFile(root.directory, known);
  throw new DataDirectoryUnusable(
    `the database was made under another at-rest key (${known}) than the one at hand (${keyId}): ` +
      (kept === undefined
        ? `put the right ${KEY_FILE} back into the data directory, or set HUFU_AT_REST_KEY_FILE`
        : interrupted(join(root.directory ?? '', KEY_FILE), kept)),
  );
}

// `hufu restore` puts the key in place just before the database, and keeps the one that was there.
function interrupted(path: string, kept: string): string {
  return (
    'a restore was interrupted between its key and its database, which is still the old one. ' +
    `Run the same hufu restore again; or, to stay with the old database, put its key back: mv ${kept} ${path}`
  );
}

/** The file with the key of that id among those that `replaceRootKey` kept. */
function keptKeyFile(directory: string, keyId: string): string | undefined {
  const names = readdirSync(directory).filter((name) => name.startsWith(`${KEY_FILE}.`));
  return names.map((name) => join(directory, name)).find((path) => idOfKept(path) === keyId);
}

function idOfKept(path: string): string | undefined {
  try {
    return serverKeys(readKeyFile(path)).keyId;
  } catch (error) {
    if (error instanceof DataDirectoryUnusable) return undefined;
    throw error;
  }
}

function readKeyFile(path: string): Buffer {
  const file = openKeyFile(path);
  try {
    if ((fstatSync(file).mode & 0o077) !== 0) {
      throw new DataDirectoryUnusable(`${path} can be read by other users: chmod 600 ${path}, and consider its key known`);
    }
    const text = readFileSync(file, 'latin1').trimEnd();
    const key = Buffer.from(text, 'base64url');
    if (key.length !== 32 || key.toString('base64url') !== text) {
      throw new DataDirectoryUnusable(`${path} does not hold a key: put it back from a backup`);
    }
    return key;
  } finally {
    closeSync(file);
  }
}

function openKeyFile(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    throw new DataDirectoryUnusable(`${path} cannot be read (${codeOf(error)})`, { cause: error });
  }
}

// Written aside, then linked: the file is there whole or not at all, and of two processes that start together one makes it.
function createKeyFile(directory: string, path: string): boolean {
  if (existsSync(path)) return false;
  const draft = draftKeyFile(directory, randomSecret());
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw new DataDirectoryUnusable(`${path} cannot be made (${codeOf(error)})`, { cause: error });
  } finally {
    unlinkSync(draft);
    syncDirectory(directory);
  }
}

function draftKeyFile(directory: string, key: string): string {
  const draft = join(directory, `.${KEY_FILE}.${randomBytesPooled(6).toString('hex')}`);
  try {
    const file = openSync(draft, 'wx', 0o600);
    try {
      writeSync(file, `${key}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new DataDirectoryUnusable(`${draft} cannot be written (${codeOf(error)})`, { cause: error });
  }
  return draft;
}

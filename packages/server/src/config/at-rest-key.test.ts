import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Storage } from '../storage/storage.ts';
import { checkRootKey, loadRootKey } from './at-rest-key.ts';
import { DataDirectoryUnusable, prepareDataDirectory } from './data-directory.ts';

let home: string;
let dataDir: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hufu-key-'));
  dataDir = join(home, 'a', 'data');
});
afterEach(() => rmSync(home, { recursive: true }));

const load = (): ReturnType<typeof loadRootKey> => loadRootKey({ dataDir, atRestKey: undefined });

test('the data directory is made with mode 0700, whatever the umask', () => {
  prepareDataDirectory(dataDir);
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  expect(() => prepareDataDirectory(dataDir)).not.toThrow();
});

test('a data directory that others can write in, or that is a file, is refused', () => {
  mkdirSync(dataDir, { recursive: true });
  chmodSync(dataDir, 0o770);
  expect(() => prepareDataDirectory(dataDir)).toThrow(DataDirectoryUnusable);
  writeFileSync(join(home, 'file'), '');
  expect(() => prepareDataDirectory(join(home, 'file'))).toThrow(DataDirectoryUnusable);
});

test('the key is made once, whole, with mode 0600, and is the same ever after', () => {
  prepareDataDirectory(dataDir);
  const first = load();
  expect(first.key).toHaveLength(32);
  expect(first.createdFile).toBe(join(dataDir, 'at-rest.key'));
  expect(statSync(join(dataDir, 'at-rest.key')).mode & 0o777).toBe(0o600);
  expect(load()).toEqual({ key: first.key, createdFile: undefined, directory: dataDir });
});

test('a key file that others can read, that is cut short, or that is a link is refused', () => {
  prepareDataDirectory(dataDir);
  const path = join(dataDir, 'at-rest.key');
  load();
  chmodSync(path, 0o640);
  expect(load).toThrow(DataDirectoryUnusable);
  chmodSync(path, 0o600);
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, 20));
  expect(load).toThrow(/does not hold a key/);
  rmSync(path);
  symlinkSync(join(home, 'target'), path);
  expect(load).toThrow(DataDirectoryUnusable);
});

test('the setting wins over the file, which is then not made', () => {
  prepareDataDirectory(dataDir);
  const key = Buffer.alloc(32, 1);
  expect(loadRootKey({ dataDir, atRestKey: key })).toEqual({ key, createdFile: undefined });
  expect(existsSync(join(dataDir, 'at-rest.key'))).toBe(false);
});

test('a database that was made under another key is refused, and a key file made just now is taken away again', async () => {
  prepareDataDirectory(dataDir);
  const root = load();
  const storage = knowing('the-other-key');
  await expect(checkRootKey(storage, 'this-key', root)).rejects.toThrow(/another at-rest key \(the-other-key\)/);
  expect(existsSync(join(dataDir, 'at-rest.key'))).toBe(false);
  await expect(checkRootKey(storage, 'the-other-key', root)).resolves.toBeUndefined();
});

function knowing(keyId: string): Storage {
  const stores = { instance: { putIfAbsent: () => Promise.resolve(keyId) } };
  return { transact: (work: (given: unknown) => unknown) => Promise.resolve(work(stores)) } as unknown as Storage;
}

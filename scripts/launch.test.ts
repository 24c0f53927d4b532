import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

interface Launch {
  findMain(root: string): { readonly main: string; readonly compileCache: string };
}

const { findMain } = (await import(new URL('../packages/server/bin/launch.mjs', import.meta.url).href)) as Launch;

describe('what the launcher runs of a checkout', () => {
  const sources = 'packages/server/src/main.ts';
  const bundle = 'dist/main.js';
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'hufu-launch-'));
    for (const path of [sources, 'packages/contract/src/index.ts', 'package-lock.json']) changed(path, 1_000);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** Writes a file that was last changed so many seconds after 1970, as were the folders above it. */
  function changed(path: string, seconds: number): void {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), '');
    for (let above = path; above !== '.'; above = dirname(above)) utimesSync(join(root, above), seconds, seconds);
  }

  test('the sources, where nothing was built', () => {
    expect(findMain(root)).toEqual({ main: join(root, sources), compileCache: join(root, '.cache/compiled') });
  });

  test('the bundle, where it was made of what is there', () => {
    changed(bundle, 1_000);
    expect(findMain(root)).toEqual({ main: join(root, bundle), compileCache: join(root, 'dist/compiled') });
  });

  test('the bundle, where there are no sources', () => {
    changed(bundle, 2_000);
    rmSync(join(root, 'packages'), { recursive: true });
    expect(findMain(root).main).toBe(join(root, bundle));
  });

  test.each([sources, 'packages/contract/src/authority/role.ts', 'packages/server/package.json', 'package-lock.json'])(
    'the sources, when %s was changed after the bundle was made',
    (path) => {
      changed(bundle, 2_000);
      changed(path, 3_000);
      expect(findMain(root).main).toBe(join(root, sources));
    },
  );

  test('the sources, when one of them was removed after the bundle was made', () => {
    changed('packages/server/src/gone.ts', 1_000);
    changed(bundle, 2_000);
    rmSync(join(root, 'packages/server/src/gone.ts'));
    expect(findMain(root).main).toBe(join(root, sources));
  });
});

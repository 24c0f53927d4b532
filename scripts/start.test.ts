import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

interface Install {
  isInstalled(set: 'server' | 'all', root: string): boolean;
}

interface Launch {
  launch(program: string, args: readonly string[]): Promise<number>;
}

// Plain JavaScript, since it runs on any Node; imported by address, since the compiler does not read JavaScript here.
const { isInstalled } = (await import(new URL('install.mjs', import.meta.url).href)) as Install;
const { launch } = (await import(new URL('../packages/server/bin/launch.mjs', import.meta.url).href)) as Launch;

describe('node_modules matches package-lock.json', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'hufu-install-'));
    mkdirSync(join(root, 'node_modules'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const fastify = { version: '5.0.0', integrity: 'sha512-a' };
  const vitest = { version: '5.0.0', integrity: 'sha512-b', dev: true };
  const otherPlatform = { version: '1.0.0', integrity: 'sha512-c', optional: true };
  const locked = { '': {}, 'node_modules/fastify': fastify, 'node_modules/vitest': vitest, 'node_modules/other': otherPlatform };

  function installed(packages: object | undefined): { server: boolean; all: boolean } {
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: locked }));
    if (packages !== undefined) writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
    return { server: isInstalled('server', root), all: isInstalled('all', root) };
  }

  test('nothing is installed before the first install, nor after one that broke off', () => {
    expect(installed(undefined)).toEqual({ server: false, all: false });
  });

  test('an install without tools satisfies the server only', () => {
    expect(installed({ 'node_modules/fastify': fastify })).toEqual({ server: true, all: false });
  });

  test('a full install satisfies both, without what is made for another platform', () => {
    expect(installed({ 'node_modules/fastify': fastify, 'node_modules/vitest': vitest })).toEqual({ server: true, all: true });
  });

  test('another version, or other bytes of the same, is not what the lock file says', () => {
    expect(installed({ 'node_modules/fastify': { ...fastify, version: '5.0.1' } }).server).toBe(false);
    expect(installed({ 'node_modules/fastify': { ...fastify, integrity: 'sha512-z' } }).server).toBe(false);
  });
});

describe('a launched program', () => {
  test('its exit code is handed on', async () => {
    expect(await launch(process.execPath, ['-e', 'process.exit(7)'])).toBe(7);
  });

  test('a signal that ends it becomes 128 and its number', async () => {
    expect(await launch(process.execPath, ['-e', 'process.kill(process.pid, "SIGTERM")'])).toBe(143);
  });

  test('a program that cannot be started rejects', async () => {
    await expect(launch(join(tmpdir(), 'no-such-program'), [])).rejects.toThrow('ENOENT');
  });
});

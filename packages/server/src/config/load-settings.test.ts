import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeSettings } from './describe-settings.ts';
import { type LoadedSettings, loadSettings, settingKeys } from './load-settings.ts';

const KEY = Buffer.alloc(32, 7).toString('base64url');
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'hufu-settings-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function load(given: { flags?: Record<string, string>; env?: Record<string, string>; terminal?: boolean } = {}): LoadedSettings {
  return loadSettings({ flags: given.flags ?? {}, env: given.env ?? {}, cwd, terminal: given.terminal ?? false });
}

function loaded(given: Parameters<typeof load>[0] = {}): Extract<LoadedSettings, { kind: 'loaded' }> {
  const result = load(given);
  if (result.kind === 'refused') throw new Error(result.problems.join('; '));
  return result;
}

function problems(given: Parameters<typeof load>[0]): readonly string[] {
  const result = load(given);
  return result.kind === 'refused' ? result.problems : [];
}

describe('the sources of settings', () => {
  test('without any, the defaults hold: port 9096 on this machine only, issuer and database derived', () => {
    const { settings } = loaded();
    expect(settings).toMatchObject({
      port: 9096,
      host: '127.0.0.1',
      metricsPort: undefined,
      trustedProxies: [],
      logFormat: 'json',
    });
    expect(settings.issuer).toEqual({
      href: 'http://localhost:9096',
      origin: 'http://localhost:9096',
      basePath: '',
      secure: false,
    });
    expect(settings.dataDir).toBe(join(cwd, 'data'));
    expect(settings.databaseUrl).toBe(`sqlite:${join(cwd, 'data', 'hufu.db')}`);
  });

  test('a flag wins over the environment, that over the file, that over the default', () => {
    writeFileSync(join(cwd, 'hufu.yaml'), 'port: 1001\nhost: 10.0.0.1\nlog_level: warn\n');
    const { settings, origins } = loaded({ flags: { port: '1003' }, env: { HUFU_PORT: '1002', HUFU_HOST: '10.0.0.2' } });
    expect(settings).toMatchObject({ port: 1003, host: '10.0.0.2', logLevel: 'warn', logFormat: 'json' });
    expect(origins).toMatchObject({ port: '--port', host: 'HUFU_HOST', logLevel: 'hufu.yaml: log_level', logFormat: 'default' });
  });

  test('the default issuer follows the port, and the database the data directory', () => {
    const { settings } = loaded({ flags: { port: '9999', 'data-dir': 'elsewhere' } });
    expect(settings.issuer.href).toBe('http://localhost:9999');
    expect(settings.databaseUrl).toBe(`sqlite:${join(cwd, 'elsewhere', 'hufu.db')}`);
  });

  test('a file named by HUFU_CONFIG may be JSON, and must be there', () => {
    writeFileSync(join(cwd, 'settings.json'), '{"port": 1234, "trusted_proxies": ["10.0.0.1", "fd00::/8"]}');
    expect(loaded({ env: { HUFU_CONFIG: 'settings.json' } }).settings).toMatchObject({
      port: 1234,
      trustedProxies: ['10.0.0.1', 'fd00::/8'],
    });
    expect(problems({ flags: { config: 'missing.yaml' } })).toEqual(['missing.yaml: there is no such file']);
  });

  test('what is empty counts as absent', () => {
    expect(loaded({ env: { HUFU_PORT: '', HUFU_BOOTSTRAP: '' } }).settings).toMatchObject({ port: 9096, bootstrap: undefined });
  });

  test('on a terminal the log is for people', () => {
    expect(loaded({ terminal: true }).settings.logFormat).toBe('pretty');
  });
});

describe('mistakes in settings', () => {
  test('all are reported at once, with the name that is to be mended', () => {
    writeFileSync(join(cwd, 'hufu.yaml'), 'log_level: loud\nprot: 1\n');
    const found = problems({ flags: { 'refresh-idle-days': 'many' }, env: { HUFU_PORT: '70000', HUFU_ISUER: 'x' } });
    expect(found).toHaveLength(5);
    expect(found.join('\n')).toContain('HUFU_PORT: must be a whole number from 0 to 65535');
    expect(found.join('\n')).toContain('--refresh-idle-days: must be');
    expect(found.join('\n')).toContain('hufu.yaml: log_level: must be one of');
  });

  test('unknown variables, flags and members are refused, with a hint', () => {
    writeFileSync(join(cwd, 'hufu.yaml'), 'prot: 1\n__proto__: 2\n');
    const found = problems({ flags: { prt: '1' }, env: { HUFU_PROT: '1', OTHER: 'x' } });
    expect(found).toContain('--prt: no such setting (did you mean port?)');
    expect(found).toContain('HUFU_PROT: no such setting (did you mean HUFU_PORT?)');
    expect(found).toContain('hufu.yaml: prot: no such setting (did you mean port?)');
    expect(found.join('\n')).toContain('__proto__');
    expect(found.join('\n')).not.toContain('OTHER');
  });

  test('a malformed file is told by its line and not repeated', () => {
    writeFileSync(join(cwd, 'hufu.yaml'), 'port: 1\nat_rest_key: "canary\n');
    const found = problems({});
    expect(found[0]).toMatch(/^hufu\.yaml: line \d+, column \d+: is not well-formed YAML/);
    expect(found.join('\n')).not.toContain('canary');
  });

  test.each([
    ['HUFU_ISSUER', 'ftp://auth.example.com'],
    ['HUFU_ISSUER', 'https://auth.example.com/'],
    ['HUFU_ISSUER', 'https://auth.example.com?x'],
    ['HUFU_ISSUER', 'https://auth.example.com#'],
    ['HUFU_ISSUER', 'https://user@auth.example.com'],
    ['HUFU_ISSUER', 'https://AUTH.example.com'],
    ['HUFU_ISSUER', 'https://auth.example.com:443'],
    ['HUFU_ISSUER', 'https://auth.example.com//x'],
    ['HUFU_ISSUER', 'https://auth.example.com/a;b'],
    ['HUFU_TRUSTED_PROXIES', '0.0.0.0/0'],
    ['HUFU_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['HUFU_TRUSTED_PROXIES', 'proxy.example.com'],
    ['HUFU_DATABASE_URL', 'mysql://x'],
    ['HUFU_HOST', 'a b'],
    ['HUFU_PORT', '080'],
    ['HUFU_PORT', '1e3'],
    ['HUFU_ARGON2_MEMORY_KIB', '1024'],
    ['HUFU_AT_REST_KEY', 'short'],
  ])('%s is refused as %s', (name, value) => {
    expect(problems({ env: { [name]: value } })).toHaveLength(1);
  });

  test('settings that contradict each other are refused', () => {
    expect(problems({ env: { HUFU_REFRESH_IDLE_DAYS: '31' } })).toHaveLength(1);
    expect(problems({ env: { HUFU_METRICS_PORT: '9096' } })).toHaveLength(1);
  });

  test('the issuer may have a path', () => {
    const { issuer } = loaded({ env: { HUFU_ISSUER: 'https://example.com/auth/v1' } }).settings;
    expect(issuer).toEqual({
      href: 'https://example.com/auth/v1',
      origin: 'https://example.com',
      basePath: '/auth/v1',
      secure: true,
    });
  });
});

describe('secrets', () => {
  test('are also read from the file that …_FILE names, whose last line break does not count', () => {
    writeFileSync(join(cwd, 'key'), `${KEY}\n`);
    expect(loaded({ env: { HUFU_AT_REST_KEY_FILE: 'key' } }).settings.atRestKey).toEqual(Buffer.alloc(32, 7));
    expect(loaded({ flags: { 'at-rest-key-file': 'key' } }).settings.atRestKey).toEqual(Buffer.alloc(32, 7));
  });

  test('are not taken from a flag, which other users of the machine can see', () => {
    expect(problems({ flags: { 'at-rest-key': KEY } })).toHaveLength(1);
  });

  test('given in both ways, or in a file that cannot be read, are refused', () => {
    expect(problems({ env: { HUFU_AT_REST_KEY: KEY, HUFU_AT_REST_KEY_FILE: 'key' } })).toHaveLength(1);
    expect(problems({ env: { HUFU_AT_REST_KEY_FILE: 'missing' } })).toHaveLength(1);
  });

  test('are never printed, be they right or wrong', () => {
    const result = loaded({
      env: { HUFU_AT_REST_KEY: KEY, HUFU_DATABASE_URL: 'postgresql://hufu:canary@db/hufu?sslpassword=canary' },
    });
    const text = JSON.stringify(describeSettings(result));
    expect(text).not.toContain(KEY);
    expect(text).not.toContain('canary');
    expect(problems({ env: { HUFU_AT_REST_KEY: 'canary', HUFU_DATABASE_URL: 'mysql://canary' } }).join()).not.toContain('canary');
  });
});

test('every setting is described with its value and where it came from', () => {
  const described = describeSettings(loaded({ flags: { port: '81' } }));
  expect(described.map((one) => one.name)).toHaveLength(settingKeys().length);
  expect(described[0]).toEqual({ name: 'HUFU_PORT', value: '81', origin: '--port' });
});

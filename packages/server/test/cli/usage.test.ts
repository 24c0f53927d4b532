import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { CommandIo } from '../../src/cli/command-io.ts';
import { buildProgram } from '../../src/cli/main-command.ts';
import { type CommandLine, commandLine } from './command-line.ts';

let line: CommandLine;
beforeAll(() => {
  line = commandLine();
});
afterAll(() => line.remove());

function emptyLine(): CommandLine {
  const empty = commandLine();
  onTestFinished(() => empty.remove());
  return empty;
}

describe('exit codes', () => {
  test.each([
    [['frobnicate']],
    [['user']],
    [['user', 'add']],
    [['user', 'add', 'alice', 'extra', '--no-password']],
    [['user', 'add', 'alice', '--frobnicate']],
    [['user', 'add', 'alice']],
    [['user', 'add', 'alice', '--password-stdin', '--generate-password']],
    [['user', 'list', '--status', 'asleep']],
    [['client', 'add', 'x', '--consent', 'maybe']],
    [['client', 'add', 'x', '--id', 'one']],
    [['client', 'secret', 'x', '--keep-old', '1h']],
    [['client', 'secret', 'x', '--rotate', '--keep-old', 'soon']],
    [['audit', 'list', '--since', 'yesterday']],
    [['audit', 'list', '--limit', '0']],
    [['config', 'print', '--port', 'x']],
    [[]],
  ])('%j is a usage error: code 2, told on standard error, with nothing done', async (argv) => {
    const { code, out, err } = await line.hufu(argv);
    expect(code).toBe(2);
    expect(err).not.toBe('');
    expect(out).toBe('');
    expect(existsSync(line.dataDir)).toBe(false);
  });

  test('a command that fails tells why on standard error and exits with code 1', async () => {
    const { code, out, err } = await line.hufu(['apply', 'missing.yaml']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^hufu: .*missing\.yaml: cannot be read \(ENOENT\)/);
  });

  const LOOKING = [
    ['verify'],
    ['backup', 'copy.db'],
    ['export', 'all.yaml'],
    ['user', 'list'],
    ['user', 'freeze', 'alice'],
    ['client', 'list'],
    ['role', 'list', '--client', 'wiki'],
    ['audit', 'list'],
    ['audit', 'verify'],
  ];

  test.each(LOOKING)(
    'hufu %s %s says that there is no database where there is none, makes nothing, and exits with 1',
    async (...argv) => {
      const empty = emptyLine();
      const { code, out, err } = await empty.hufu(argv);
      expect([code, out, err]).toEqual([
        1,
        '',
        expect.stringMatching(/^hufu: there is no database in .*\/data: name the data directory/),
      ]);
      expect(readdirSync(empty.cwd)).toEqual([]);
      mkdirSync(empty.dataDir, { mode: 0o700 });
      expect((await empty.hufu(argv)).code).toBe(1);
      expect(readdirSync(empty.dataDir)).toEqual([]);
    },
  );

  test('without a database nor an at-rest key for it, a command that only looks at PostgreSQL makes no key', async () => {
    const empty = emptyLine();
    const { code, err } = await empty.hufu(['user', 'list', '--database-url', 'postgres://127.0.0.1:1/hufu']);
    expect([code, err]).toEqual([1, expect.stringContaining('there is no at-rest key in')]);
    expect(existsSync(empty.dataDir)).toBe(false);
  });

  test('all mistakes in settings are told at once, with code 2', async () => {
    const { code, err } = await line.hufu(['config', 'print'], { env: { HUFU_PORT: 'x', HUFU_PROT: '1', HUFU_HOST: 'a b' } });
    expect(code).toBe(2);
    expect(err.trimEnd().split('\n')).toHaveLength(3);
  });
});

const program = await buildProgram({ env: {}, out: () => undefined, err: () => undefined } as unknown as CommandIo);

describe('help', () => {
  const commandsOf = (command: Command, path: string[]): string[][] => [
    path,
    ...command.commands.flatMap((child) => commandsOf(child, [...path, child.name()])),
  ];

  test.each(commandsOf(program, []).map((path) => [path.join(' ')]))(
    'hufu %s --help says what it does, on standard output',
    async (path) => {
      const argv = path === '' ? [] : path.split(' ');
      const { code, out, err } = await line.hufu([...argv, '--help']);
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain(`Usage: ${['hufu', ...argv].join(' ')}`);
      expect(out).toContain('--data-dir');
      const isGroup = ['user', 'client', 'role', 'import', 'audit', 'config', 'keys', 'flow', 'logout'].includes(path);
      expect(out.includes('Example'), 'an example').toBe(!isGroup);
    },
  );

  test('hufu serve --help lists every setting', async () => {
    const { out } = await line.hufu(['serve', '--help']);
    for (const flag of ['--port', '--issuer', '--trusted-proxies', '--metrics-port', '--shutdown-seconds'])
      expect(out).toContain(flag);
  });
});

describe('hufu config print', () => {
  test('shows each value and where it came from; flags work before and after the command', async () => {
    line.write('hufu.yaml', 'log_level: warn\n');
    const { out } = await line.hufu(['--port', '1234', 'config', 'print', '--redacted', '--host', '::1'], {
      env: { HUFU_ISSUER: 'https://a.example' },
    });
    expect(out).toMatch(/^HUFU_PORT +1234 +--port$/m);
    expect(out).toMatch(/^HUFU_HOST +::1 +--host$/m);
    expect(out).toMatch(/^HUFU_ISSUER +https:\/\/a\.example +HUFU_ISSUER$/m);
    expect(out).toMatch(/^HUFU_LOG_LEVEL +warn +hufu\.yaml: log_level$/m);
  });

  test('never shows a secret, with or without --redacted or --json', async () => {
    const key = Buffer.alloc(32, 9).toString('base64url');
    for (const more of [[], ['--redacted'], ['--json']]) {
      const { code, out, err } = await line.hufu(['config', 'print', ...more], { env: { HUFU_AT_REST_KEY: key } });
      expect(code).toBe(0);
      expect(out + err).not.toContain(key);
    }
  });
});

import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { SigningKeyView } from '../../src/cli/operations/signing-key-operations.ts';
import { type CommandLine, commandLine } from './command-line.ts';
import { startControlledServer } from './controlled-server.ts';

let line: CommandLine;
beforeEach(async () => {
  line = commandLine();
  // Something that makes the database, as a first start does.
  await line.hufu(['recover']);
  const { code, err } = await line.hufu(['keys', 'rotate']);
  if (code !== 0) throw new Error(err);
});
afterEach(() => line.remove());

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

async function listed(at = Date.now()): Promise<SigningKeyView[]> {
  return (await line.json(['keys', 'list'], { now: () => at })) as SigningKeyView[];
}

const summary = (keys: readonly SigningKeyView[]): string[] => keys.map(({ algorithm, state }) => `${algorithm} ${state}`);

describe('hufu keys', () => {
  test('the first rotation makes a key of each algorithm, which signs at once', async () => {
    expect(summary(await listed())).toEqual(['ES256 signing', 'EdDSA signing', 'RS256 signing']);
    const { out } = await line.hufu(['keys', 'list']);
    expect(out).toMatch(/^ALGORITHM {2}STATE +KID +CREATED +SIGNS FROM +SIGNS UNTIL +SHOWN UNTIL\nES256 +signing {2}/);
  });

  test('list shows no private part, sealed or not', async () => {
    expect(Object.keys((await listed())[0] ?? {})).toEqual([
      ...['kid', 'algorithm', 'state', 'created_at', 'signs_from', 'signs_until', 'shown_until'],
    ]);
  });

  test('rotate makes the next key of one algorithm; an hour later it signs, and the one before is shown for two days more', async () => {
    const now = Date.now();
    const [made, ...none] = (await line.json(['keys', 'rotate', '--algorithm', 'ES256'], { now: () => now })) as SigningKeyView[];
    expect([made?.state, made?.signs_from, none]).toEqual(['next', new Date(now + HOUR).toISOString(), []]);
    expect(summary(await listed(now + HOUR - 1)).slice(0, 2)).toEqual(['ES256 next', 'ES256 signing']);
    expect(summary(await listed(now + HOUR)).slice(0, 2)).toEqual(['ES256 signing', 'ES256 retired']);
    expect(summary(await listed(now + HOUR + 2 * DAY)).slice(0, 2)).toEqual(['ES256 signing', 'ES256 removed']);
  });

  test('the setting says how long a key is shown before it signs', async () => {
    const argv = ['keys', 'rotate', '--algorithm', 'EdDSA', '--signing-key-ahead-minutes', '30'];
    const now = Date.now();
    const [made] = (await line.json(argv, { now: () => now })) as SigningKeyView[];
    expect(made?.signs_from).toBe(new Date(now + HOUR / 2).toISOString());
  });

  test('rotate refuses while the next key does not sign yet, and makes nothing; with --now it makes one that signs at once', async () => {
    await line.hufu(['keys', 'rotate', '--algorithm', 'RS256']);
    const before = await listed();
    const { code, err } = await line.hufu(['keys', 'rotate']);
    expect([code, err]).toEqual([1, expect.stringMatching(/^hufu: the next key of RS256 \(.{43}\) is there already .*--now/)]);
    expect(await listed()).toEqual(before);
    await line.hufu(['keys', 'rotate', '--algorithm', 'RS256', '--now']);
    expect(summary(await listed()).slice(2)).toEqual(['RS256 signing', 'RS256 retired', 'RS256 retired']);
  });

  test('rotate --now --revoke takes the old key out of the key set at once, and records both', async () => {
    const [old] = await listed();
    const [made] = (await line.json(['keys', 'rotate', '--now', '--revoke', old?.kid ?? ''])) as SigningKeyView[];
    const after = await listed();
    expect(summary(after)).toEqual(['ES256 signing', 'ES256 revoked', 'EdDSA signing', 'RS256 signing']);
    expect(after[1]).toMatchObject({ kid: old?.kid, signs_until: made?.signs_from, shown_until: made?.signs_from });
    const { out } = await line.hufu(['audit', 'list', '--limit', '2']);
    expect(out).toMatch(
      new RegExp(`signing_key.revoked .*kid=${old?.kid} from=[^\\n]*\\n.*signing_key.created .*kid=${made?.kid} `),
    );
    expect((await line.hufu(['audit', 'verify'])).code).toBe(0);
  });

  test.each([
    [2, '--revoke needs --now', ['--revoke', 'x']],
    [2, "option '--algorithm <algorithm>' argument 'none' is invalid", ['--algorithm', 'none']],
    [1, 'there is no key x: look at hufu keys list', ['--now', '--revoke', 'x']],
  ])('rotate that cannot be meant exits with %i: %s', async (exit, problem, options) => {
    const before = await listed();
    const { code, err } = await line.hufu(['keys', 'rotate', ...options]);
    expect([code, err]).toEqual([exit, expect.stringContaining(problem)]);
    expect(await listed()).toEqual(before);
  });

  test('rotate --revoke of a key of another algorithm, or of one that is revoked already, is refused', async () => {
    const [{ kid = '' } = {}] = await listed();
    const other = await line.hufu(['keys', 'rotate', '--now', '--algorithm', 'EdDSA', '--revoke', kid]);
    expect([other.code, other.err]).toEqual([1, `hufu: the key ${kid} is one of ES256, not of EdDSA\n`]);
    await line.hufu(['keys', 'rotate', '--now', '--revoke', kid]);
    const again = await line.hufu(['keys', 'rotate', '--now', '--revoke', kid]);
    expect([again.code, again.err]).toEqual([1, `hufu: the key ${kid} is revoked already\n`]);
  });

  test('are those of the backup after a restore: what was revoked since must be revoked again', async () => {
    const before = await listed();
    await line.hufu(['backup', 'b.db']);
    await line.hufu(['keys', 'rotate', '--now', '--revoke', before[0]?.kid ?? '']);
    const { code, err } = await line.hufu(['restore', '--force', 'b.db']);
    expect([code, err]).toEqual([0, '']);
    expect(await listed()).toEqual(before);
    const checks = (await line.json(['verify'])) as {
      readonly check: string;
      readonly checked: number;
      readonly wrong: number;
    }[];
    expect(checks.find(({ check }) => check === 'secrets of signing keys')).toMatchObject({ checked: 3, wrong: 0 });
  }, 60_000);

  test('works through the running server', async () => {
    const server = await startControlledServer(line.dataDir);
    onTestFinished(() => server.closeSocket().then(() => server.closeDatabase()));
    expect((await line.hufu(['keys', 'rotate', '--now', '--algorithm', 'ES256'])).code).toBe(0);
    expect(summary(await listed()).slice(0, 2)).toEqual(['ES256 signing', 'ES256 retired']);
    const held = await server.context.storage.read(({ signingKeys }) => signingKeys.list());
    expect(held).toHaveLength(4);
  });
});

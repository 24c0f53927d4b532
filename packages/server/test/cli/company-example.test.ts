import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const EXAMPLE = fileURLToPath(new URL('../../../../examples/company/start.mjs', import.meta.url));

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

let temporary: string;
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'hufu-example-'));
});
afterAll(() => rmSync(temporary, { recursive: true }));

async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const given = { PATH: process.env['PATH'] ?? '', TMPDIR: temporary, ...env };
  const child = spawn(process.execPath, [EXAMPLE, ...args], { env: given, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}

describe('the example of a company', { timeout: 120_000 }, () => {
  test('builds 500 people, shows reach, a move with its dry runs, explanations, the past, and a restored subtree', async () => {
    const { code, out, err } = await run([]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = [
      /^ +Qinghe Instruments +1 +Gu Qing \(super\)$/m,
      /^ +│ {2}└─ Customer support +38$/m,
      // What the four administrators reach: roles, people, resources.
      /^ +Shen Yue +super of Sales +4 +119 +7$/m,
      /^ +Zhou Ming +super of Engineering +4 +162 +5$/m,
      /^ +Lu Fan +super of Operations +4 +177 +6$/m,
      /^ +Tang Wei +admin of Finance +1 +22 +2$/m,
      /^ +403 +nobody makes, changes or ends a membership of their own \(rule 8\)$/m,
      /^ +403 +only a super of the root role makes.* \(rule 7\)$/m,
      // The move: each step asked, then made.
      /POST \/roles\?dry_run=true\n +nobody gains or loses a resource\n +\+ reach of Gu Qing, Shen Yue: 1 role more\n +POST \/roles {2}✓/,
      /\+ 38 people \(.+\): crm\/accounts#read\n +POST \/roleUsers\/\d+ {2}✓ 38 members/,
      /- 38 people \(.+\): stock\/levels#read\n +- reach of Gu Qing, Lu Fan: 1 role less\n +DELETE \/roles\/\d+ {2}✓/,
      /^ +Operations +3 +Lu Fan \(super\)\n +├─ Warehouse +46\n +└─ Plant +90$/m,
      // One allow, one deny.
      /May Shen Yue use ticket\/queue#write\? {2}allow\n +super of Sales → Customer support → ticket\/queue#write/,
      /May Lu Fan use ticket\/queue#write\? {2}deny\n.+\n +link it to Operations .+ by Gu Qing\n +normal member of Customer support .+ by Shen Yue, Gu Qing/,
      // The past, and the way back.
      /Lu Fan held 6 resources then, and holds 4 now\./,
      /restore\?at=\S+&dry_run=true\n +\+ 40 people \(.+\): handbook\/company#read, crm\/north#write/,
      /^ +└─ North China +40$/m,
    ];
    for (const line of lines) expect(out).toMatch(line);
    expect(out).not.toContain('\u001b[');
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('speaks Chinese where the environment does', async () => {
    const { code, out, err } = await run([], { LANG: 'zh_CN.UTF-8' });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^ +沈悦 +销售部 super +4 +119 +7$/m);
    expect(out).toMatch(/陆帆可以使用 ticket\/queue#write 吗？ {2}拒绝/);
  });

  test('says how it is used when it is used wrongly', async () => {
    const { code, out, err } = await run(['--url', 'http://localhost:9096']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('--url and --data-dir go together\n\nUsage: npm run example:company');
  });
});

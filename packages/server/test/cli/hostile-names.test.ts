import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CommandLine, commandLine } from './command-line.ts';

/** Clears the screen, colours, uses the one-byte form of the same, goes back in the line, begins another line, turns it around. */
const HOSTILE = 'x\u001b[2J\u001b[31m\u009b2J\r\nhufu: done\u202e';

let line: CommandLine;
beforeEach(async () => {
  line = commandLine();
  await line.hufu(['user', 'add', 'alice', '--no-password']);
  await line.hufu(['client', 'add', 'wiki']);
  const database = new DatabaseSync(join(line.cwd, 'data/hufu.db'));
  database.prepare("update users set fullname = ?, email = ? where id = 'alice'").run(HOSTILE, HOSTILE);
  database.prepare('update clients set fullname = ?').run(HOSTILE);
  database.prepare('update roles set name = ?').run(HOSTILE);
  database.close();
});
afterEach(() => line.remove());

test.each([
  ['user list', ['user', 'list']],
  ['user show', ['user', 'show', 'alice']],
  ['user show of nobody', ['user', 'show', HOSTILE]],
  ['user add', ['user', 'add', HOSTILE, '--no-password']],
  ['user erase', ['user', 'erase', 'alice']],
  ['client list', ['client', 'list']],
  ['client show', ['client', 'show', '1']],
  ['client show of none', ['client', 'show', HOSTILE]],
  ['client delete', ['client', 'delete', '1']],
  ['client redirect-uri', ['client', 'redirect-uri', '1', '--add', HOSTILE]],
  ['role tree', ['role', 'tree', '1']],
  ['audit list', ['audit', 'list', '--actor', HOSTILE]],
  ['audit verify', ['audit', 'verify']],
  ['export', ['export']],
  ['export to a file', ['export', HOSTILE]],
  ['export to no directory', ['export', `none/${HOSTILE}`]],
  ['import', ['import', 'users.csv']],
  ['import of no file', ['import', HOSTILE]],
  ['apply', ['apply', 'all.yaml']],
  ['apply of no file', ['apply', HOSTILE]],
  ['backup', ['backup', HOSTILE]],
  ['backup to no directory', ['backup', `none/${HOSTILE}`]],
  ['restore', ['restore', '--force', HOSTILE]],
  ['verify', ['verify']],
  ['verify of no file', ['verify', HOSTILE]],
  ['config', ['config', '--config', HOSTILE]],
  ['a command there is not', [HOSTILE]],
  ['an option there is not', ['user', 'list', `--${HOSTILE}`]],
])(
  '%s: no name, text or file name can steer the terminal or pass for another message',
  async (_, argv) => {
    const database = new DatabaseSync(join(line.cwd, 'data/hufu.db'));
    if (argv[0] === 'verify') database.exec(`create trigger "${HOSTILE}" after insert on users begin select 1; end`);
    database.close();
    line.write('all.yaml', JSON.stringify({ users: [{ id: 'bob', [HOSTILE]: 1 }], [HOSTILE]: [] }));
    line.write('users.csv', `id,fullname,email\n${HOSTILE},${HOSTILE},${HOSTILE}\n`);
    for (const json of [[], ['--json']]) {
      const { out, err } = await line.hufu([...argv, ...json]);
      expect(out + err).not.toBe('');
      expect(out + err).not.toMatch(/[^\P{Cc}\n]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      expect(err).not.toMatch(/^hufu: done/m);
    }
  },
  60_000,
);

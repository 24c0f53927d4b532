import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LONGEST_RECORD } from '../../src/cli/import/csv-records.ts';
import type { ImportSummary } from '../../src/cli/import/import-report.ts';
import { type CommandLine, commandLine } from './command-line.ts';

const BCRYPT = '$2b$10$ycq6xPqSllJ5nmbtZBm70eMsHWYjUUhlzrc3Gc.t.4qniidTo3cpy';
const OTHER_BCRYPT = '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy';
const ARGON2 = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$vpOd0mbc3AzXEHMgcTb1CrlqvzAI6BpRQTBNfPDDBGo';

interface ListedUser {
  readonly id: string;
}

let line: CommandLine;
beforeEach(() => {
  line = commandLine();
});
afterEach(() => line.remove());

/** Imports a file of this content; a refused row makes the exit code 1, and the summary is shown all the same. */
async function imported(content: string | Buffer, ...options: string[]): Promise<ImportSummary> {
  writeFileSync(join(line.cwd, 'users.csv'), content);
  const { out, err } = await line.hufu(['import', 'csv', '--users', 'users.csv', '--json', ...options]);
  if (out === '') throw new Error(err);
  return JSON.parse(out) as ImportSummary;
}

async function users(): Promise<readonly ListedUser[]> {
  return (await line.json(['user', 'list'])) as ListedUser[];
}

async function auditOf(action: string): Promise<readonly { readonly user: string; readonly actor: string }[]> {
  return (await line.json(['audit', 'list', '--action', action, '--limit', '10000'])) as { user: string; actor: string }[];
}

describe('hufu import csv', () => {
  test('makes the users of a file, each with an audit row; columns come in any order', async () => {
    const content = [
      'status,password_hash,id,type,fullname,email,phone,wechat,dn,organization,must_change_password',
      `,${BCRYPT},alice,,"Liu, ""Alice""",alice@example.com,1,alice-w,"cn=alice,dc=example",研发,`,
      `frozen,"${ARGON2}",bob,ldap,陈波,,,,,,true`,
      ',,carol,special,,,,,,,',
    ].join('\n');
    expect(await imported(content)).toEqual({
      planned: false,
      rows: 3,
      created: 3,
      updated: 0,
      unchanged: 0,
      existing: 0,
      refused: 0,
      first_refused: [],
    });
    expect(await users()).toMatchObject([
      { id: 'alice', fullname: 'Liu, "Alice"', email: 'alice@example.com', has_password: true, must_change_password: false },
      { id: 'bob', fullname: '陈波', status: 'frozen', type: 'ldap', must_change_password: true },
      { id: 'carol', fullname: 'carol', status: 'active', type: 'special', has_password: false, must_change_password: false },
    ]);
    const rows = await auditOf('user.created');
    expect(rows.map(({ user, actor }) => `${user} by ${actor}`).sort()).toEqual([
      'alice by system',
      'bob by system',
      'carol by system',
    ]);
  });

  test.each([
    ['a byte order mark', Buffer.from('\ufeffid,fullname\nalice,刘\n')],
    ['a byte order mark and a quoted header', Buffer.from('\ufeff"id","fullname"\r\n"alice","刘"\r\n')],
    ['CRLF', Buffer.from('id,fullname\r\nalice,刘\r\n')],
    ['no line end at the end', Buffer.from('id,fullname\nalice,刘')],
    ['empty lines', Buffer.from('id,fullname\n\n\nalice,刘\n\n')],
    ['capitals and blanks in the header', Buffer.from(' ID , FullName\nalice,刘\n')],
  ])('takes %s', async (_, content) => {
    expect(await imported(content)).toMatchObject({ created: 1, refused: 0 });
    expect(await users()).toMatchObject([{ id: 'alice', fullname: '刘' }]);
  });

  test('a dry run tells what would be done and changes nothing', async () => {
    await line.hufu(['user', 'add', 'alice', '--no-password']);
    const before = [await users(), await line.json(['audit', 'list'])];
    const content = `id,fullname\nalice,Alice\nbob,Bob\ncarol,${'x'.repeat(129)}\n`;
    const planned = await imported(content, '--dry-run', '--update');
    expect(planned).toMatchObject({ planned: true, created: 1, updated: 1, refused: 1 });
    expect([await users(), await line.json(['audit', 'list'])]).toEqual(before);
    expect(await imported(content, '--update')).toEqual({ ...planned, planned: false });
  });

  test('a dry run where there is no database yet tells that all would be made, and makes nothing', async () => {
    line.write('users.csv', 'id\nalice\n');
    expect(await imported('id\nalice\n', '--dry-run')).toMatchObject({ planned: true, created: 1 });
    expect(existsSync(line.dataDir)).toBe(false);
  });

  test('says in sentences what was done, names the rows that were refused, and then the exit code is 1', async () => {
    line.write('users.csv', 'id,email\nalice,\nbob,nonsense\n');
    const { code, out, err } = await line.hufu(['import', 'csv', '--users', 'users.csv']);
    expect([code, err]).toEqual([1, 'hufu: 1 of 2 rows was refused\n']);
    expect(out).toBe('line 3  bob  refused: email: is not valid\n1 created\n1 refused\n');
  });

  test('the report holds every row, in the order of the file, for its owner only; no file is written over', async () => {
    const content = `id,email\n${Array.from({ length: 450 }, (_, index) => `user${index},${index % 3 === 0 ? 'bad' : ''}\n`).join('')}`;
    const summary = await imported(content, '--report', 'report.jsonl');
    expect(summary).toMatchObject({ rows: 450, created: 300, refused: 150 });
    expect(summary.first_refused).toHaveLength(100);
    const path = join(line.cwd, 'report.jsonl');
    const rows = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(rows.map((row) => (JSON.parse(row) as { line: number }).line)).toEqual(
      Array.from({ length: 450 }, (_, index) => index + 2),
    );
    expect(JSON.parse(rows[0] ?? '')).toEqual({
      line: 2,
      id: 'user0',
      outcome: 'refused',
      reasons: ['email: is not valid'],
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await expect(imported(content, '--report', 'report.jsonl')).rejects.toThrow(/is there already/);
    await expect(imported(content, '--report', 'users.csv')).rejects.toThrow(/is there already/);
    expect(readFileSync(join(line.cwd, 'users.csv'), 'utf8')).toBe(content);
  });

  test('progress is one line that is rewritten, where standard error is a terminal', async () => {
    line.write('users.csv', `id\n${Array.from({ length: 401 }, (_, index) => `user${index}\n`).join('')}`);
    const written: string[] = [];
    let now = Date.now();
    const world = { rewrite: (text: string) => void written.push(text), now: () => (now += 1000) };
    expect((await line.hufu(['import', 'csv', '--users', 'users.csv'], world)).code).toBe(0);
    expect(written).toEqual([
      '\r\u001b[K200 of 401 rows, 49 %',
      '\r\u001b[K400 of 401 rows, 99 %',
      '\r\u001b[K401 of 401 rows, 100 %',
      '\r\u001b[K',
    ]);
  });
});

describe('a row that cannot be imported is refused with its line and the reason, and holds up no other', () => {
  const rows: readonly [name: string, content: string, line: number, reason: RegExp][] = [
    ['too few fields', 'id,fullname\nbad\ngood,x\n', 2, /has 1 fields, the header 2/],
    ['too many fields', 'id,fullname\ngood,x\nbad,x,y\n', 3, /has 3 fields, the header 2/],
    ['no id', 'id,fullname\n,x\ngood,x\n', 2, /id: must not be empty/],
    ['an id with other characters', 'id,fullname\nb d,x\ngood,x\n', 2, /id: must be 1 to 64/],
    ['an id that is too long', `id,fullname\n${'b'.repeat(65)},x\ngood,x\n`, 2, /id: must be 1 to 64/],
    ['an id of a client', 'id,fullname\nclient-1,x\ngood,x\n', 2, /not begin with client-/],
    ['an id that was there', 'id,fullname\ngood,x\ngood,y\n', 3, /id: is the same as on line 2/],
    ['an id that was there in another case', 'id,fullname\n\ngood,x\nGOOD,y\n', 4, /id: is the same as on line 3/],
    ['a name that is too long', `id,fullname\nbad,${'刘'.repeat(129)}\ngood,x\n`, 2, /fullname: is too long/],
    ['a name of blanks', 'id,fullname\nbad,"  "\ngood,x\n', 2, /fullname: must not be empty/],
    ['an e-mail address that is none', 'id,email\nbad,nonsense\ngood,a@b\n', 2, /email: is not valid/],
    ['a status that there is not', 'id,status\nbad,gone\ngood,active\n', 2, /status: must be one of active, frozen, delete/],
    ['a type that there is not', 'id,type\nbad,root\ngood,ldap\n', 2, /type: must be one of system, ldap, special/],
    [
      'a hash of another kind',
      `id,password_hash\nbad,5f4dcc3b\ngood,${BCRYPT}\n`,
      2,
      /password_hash: must be an argon2 or bcrypt/,
    ],
    [
      'a hash that costs too much',
      `id,password_hash\nbad,${BCRYPT.replace('$10$', '$31$')}\ngood,\n`,
      2,
      /password_hash: must be/,
    ],
    ['neither true nor false', 'id,must_change_password\nbad,maybe\ngood,true\n', 2, /must_change_password: /],
    ['a NUL byte', 'id,fullname\nbad,a\0b\ngood,x\n', 2, /fullname: is not valid/],
    ['a line break in a name', 'id,fullname\ngood,x\nbad,"a\nb"\n', 3, /fullname: is not valid/],
    ['several mistakes', 'id,email,phone\nbad,x,"\t"\ngood,,\n', 2, /email: is not valid; phone: is not valid/],
    ['a huge field', `id,organization\nbad,${'x'.repeat(60_000)}\ngood,x\n`, 2, /organization: is too long/],
  ];

  test.each(rows.map(([name, ...row]) => ({ name, row })))('$name', async ({ row: [content, at, reason] }) => {
    const summary = await imported(content);
    expect(summary).toMatchObject({ created: 1, refused: 1, first_refused: [{ line: at, outcome: 'refused' }] });
    expect(summary.first_refused[0]?.reasons.join('; ')).toMatch(reason);
    expect((await users()).map(({ id }) => id)).toEqual(['good']);
  });

  test('what is refused is not repeated, beyond the id', async () => {
    const content = 'id,password_hash,status\nbad,canary-hash,canary-status\n';
    line.write('users.csv', content);
    const { out, err } = await line.hufu(['import', 'csv', '--users', 'users.csv', '--report', 'r']);
    expect(out + err + readFileSync(join(line.cwd, 'r'), 'utf8')).not.toContain('canary');
  });
});

describe('a file that is no CSV of users is refused whole, and nothing is done', () => {
  test.each<[name: string, content: string | Buffer, message: RegExp]>([
    ['empty', '', /is empty: the first line must name the columns/],
    ['only line ends', '\n\r\n\n', /is empty/],
    ['no header', 'alice,Alice\nbob,Bob\n', /the first line must name the columns, separated by commas, and id among them/],
    ['other separators', 'id;fullname\nalice;Alice\n', /separated by commas/],
    ['an unknown column', 'id,fulname\nalice,x\n', /no column "fulname" \(did you mean fullname\?\)/],
    ['a column twice', 'id,email,email\nalice,,\n', /"email" is there twice/],
    ['passwords in clear', 'id,password\nalice,secret\n', /passwords in clear are not taken/],
    ['system administrators', 'id,system_administrator\nalice,true\n', /names no system administrators/],
    ['a quote that is not closed', 'id,fullname\nalice,x\nbob,"y\ncarol,z\n', /line 3: a quote is opened and not closed/],
    ['a quote in a field', 'id,fullname\nalice,x\nbob,a"b"\n', /line 3: a quote stands where none may/],
    ['text after a closing quote', 'id,fullname\nalice,"x"y\n', /line 2: a quote stands where none may/],
    [
      'a record without an end',
      `id,fullname\nalice,x\nbob,"${'y\n'.repeat(LONGEST_RECORD)}"\n`,
      /line 3: a record is longer than/,
    ],
    ['another encoding', Buffer.from([...Buffer.from('id,fullname\nalice,'), 0xc1, 0xf5, 0x0a]), /is not UTF-8/],
    ['half a character at the end', Buffer.from([...Buffer.from('id,fullname\nalice,'), 0xe5, 0x88]), /is not UTF-8/],
    ['UTF-16', Buffer.from('\ufeffid\nalice\n', 'utf16le'), /is not UTF-8/],
  ])('%s', async (_, content, message) => {
    await expect(imported(content)).rejects.toThrow(message);
    expect(existsSync(line.dataDir)).toBe(false);
  });

  test('a header that is somebody’s data is not repeated', async () => {
    await expect(imported(`alice,${BCRYPT}\n`)).rejects.not.toThrow(/alice|\$2b/);
  });

  test('a file that is not there, and a directory', async () => {
    expect((await line.hufu(['import', 'csv', '--users', 'nowhere.csv'])).err).toContain('cannot be read (ENOENT)');
    mkdirSync(join(line.cwd, 'directory'));
    expect((await line.hufu(['import', 'csv', '--users', 'directory'])).err).toContain('must be a regular file');
  });
});

describe('users who exist', () => {
  beforeEach(async () => {
    await imported(`id,fullname,email,password_hash\nalice,Alice,alice@example.com,${BCRYPT}\n`);
  });

  test('are unchanged when they are as the file says; what it does not say is not compared', async () => {
    expect(await imported('id,fullname,email\nALICE,Alice,\n', '--update')).toMatchObject({ unchanged: 1, updated: 0 });
  });

  test('are left alone when they differ, and the report says in what', async () => {
    const content = 'id,fullname,status\nalice,Alice Liu,frozen\n';
    expect(await imported(content, '--report', 'r')).toMatchObject({ existing: 1, updated: 0, refused: 0 });
    expect(JSON.parse(readFileSync(join(line.cwd, 'r'), 'utf8'))).toMatchObject({ reasons: ['fullname', 'status'] });
    expect(await users()).toMatchObject([{ fullname: 'Alice', status: 'active' }]);
  });

  test('are changed with --update, each change with an audit row, and then unchanged', async () => {
    const content = 'id,fullname,email,status\nalice,Alice Liu,,frozen\n';
    expect(await imported(content, '--update')).toMatchObject({ updated: 1 });
    expect(await users()).toMatchObject([{ fullname: 'Alice Liu', email: 'alice@example.com', status: 'frozen' }]);
    expect(await auditOf('user.changed')).toHaveLength(2);
    expect(await imported(content, '--update')).toMatchObject({ unchanged: 1, updated: 0 });
    expect(await auditOf('user.changed')).toHaveLength(2);
  });

  test('keep the password they have, unless --replace-passwords says otherwise', async () => {
    const content = `id,password_hash\nalice,${OTHER_BCRYPT}\n`;
    expect(await imported(content, '--update')).toMatchObject({ unchanged: 1 });
    expect(await auditOf('user.password_changed')).toHaveLength(0);
    expect(await imported(content, '--update', '--replace-passwords')).toMatchObject({ updated: 1 });
    expect(await imported(content, '--update', '--replace-passwords')).toMatchObject({ unchanged: 1 });
    expect(await auditOf('user.password_changed')).toHaveLength(1);
  });

  test('get a password where they had none', async () => {
    await line.hufu(['user', 'add', 'bob', '--no-password']);
    expect(await imported(`id,password_hash\nbob,${BCRYPT}\n`)).toMatchObject({ existing: 1 });
    expect(await imported(`id,password_hash\nbob,${BCRYPT}\n`, '--update')).toMatchObject({ updated: 1 });
    expect(await users()).toMatchObject([{ id: 'alice' }, { id: 'bob', has_password: true }]);
  });

  test('a row that is refused leaves nothing of its other changes', async () => {
    const content = 'id,fullname,email,status\nalice,Alice Liu,nonsense,frozen\n';
    expect(await imported(content, '--update')).toMatchObject({ refused: 1, updated: 0 });
    expect(await users()).toMatchObject([{ fullname: 'Alice', status: 'active' }]);
  });

  test('system administrators are never changed, and their flag neither given nor taken', async () => {
    await line.hufu(['user', 'admin', 'alice']);
    const content = `id,fullname,password_hash,status\nalice,Mallory,${OTHER_BCRYPT},frozen\nbob,Bob,${BCRYPT},\n`;
    const summary = await imported(content, '--update', '--replace-passwords');
    expect(summary).toMatchObject({ created: 1, refused: 1 });
    expect(summary.first_refused[0]?.reasons).toEqual(['the user is a system administrator, whom an import does not change']);
    expect(await users()).toMatchObject([
      { id: 'alice', fullname: 'Alice', status: 'active', system_administrator: true },
      { id: 'bob', system_administrator: false },
    ]);
    expect(await imported('id,fullname\nalice,Alice\n', '--update')).toMatchObject({ unchanged: 1 });
  });
});

import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MAXIMUM_MESSAGE_BYTES } from '../../src/cli/control-socket.ts';
import { DataDirectoryUnusable } from '../../src/config/data-directory.ts';
import { createLog, type Log } from '../../src/observability/log.ts';
import { type CommandLine, commandLine } from './command-line.ts';
import { startControlledServer } from './controlled-server.ts';

let line: CommandLine;
let path: string;
let close: (() => Promise<void>)[];

beforeEach(() => {
  line = commandLine();
  mkdirSync(line.dataDir, { mode: 0o700 });
  path = join(line.dataDir, 'hufu.sock');
  close = [];
});
afterEach(async () => {
  for (const one of close.reverse()) await one();
  line.remove();
});

async function startServer(log?: Log): Promise<void> {
  const server = await startControlledServer(line.dataDir, log);
  close.push(server.closeDatabase, server.closeSocket);
}

describe('with a running server', () => {
  test('commands are done by it, over a socket that only its user can open', async () => {
    await startServer();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await line.json(['recover'])) as { link: string }).toMatchObject({
      link: expect.stringContaining('https://auth.example.com/setup#'),
    });
    expect((await line.hufu(['user', 'add', 'alice', '--generate-password'])).code).toBe(0);
    expect(await line.json(['user', 'list'])).toMatchObject([{ id: 'alice' }]);
    // The at-rest key is the server's affair.
    expect(existsSync(join(line.dataDir, 'at-rest.key'))).toBe(false);
  });

  test('the log names each operation that was done; the many steps of a long one only for who looks for them', async () => {
    for (const [level, done] of [
      ['info', ['user.add']],
      ['debug', ['user.add', 'user.list']],
    ] as const) {
      const lines: string[] = [];
      await startServer(createLog({ level, format: 'json', write: (text) => lines.push(text) }));
      await line.hufu(['user', 'add', `of-${level}`, '--no-password']);
      await line.hufu(['user', 'list']);
      expect(lines.map((text) => JSON.parse(text).operation)).toEqual(done);
      for (const one of close.splice(0).reverse()) await one();
    }
  });

  test('audit chains are verified and people erased by it too', async () => {
    await startServer();
    await line.hufu(['user', 'add', 'alice', '--no-password']);
    await line.hufu(['client', 'add', 'wiki', '--owner', 'alice']);
    expect((await line.hufu(['user', 'erase', 'alice', '--yes'])).code).toBe(0);
    expect(await line.json(['user', 'list'])).toEqual([]);
    expect(await line.json(['audit', 'verify'])).toMatchObject([
      { chain: 0, intact: true },
      { chain: 1, intact: true },
    ]);
  });

  test('a refusal comes back whole, with exit code 1', async () => {
    await startServer();
    const { code, err } = await line.hufu(['client', 'add', 'x', '--scope', 'nope', '--redirect-uri', 'ftp://x']);
    expect(code).toBe(1);
    expect(err.trimEnd().split('\n')).toHaveLength(2);
  });

  test('when the socket does not answer but the database is in use, that is what is said', async () => {
    await startServer();
    await close.pop()?.();
    const { code, err } = await line.hufu(['user', 'list']);
    expect([code, err]).toEqual([1, expect.stringContaining('in use by another process')]);
  });

  test('a leftover socket file is replaced, one that is answered on is not, nor what is no socket', async () => {
    const other = createServer().listen(path);
    await new Promise((resolve) => other.once('listening', resolve));
    await expect(startServer()).rejects.toThrow(/another server answers/);
    await close.pop()?.();
    await new Promise((resolve) => other.close(resolve));
    writeFileSync(path, '');
    await expect(startServer()).rejects.toThrow(DataDirectoryUnusable);
    expect(existsSync(path)).toBe(true);
  });

  test('closing removes the socket', async () => {
    await startServer();
    await close.pop()?.();
    expect(existsSync(path)).toBe(false);
  });
});

describe('what comes over the socket', () => {
  test.each([
    { asked: ['GET', '/user.list', ''], status: 404 },
    { asked: ['POST', '/nope', '{}'], status: 404 },
    { asked: ['POST', '/__proto__', '{}'], status: 404 },
    { asked: ['POST', '/user.list', '{'], status: 422 },
    { asked: ['POST', '/user.list', '[]'], status: 422 },
    { asked: ['POST', '/user.list', '{"extra": 1}'], status: 422 },
    { asked: ['POST', '/user.add', '{"id": 5}'], status: 422 },
    { asked: ['POST', '/user.list', '{}'], status: 200 },
  ] as const)('$asked is answered $status', async ({ asked, status }) => {
    await startServer();
    const [method, name, body] = asked;
    expect((await send(method, name, body)).status).toBe(status);
  });

  test('is bounded in size', async () => {
    await startServer();
    expect((await send('POST', '/user.list', ' '.repeat(MAXIMUM_MESSAGE_BYTES + 1))).status).toBe(422);
  });
});

function send(method: string, name: string, body: string): Promise<{ readonly status: number }> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: path, path: name, method, agent: false }, (response) => {
      response.resume().once('end', () => resolve({ status: response.statusCode ?? 0 }));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

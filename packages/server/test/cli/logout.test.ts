import { afterEach, beforeEach, expect, test } from 'vitest';
import { grant, session } from '../storage/entities.ts';
import { type CommandLine, commandLine } from './command-line.ts';
import { type ControlledServer, startControlledServer } from './controlled-server.ts';

let line: CommandLine;
let server: ControlledServer;

beforeEach(async () => {
  line = commandLine();
  await line.hufu(['client', 'add', 'wiki', '--redirect-uri', 'https://wiki.example.com/callback']);
  await line.hufu(['client', 'set', 'wiki', 'backchannel_logout_uri=https://wiki.example.com/logout']);
  for (const id of ['alice', 'bob']) await line.hufu(['user', 'add', id, '--no-password']);
  server = await startControlledServer(line.dataDir);
  await server.context.storage.transact(async ({ sessions, grants }) => {
    for (const userId of ['alice', 'bob']) {
      const own = session({ id: `session-of-${userId}`, userId, expiresAt: Date.now() + 3_600_000 });
      await sessions.insert(own);
      await grants.insert(grant({ id: `grant-of-${userId}`, userId, sessionId: own.id }));
    }
  });
});
afterEach(async () => {
  await server.closeSocket();
  await server.closeDatabase();
  line.remove();
});

test('OpenID Connect Back-Channel Logout §2.5: hufu logout list tells what is to be delivered once a command ends sessions', async () => {
  expect(await line.json(['logout', 'list'])).toEqual([]);
  await line.hufu(['user', 'freeze', 'alice']);
  const { code, out } = await line.hufu(['logout', 'list']);
  expect(code).toBe(0);
  expect(out).toMatch(
    /^TIME +CLIENT +USER +SESSION +STATE +TRIES +NEXT TRY +ERROR\n\S+ +1 +alice +session-of-alice +pending +0 +\S+\n$/,
  );
});

test('hufu logout list --failed tells of those alone whose last try failed, and why', async () => {
  for (const id of ['alice', 'bob']) await line.hufu(['user', 'freeze', id]);
  const now = Date.now();
  await server.context.storage.transact(async ({ logouts }) => {
    const [first] = (await logouts.listDue(now, 9, 9)).filter(({ userId }) => userId === 'alice');
    if (first === undefined) throw new Error('nothing is due');
    await logouts.claim(first, now, now + 1);
    await logouts.settle(first.id, 1, { now, error: 'answered_400', retryAt: null });
  });
  const failed = { user: 'alice', state: 'failed', attempts: 1, error: 'answered_400', next_attempt_at: null };
  expect(await line.json(['logout', 'list', '--failed'])).toMatchObject([failed]);
  expect(await line.json(['logout', 'list'])).toHaveLength(2);
  expect(await line.json(['logout', 'list', '--limit', '1'])).toHaveLength(1);
});

test('hufu logout list --limit 0 is a usage error', async () => {
  expect((await line.hufu(['logout', 'list', '--limit', '0'])).code).toBe(2);
});

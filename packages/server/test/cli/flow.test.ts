import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { orderedId } from '../../src/crypto/ordered-id.ts';
import { createFlowRecorder } from '../../src/observability/flow-recorder/flow-recorder.ts';
import type { FlowTrace } from '../../src/observability/flow-recorder/flow-trace.ts';
import { type CommandLine, commandLine } from './command-line.ts';
import { type ControlledServer, startControlledServer } from './controlled-server.ts';

let line: CommandLine;
let server: ControlledServer;

beforeEach(async () => {
  line = commandLine();
  await line.hufu(['client', 'add', 'wiki', '--redirect-uri', 'https://wiki.example.com/callback']);
  server = await startControlledServer(line.dataDir);
});
afterEach(async () => {
  await server.closeSocket();
  await server.closeDatabase();
  line.remove();
});

function trace(changes: Partial<FlowTrace> = {}): FlowTrace {
  const received = [{ in: 'query' as const, name: 'redirect_uri', value: 'https://wiki.example.com/callback/' }];
  return {
    id: orderedId(Date.now()),
    at: Date.now(),
    endpoint: 'authorization',
    clientId: 1,
    outcome: 'refused',
    error: 'redirect_uri_mismatch',
    failed: 'redirect_uri_registered',
    requestKey: 'key',
    codeId: null,
    grantId: null,
    detail: { received },
    ...changes,
  };
}

/** Records traces as the server does. */
async function record(...traces: readonly FlowTrace[]): Promise<void> {
  const recorder = createFlowRecorder(server.context.storage);
  for (const each of traces) recorder.record(each);
  await recorder.flush();
}

describe('hufu flow show', () => {
  test('tells the check that failed, its section, what was received and is registered, and the mend', async () => {
    const failed = trace();
    const page = trace({ outcome: 'asked', error: null, failed: null, detail: { received: [], page: 'sign_in' } });
    await record(failed, page);
    const { code, out } = await line.hufu(['flow', 'show', failed.id]);
    expect(code).toBe(0);
    expect(out).toMatch(/^Request +[0-9a-z]{16}\n/);
    expect(out).toContain('1 (wiki)');
    expect(out).toMatch(/Must hold +redirect_uri is registered\n +Section +RFC 9700 §4\.1\.3\n +What to do +Compare scheme/);
    expect(out).toMatch(/Received\n +query redirect_uri +https:\/\/wiki\.example\.com\/callback\/\n/);
    expect(out).toMatch(/Registered\n +redirect_uris +https:\/\/wiki\.example\.com\/callback\n/);
    expect(out).toMatch(/Passed before\n(?: +.+\n)*? +RFC 6749 §2\.2 +a client of this id is registered\n/);
    expect(out).toMatch(new RegExp(`The same sign-in\\n +REQUEST .*\\n +${page.id} .* asked sign_in`));
  });

  test('the mend is in Chinese where the terminal speaks Chinese', async () => {
    const failed = trace();
    await record(failed);
    const { out } = await line.hufu(['flow', 'show', failed.id], { env: { LANG: 'zh_CN.UTF-8' } });
    expect(out).toContain('逐一比较协议、主机、端口、路径与末尾的斜杠');
  });

  test('what was sent cannot steer the terminal', async () => {
    const evil = trace({ detail: { received: [{ in: 'query', name: 'redirect_uri', value: 'https://x/\u001b[2J\n\u202e' }] } });
    await record(evil);
    const { out } = await line.hufu(['flow', 'show', evil.id]);
    expect(out).toContain('https://x/\\u001b[2J\\u000a\\u202e');
  });

  test('a request without a trace is told, with the reasons there can be', async () => {
    const { code, err } = await line.hufu(['flow', 'show', 'unknown']);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^hufu: there is no trace of this request: traces are kept for 24 hours/),
    ]);
  });

  test('a check of another version is shown as what it is not', async () => {
    const other = trace({ failed: 'check_of_tomorrow' });
    await record(other);
    expect((await line.hufu(['flow', 'show', other.id])).out).toContain('the request is as the endpoint expects it');
  });
});

describe('hufu flow list', () => {
  test('lists the newest first, of one client, or those that failed', async () => {
    const first = trace();
    const second = trace({ clientId: null, failed: null, outcome: 'done', error: null });
    await record(first, second);
    const ids = async (...options: string[]): Promise<string[]> =>
      ((await line.json(['flow', 'list', ...options])) as { request_id: string }[]).map(({ request_id }) => request_id);
    expect(await ids()).toEqual([second.id, first.id]);
    expect(await ids('--limit', '1')).toEqual([second.id]);
    expect(await ids('--failed')).toEqual([first.id]);
    expect(await ids('--client', 'wiki')).toEqual([first.id]);
    expect(await ids('--client', '4711')).toEqual([]);
    const { out } = await line.hufu(['flow', 'list']);
    expect(out.split('\n')[0]).toMatch(/^REQUEST +TIME +ENDPOINT +CLIENT +OUTCOME +FAILED CHECK$/);
    expect(out).toMatch(/authorization +1 +refused redirect_uri_mismatch +redirect_uri_registered\n/);
  });

  test('a limit that is no number is a mistake of use', async () => {
    expect(await line.hufu(['flow', 'list', '--limit', 'x'])).toMatchObject({ code: 2 });
  });

  test('--follow goes on with what comes, each once, until it is stopped', async () => {
    await record(trace());
    let stop = (): void => undefined;
    const stopped = new Promise<void>((resolve) => {
      stop = resolve;
    });
    let out = '';
    const told: (() => void)[] = [];
    const next = (): Promise<void> => new Promise((resolve) => void told.push(resolve));
    const listed = next();
    const following = line.hufu(['flow', 'list', '--follow'], {
      untilStopped: () => stopped,
      out: (text) => {
        out += text;
        told.shift()?.();
      },
    });
    await listed;
    const later = trace();
    const isTold = next();
    await record(later);
    await isTold;
    stop();
    expect((await following).code).toBe(0);
    expect(out.split(later.id)).toHaveLength(2);
  });
});

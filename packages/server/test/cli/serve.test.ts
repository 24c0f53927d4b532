import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ServedServer } from '../../src/cli/command-io.ts';
import type { Settings } from '../../src/config/settings.ts';
import { type CommandLine, commandLine } from './command-line.ts';

let line: CommandLine;
beforeEach(() => {
  line = commandLine();
});
afterEach(() => line.remove());

function fakeServer(setupLink: string | undefined): {
  readonly started: Settings[];
  readonly done: string[];
  serve(settings: Settings): Promise<ServedServer>;
} {
  const started: Settings[] = [];
  const done: string[] = [];
  const close = (): Promise<void> => Promise.resolve(void done.push('closed'));
  const serve = (settings: Settings): Promise<ServedServer> => {
    started.push(settings);
    return Promise.resolve({ issuer: settings.issuer.href, setupLink, close });
  };
  return { started, done, serve };
}

test('hufu serve starts the server with its settings, waits to be told to stop, closes it, and exits with code 0', async () => {
  const server = fakeServer(undefined);
  const untilStopped = (): Promise<void> => Promise.resolve(void server.done.push('told to stop'));
  const { code } = await line.hufu(['serve', '--port', '9999'], { serve: server.serve, untilStopped });
  expect(code).toBe(0);
  expect(server.started).toMatchObject([{ port: 9999, issuer: { href: 'http://localhost:9999' } }]);
  expect(server.done).toEqual(['told to stop', 'closed']);
});

test('the set-up link and the issuer are printed while there is no system administrator', async () => {
  const { out } = await line.hufu(['serve'], { serve: fakeServer('http://localhost:9096/setup#hfl_x').serve });
  expect(out).toContain('Hufu serves http://localhost:9096\n');
  expect(out.match(/http:\/\/localhost:9096\/setup#hfl_x/g)).toHaveLength(1);
});

test('without a set-up link, a program that reads the log gets nothing but the log', async () => {
  expect((await line.hufu(['serve'], { serve: fakeServer(undefined).serve })).out).toBe('');
  expect((await line.hufu(['serve'], { serve: fakeServer(undefined).serve, terminal: true })).out).toBe(
    'Hufu serves http://localhost:9096\n',
  );
});

test('a server that cannot start is told on standard error with code 1', async () => {
  const { code, out, err } = await line.hufu(['serve'], { serve: () => Promise.reject(new Error('the port is taken')) });
  expect([code, out, err]).toEqual([1, '', 'hufu: the port is taken\n']);
});

test('with mistaken settings nothing is started', async () => {
  const server = fakeServer(undefined);
  const { code } = await line.hufu(['serve', '--port', 'x'], { serve: server.serve });
  expect([code, server.started]).toEqual([2, []]);
});

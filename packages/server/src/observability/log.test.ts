import { expect, test } from 'vitest';
import { OAuthError } from '../oauth/oauth-error.ts';
import { createLog, type Log, type LogFields } from './log.ts';

function capture(
  format: 'json' | 'pretty' = 'json',
  level: 'debug' | 'info' = 'debug',
): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  return { lines, log: createLog({ level, format, write: (line) => lines.push(line) }) };
}

test('a line is one JSON object with the time, the level, the event and the named fields', () => {
  const { log, lines } = capture();
  log.info('server.started', { port: 9096, issuer: 'http://localhost:9096' });
  expect(lines).toHaveLength(1);
  const line = JSON.parse(lines[0] ?? '');
  expect(line).toEqual({
    level: 'info',
    time: expect.any(String),
    event: 'server.started',
    port: 9096,
    issuer: 'http://localhost:9096',
  });
  expect(new Date(line.time).toISOString()).toBe(line.time);
});

test('a field that is not named, or not of its type, cannot be logged', () => {
  const { log, lines } = capture();
  const smuggled = {
    password: 'canary',
    token: 'canary',
    userId: { toString: () => 'canary' },
    status: 'canary',
    __proto__: { route: 'canary' },
  };
  log.warn('sign_in.failed', smuggled as unknown as LogFields);
  log.with(smuggled as unknown as LogFields).error('sign_in.failed', { clientId: 3 });
  expect(lines.join()).not.toContain('canary');
  expect(JSON.parse(lines[1] ?? '').clientId).toBe(3);
});

test('an event name that is put together at run time is not written', () => {
  const { log, lines } = capture();
  log.info(`token.${'Canary canary'}`);
  expect(lines.join()).not.toContain('anary');
});

test('of a foreign error the name, the code and the stack are logged, but no message, not even that of its causes', () => {
  const { log, lines } = capture();
  const cause = Object.assign(new TypeError('bad value "canary"\n    at canary'), { code: 'ERR_X' });
  log.error('request.failed', { error: new Error('Unexpected token canary in JSON', { cause }) });
  const { error } = JSON.parse(lines[0] ?? '');
  expect(error).toMatchObject({ name: 'Error', cause: { name: 'TypeError', code: 'ERR_X' } });
  expect(error.stack).toContain('log.test.ts');
  expect(lines.join()).not.toContain('canary');
});

test('the message of our own errors is logged', () => {
  const { log, lines } = capture();
  log.error('request.failed', { error: new OAuthError('invalid_grant', 'the code was used') });
  expect(JSON.parse(lines[0] ?? '').error.message).toContain('the code was used');
});

test('what is thrown and is no error is logged by its type alone', () => {
  const { log, lines } = capture();
  log.error('request.failed', { error: 'canary' });
  expect(JSON.parse(lines[0] ?? '').error).toEqual({ name: 'string' });
});

test('events below the level are not written', () => {
  const { log, lines } = capture('json', 'info');
  log.debug('request.finished');
  expect(lines).toEqual([]);
});

test('for people a line has the event and its fields, and nothing in them moves the cursor', () => {
  const { log, lines } = capture('pretty');
  log.info('sign_in.failed', { userId: 'a\u001b[2J\nb', status: 401 });
  expect(lines[0]).toContain('sign_in.failed');
  expect(lines[0]).toContain('401');
  expect(lines[0]).not.toContain('\u001b[2J');
  expect(lines[0]?.trimEnd()).not.toContain('\n');
});

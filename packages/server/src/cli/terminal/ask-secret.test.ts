import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { type AskingTerminal, askSecret } from './ask-secret.ts';

function terminal(isTTY = true): {
  readonly asking: AskingTerminal;
  readonly written: string[];
  readonly raw: boolean[];
  type(keys: string): void;
} {
  const written: string[] = [];
  const raw: boolean[] = [];
  const input = Object.assign(new EventEmitter(), {
    isTTY,
    setRawMode: (mode: boolean) => raw.push(mode),
    resume: () => undefined,
    pause: () => undefined,
    setEncoding: () => undefined,
  });
  const asking = { input, output: { write: (text: string) => written.push(text) } } as unknown as AskingTerminal;
  return { asking, written, raw, type: (keys) => void input.emit('data', keys) };
}

test('what is typed is answered and never echoed; the terminal is left as it was', async () => {
  const { asking, written, raw, type } = terminal();
  const answer = askSecret('Password: ', asking);
  type('秘密x');
  type('\u007fy\r');
  expect(await answer).toBe('秘密y');
  expect(written.join('')).toBe('Password: \n');
  expect(raw).toEqual([true, false]);
});

test('Ctrl-C ends the asking', async () => {
  const { asking, raw, type } = terminal();
  const answer = askSecret('Password: ', asking);
  type('abc\u0003');
  await expect(answer).rejects.toThrow('interrupted');
  expect(raw).toEqual([true, false]);
});

test('without a terminal nothing is asked', async () => {
  expect(await askSecret('Password: ', terminal(false).asking)).toBeUndefined();
});

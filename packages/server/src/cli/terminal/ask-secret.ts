import type { ReadStream } from 'node:tty';

/** A terminal to ask at. */
export interface AskingTerminal {
  readonly input: Pick<ReadStream, 'isTTY' | 'setRawMode' | 'on' | 'off' | 'resume' | 'pause' | 'setEncoding'>;
  readonly output: { write(text: string): unknown };
}

const ENTER = /[\r\n\u0004]/;
const INTERRUPT = '\u0003';
const ERASE = /[\u0008\u007f]/;

/** Asks for a secret without echo. `undefined` when there is no terminal; rejects when it is interrupted (Ctrl-C). */
export function askSecret(question: string, { input, output }: AskingTerminal): Promise<string | undefined> {
  if (input.isTTY !== true) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    let typed: readonly string[] = [];
    const finish = (settle: () => void): void => {
      input.off('data', take);
      input.setRawMode(false);
      input.pause();
      output.write('\n');
      settle();
    };
    const press = (key: string): void => {
      if (key === INTERRUPT) finish(() => reject(new Error('interrupted')));
      else if (ENTER.test(key)) finish(() => resolve(typed.join('')));
      else typed = ERASE.test(key) ? typed.slice(0, -1) : [...typed, key];
    };
    const take = (chunk: Buffer | string): void => {
      for (const key of chunk.toString()) press(key);
    };
    output.write(question);
    input.setRawMode(true);
    input.setEncoding('utf8');
    input.on('data', take);
    input.resume();
  });
}

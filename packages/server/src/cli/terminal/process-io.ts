import type { Settings } from '../../config/settings.ts';
import type { CommandIo, ServedServer } from '../command-io.ts';
import { askSecret } from './ask-secret.ts';

const MAXIMUM_INPUT_BYTES = 64 * 1024 * 1024;

/** The world of a command as this process has it. A reader that goes away (`| head`) is no error. */
export function processIo(serve: (settings: Settings) => Promise<ServedServer>): CommandIo {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    env: process.env,
    cwd: process.cwd(),
    terminal: process.stdout.isTTY === true,
    now: Date.now,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    rewrite: process.stderr.isTTY === true ? (text) => void process.stderr.write(text) : undefined,
    readInput,
    askSecret: (question) => askSecret(question, { input: process.stdin, output: process.stderr }),
    serve,
    untilStopped: () =>
      new Promise((resolve) => {
        for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
      }),
  };
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAXIMUM_INPUT_BYTES) throw new Error('standard input is larger than 64 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

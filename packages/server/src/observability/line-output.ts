import { writeSync } from 'node:fs';

const STANDARD_OUTPUT = 1;
const LONGEST_WAIT_BYTES = 64 * 1024;

/** Takes whole lines. */
export interface LineOutput {
  write(line: string): void;
}

/**
 * Lines to standard output, those of one turn of the event loop in one write, since a write a request is what a log costs most.
 * What is still held goes out when the process exits, whichever way it is told to.
 */
export function standardOutput(): LineOutput {
  let held = '';
  const flush = (): void => {
    const text = held;
    held = '';
    if (text !== '') writeWhole(text);
  };
  process.on('exit', flush);
  return {
    write(line) {
      if (held === '') setImmediate(flush);
      held += line;
      if (held.length >= LONGEST_WAIT_BYTES) flush();
    },
  };
}

function writeWhole(text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(STANDARD_OUTPUT, bytes, written);
    } catch (error) {
      // A slow reader of a pipe is waited for; one that went away (`| head`) must not take the server down.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return;
    }
  }
}

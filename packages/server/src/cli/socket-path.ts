import { join, relative } from 'node:path';

/** The longest address of a socket that every system takes, in bytes. */
const LONGEST_ADDRESS = 103;

/** Where the running server listens for the `hufu` command. */
export function controlSocketPath(dataDir: string): string {
  return join(dataDir, 'hufu.sock');
}

/**
 * The address to open a socket by: addresses are short, but a path that is too deep may still fit when it is told from the
 * working directory. `undefined` when it cannot be opened from here.
 */
export function socketAddress(path: string): string | undefined {
  return [path, relative(process.cwd(), path)].find((address) => Buffer.byteLength(address) <= LONGEST_ADDRESS);
}

const APART_MS = 5_000;
let toldAt = 0;

/** Tells how far the making of a database is: over and over on a terminal, every five seconds in a file. */
export function tellProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  else if (performance.now() - toldAt > APART_MS) {
    toldAt = performance.now();
    process.stderr.write(`${text}\n`);
  }
}

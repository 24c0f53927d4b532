import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = new URL('../../.cache/bench/', import.meta.url);
const FACTS = 'client.json';

/** A data directory that was made for the benchmarks, and what its maker said of it. */
export interface KeptDirectory<Facts> {
  readonly directory: string;
  readonly facts: Facts;
}

/** The directory of this name in `.cache/bench`; made when it is not there, whole or not at all, and kept for the next run. */
export async function keptDirectory<Facts>(
  name: string,
  make: (directory: string) => Promise<Facts>,
): Promise<KeptDirectory<Facts>> {
  const directory = fileURLToPath(new URL(name, CACHE));
  if (!existsSync(join(directory, FACTS))) {
    const unfinished = `${directory}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    writeFileSync(join(unfinished, FACTS), JSON.stringify(await make(unfinished)));
    rmSync(directory, { recursive: true, force: true });
    renameSync(unfinished, directory);
  }
  return { directory, facts: JSON.parse(readFileSync(join(directory, FACTS), 'utf8')) as Facts };
}

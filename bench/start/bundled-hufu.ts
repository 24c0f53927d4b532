import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildBundle } from '../../scripts/build/build-bundle.ts';
import type { Starting } from './first-answer.ts';

interface Launch {
  readonly nodeFlags: readonly string[];
  findMain(): { readonly main: string; readonly compileCache: string };
}

const LAUNCHER = new URL('../../packages/server/bin/', import.meta.url);
const SOURCES = fileURLToPath(new URL('../../packages/server/src/main.ts', import.meta.url));

/** `hufu` as the launcher would start it from the sources, without the launcher. */
export async function hufuFromSources(directory: string): Promise<Starting> {
  const { nodeFlags } = await launch();
  return { module: pathToFileURL(SOURCES), flags: nodeFlags, ...serving(directory) };
}

/** `hufu` as the launcher would start it from the bundle, without the launcher. The bundle is built when it is older than the sources. */
export async function bundledHufu(directory: string): Promise<Starting> {
  const { nodeFlags, findMain } = await launch();
  if (findMain().main === SOURCES) await buildBundle();
  const { main, compileCache } = findMain();
  if (main === SOURCES) throw new Error('the sources were changed while they were bundled');
  return { module: pathToFileURL(main), flags: nodeFlags, env: { NODE_COMPILE_CACHE: compileCache }, ...serving(directory) };
}

/** The launcher itself, with the bundle. */
export async function launchedHufu(directory: string): Promise<Starting> {
  await bundledHufu(directory);
  return { module: new URL('hufu.mjs', LAUNCHER), ...serving(directory) };
}

function serving(directory: string): Pick<Starting, 'path' | 'args'> {
  const where = ['--data-dir', directory, '--port', 'PORT', '--host', '127.0.0.1', '--issuer', 'http://127.0.0.1'];
  return { path: '/healthz', args: ['serve', ...where, '--log-format', 'json'] };
}

// Plain JavaScript, which the compiler does not read.
async function launch(): Promise<Launch> {
  return (await import(new URL('launch.mjs', LAUNCHER).href)) as Launch;
}

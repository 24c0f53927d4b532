import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type OutputChunk, type OutputOptions, rolldown } from 'rolldown';
import { narrowText } from './narrow-text.ts';
import { ownUrls } from './own-urls.ts';
import { plainHttp } from './plain-http.ts';

/** A file of the bundle. */
export interface Chunk {
  readonly name: string;
  readonly bytes: number;
}

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCES = join(CHECKOUT, 'packages/server/src');
const ASSETS = 'pages/assets';

/** What stays in node_modules. */
const EXTERNAL = [
  // Made of machine code, or looked for by `pg` where somebody has installed it.
  ...['@node-rs/argon2', '@node-rs/bcrypt', 'pg-native'],
  // Parts of the framework that are loaded when they are used, and a server never uses (http/app.ts).
  ...['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler', 'light-my-request'],
];

const OUTPUT: OutputOptions = {
  format: 'esm',
  entryFileNames: '[name].js',
  // A name is the hash of what is inside, so what a running server loads later is what it was built with, or nothing.
  chunkFileNames: '[name]-[hash].js',
  // Comments go, names and lines stay: a stack in a log must say where.
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: false } },
  comments: false,
};

/**
 * Bundles the server and the `hufu` command into `directory` (dist/ in the checkout), in place of what is there. A build that
 * fails leaves that as it was. Answers the files of code.
 */
export async function buildBundle(directory: string = join(CHECKOUT, 'dist')): Promise<readonly Chunk[]> {
  // Sources that change while they are read are newer than the bundle.
  const startedAt = new Date();
  mkdirSync(join(directory, '..'), { recursive: true });
  const draft = mkdtempSync(`${directory}-`);
  try {
    const chunks = await writeChunks(draft);
    cpSync(join(SOURCES, ASSETS), join(draft, 'assets'), { recursive: true });
    writeFileSync(join(draft, 'package.json'), '{ "type": "module" }\n');
    utimesSync(join(draft, 'main.js'), startedAt, startedAt);
    rmSync(directory, { recursive: true, force: true });
    renameSync(draft, directory);
    return chunks;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function writeChunks(directory: string): Promise<readonly Chunk[]> {
  const build = await rolldown({
    input: { main: join(SOURCES, 'main.ts') },
    platform: 'node',
    external: EXTERNAL,
    plugins: [plainHttp(), ownUrls(SOURCES)],
    onLog(level, log, print) {
      if (level === 'warn') throw new Error(`the bundle is in doubt: ${log.message}`);
      print(level, log);
    },
  });
  try {
    const { output } = await build.generate(OUTPUT);
    return output.flatMap((file) => (file.type === 'chunk' ? [writeChunk(directory, file)] : []));
  } finally {
    await build.close();
  }
}

function writeChunk(directory: string, { fileName, code }: OutputChunk): Chunk {
  const bytes = Buffer.from(narrowText(code));
  writeFileSync(join(directory, fileName), bytes);
  return { name: fileName, bytes: bytes.length };
}

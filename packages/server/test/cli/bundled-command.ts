import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { buildBundle } from '../../../../scripts/build/build-bundle.ts';
import { PLAIN_ENVIRONMENT } from '../support/server-process.ts';

/** What a command told. */
export interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The bundle, built for the tests of one file. */
export interface BundledCommand {
  /** Runs `hufu` in `cwd` to its end. */
  hufu(cwd: string, ...argv: string[]): Promise<Told>;
  /** Starts `hufu serve` and resolves when it answers at `url`. */
  serve(cwd: string, url: string, ...argv: string[]): Promise<ChildProcess>;
  remove(): void;
}

// Where node_modules is found from, and no other tool looks.
const CACHE = fileURLToPath(new URL('../../../../.cache/', import.meta.url));

/** Builds the bundle into a directory of its own. */
export async function bundledCommand(): Promise<BundledCommand> {
  mkdirSync(CACHE, { recursive: true });
  const directory = mkdtempSync(join(CACHE, 'tested-bundle-'));
  await buildBundle(join(directory, 'dist'));
  const start = (cwd: string, argv: readonly string[]): ChildProcess =>
    spawn(process.execPath, [join(directory, 'dist/main.js'), ...argv], {
      cwd,
      env: PLAIN_ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  return {
    hufu: (cwd, ...argv) => told(start(cwd, argv)),
    async serve(cwd, url, ...argv) {
      const child = start(cwd, ['serve', ...argv]);
      const failed = told(child).then(({ err }) => Promise.reject(new Error(`the server ended: ${err}`)));
      failed.catch(() => undefined);
      while (!(await Promise.race([answers(url), failed])));
      return child;
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function told(child: ChildProcess): Promise<Told> {
  if (child.stdout === null || child.stderr === null) throw new Error('it is piped');
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: Number(code), out, err };
}

function answers(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );
}

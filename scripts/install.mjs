// Plain JavaScript: this runs on whatever Node the machine has, before anything is installed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const lockHeldAtMostMs = 10 * 60_000;
const npmArguments = {
  server: ['ci', '--omit=dev', '--loglevel=error', '--no-fund', '--no-audit'],
  all: ['ci', '--include=dev', '--loglevel=error', '--no-fund', '--no-audit'],
};

/**
 * Makes node_modules match package-lock.json: `server` is what the server needs, `all` that and the tools. A full install
 * satisfies both. Says what it does; ends the process when npm fails.
 */
export async function ensureInstalled(set) {
  if (isInstalled(set)) return;
  const release = await lock(join(checkout, '.cache/install.lock'));
  try {
    if (!isInstalled(set)) install(set);
  } finally {
    release();
  }
}

/** Answers whether node_modules holds what package-lock.json says, by the record npm leaves there when an install has succeeded. */
export function isInstalled(set, root = checkout) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(join(root, 'node_modules/.package-lock.json'));
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || (set === 'server' && (entry.dev || entry.devOptional))) return true;
    const found = present[path];
    // What is made for another platform is in the lock file but not on the disk.
    if (found === undefined) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}

function install(set) {
  const what = set === 'server' ? 'what the server needs' : 'the server, the tools and what the tests need';
  process.stderr.write(`Installing ${what}, as node_modules does not match package-lock.json (npm ci) ... `);
  const startedAt = Date.now();
  const [program, ...args] = [...npmCommand(), ...npmArguments[set]];
  const { status, error, stdout, stderr } = spawnSync(program, args, { cwd: checkout, encoding: 'utf8' });
  if (status !== 0) {
    process.stderr.write(`failed.\n${stdout ?? ''}${stderr ?? ''}${error ? `${error.message}\n` : ''}`);
    process.stderr.write('npm could not install the dependencies (see above). Is the npm registry reachable? Then try again.\n');
    process.exit(1);
  }
  process.stderr.write(`done in ${Math.round((Date.now() - startedAt) / 1000)} s.\n`);
}

function npmCommand() {
  const running = process.env.npm_execpath ?? '';
  return basename(running) === 'npm-cli.js' ? [process.execPath, running] : ['npm'];
}

/** Waits until no other install runs in this checkout; answers what lets the next one go on. */
async function lock(path) {
  mkdirSync(join(path, '..'), { recursive: true });
  for (let waited = false; ; ) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      const release = () => rmSync(path, { force: true });
      process.once('exit', release);
      return release;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isAbandoned(path)) {
      rmSync(path, { force: true });
      continue;
    }
    if (!waited) process.stderr.write('Waiting for another install in this checkout ...\n');
    waited = true;
    await sleep(200);
  }
}

function isAbandoned(path) {
  try {
    if (Date.now() - statSync(path).mtimeMs > lockHeldAtMostMs) return true;
    const holder = Number(readFileSync(path, 'utf8'));
    // Empty for the moment between creating the file and writing into it.
    if (holder > 0) process.kill(holder, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

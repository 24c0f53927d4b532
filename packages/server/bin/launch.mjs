// Plain JavaScript: this runs on whatever Node the machine has, before the pinned one takes over.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const pinnedNode = join(checkout, 'node_modules/node/bin/node');
const preload = new URL('preload.mjs', import.meta.url).href;
/** What a bundle is made of. */
const bundled = ['package-lock.json', 'packages/server/package.json', 'packages/server/src', 'packages/contract/src'];
/**
 * What Node and V8 are told. A young generation of at most three times 8 MB: as large as it grows by itself, it takes a hundred
 * megabytes more under load, and is no faster. And to collect garbage when a half has been added to what was left after the last time,
 * where V8 would let several times that much gather.
 */
export const nodeFlags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8', '--heap-growing-percent=50'];
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** A signal that comes again this soon is the same one: npm hands on what the terminal has already sent to every process. */
const sameSignalWithinMs = 500;

/** Answers whether the running Node takes the TypeScript sources as they are. */
export function runsTypeScript() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return (major > 24 || (major === 24 && minor >= 14)) && process.features.typescript !== false;
}

/** Answers the path of a Node that runs the sources: the pinned one when it is installed, else the running one, else undefined. */
export function findNode() {
  if (existsSync(pinnedNode)) return pinnedNode;
  return runsTypeScript() ? process.execPath : undefined;
}

/**
 * Answers what is to be run of a checkout, and where V8 may keep what it has compiled: the bundle (`npm run build`) unless it is older
 * than what it is made of, else the sources.
 */
export function findMain(root = checkout) {
  const bundle = join(root, 'dist/main.js');
  const builtAt = changedAt(bundle);
  if (builtAt > 0 && bundled.every((path) => changedAt(join(root, path)) <= builtAt))
    return { main: bundle, compileCache: join(root, 'dist/compiled') };
  return { main: join(root, 'packages/server/src/main.ts'), compileCache: join(root, '.cache/compiled') };
}

/** Milliseconds since 1970 of the last change of a file, or below a folder, where what was added or removed counts as well; 0 for none. */
function changedAt(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  const inside = found.isDirectory() ? readdirSync(path).map((name) => changedAt(join(path, name))) : [];
  return Math.max(found.mtimeMs, ...inside);
}

/**
 * Runs `main.ts` or its bundle with the arguments of the `hufu` command and resolves to its exit code.
 * A server gets a process group of its own, so that Ctrl-C, which a terminal sends to the whole group, reaches it only from here, once.
 */
export function launchHufu(node, args) {
  const serves = args[0] === 'serve';
  const { main, compileCache } = findMain();
  return launch(node, [...nodeFlags, '--import', preload, main, ...args], {
    detached: serves,
    stdio: serves ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    env: { NODE_COMPILE_CACHE: compileCache, ...process.env, HUFU_LAUNCHED: serves ? 'serve' : 'command' },
  });
}

/** Runs a program, hands signals on to it, and resolves to its exit code (128 + number when a signal ended it). */
export function launch(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', ...options });
    const stopForwarding = forwardSignals(child);
    if (process.env.npm_command === 'exec') endWithParent(child);
    child.once('error', (error) => {
      stopForwarding();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      stopForwarding();
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/** npx runs us in a shell that dies of a signal without handing it on: then the parent is another, and the program must end too. */
function endWithParent(child) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, 500).unref();
}

function forwardSignals(child) {
  const sentAt = new Map();
  const forward = (signal) => {
    const now = Date.now();
    if (now - (sentAt.get(signal) ?? 0) < sameSignalWithinMs) return;
    sentAt.set(signal, now);
    child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, forward);
  return () => {
    for (const signal of forwarded) process.off(signal, forward);
  };
}

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const HERE = new URL('./', import.meta.url);
const LOCK = new URL('package-lock.json', HERE);
const INSTALLED = new URL('node_modules/.installed-lock.json', HERE);

/** A module of this folder, installed where it is not there yet. Throws when npm fails. */
export function peerModule(script: string): URL {
  ensurePeers();
  return new URL(script, HERE);
}

/** Installs what the benchmarks compare with, as its lock file says, unless that is there. */
function ensurePeers(): void {
  const wanted = readFileSync(LOCK, 'utf8');
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === wanted) return;
  process.stderr.write('Installing what the benchmarks compare with (npm ci in bench/peers) ...\n');
  const args = ['ci', '--loglevel=error', '--no-fund', '--no-audit', '--ignore-scripts'];
  const { status } = spawnSync('npm', args, { cwd: fileURLToPath(HERE), stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error('npm could not install what the benchmarks compare with');
  writeFileSync(INSTALLED, wanted);
}

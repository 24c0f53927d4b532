import { loadSettings } from '../../packages/server/src/config/load-settings.ts';
import type { Settings } from '../../packages/server/src/config/settings.ts';

/** The settings of a server that is measured: the usual ones, but for its directory, any free port, and a log of warnings. */
export function benchSettings(directory: string): Settings {
  const flags = { 'data-dir': directory, port: '0', host: '127.0.0.1', 'log-level': 'warn', issuer: 'http://127.0.0.1' };
  const loaded = loadSettings({ flags, env: {}, cwd: directory, terminal: false });
  if (loaded.kind === 'refused') throw new Error(loaded.problems.join('\n'));
  return loaded.settings;
}

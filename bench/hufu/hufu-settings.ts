import { loadSettings } from '../../packages/server/src/config/load-settings.ts';
import type { Settings } from '../../packages/server/src/config/settings.ts';

/** Settings of a server that is measured which are not the usual ones, by flag. */
export type BenchFlags = Readonly<Record<string, string>>;

/** The settings of a server that is measured: the usual ones, its log too, but for its directory and any free port. */
export function benchSettings(directory: string, { databaseUrl, ...others }: BenchFlags = {}): Settings {
  const flags = { 'data-dir': directory, port: '0', host: '127.0.0.1', issuer: 'http://127.0.0.1', ...others };
  const env: Record<string, string> = databaseUrl === undefined ? {} : { HUFU_DATABASE_URL: databaseUrl };
  const loaded = loadSettings({ flags, env, cwd: directory, terminal: false });
  if (loaded.kind === 'refused') throw new Error(loaded.problems.join('\n'));
  return loaded.settings;
}

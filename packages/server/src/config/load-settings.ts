import { DEFAULT_FILE, readConfigurationFile } from './configuration-file.ts';
import { type ReadingContext, SettingMistake, type SettingNames, settingNames } from './setting.ts';
import { SETTINGS } from './setting-declarations.ts';
import { type Lookup, type SettingSources, settingLookups } from './setting-lookup.ts';
import type { SettingKey, Settings } from './settings.ts';
import { suggestion } from './suggestion.ts';

/** Settings with where each value came from, or everything that is wrong, for the operator. */
export type LoadedSettings =
  | { readonly kind: 'loaded'; readonly settings: Settings; readonly origins: Readonly<Record<SettingKey, string>> }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

interface Read {
  readonly value: unknown;
  readonly origin: string;
}

/** The flag and the variable that name the configuration file. */
export const CONFIG_NAMES: SettingNames = { flag: 'config', variable: 'HUFU_CONFIG', member: '' };

/**
 * Reads all settings: a flag wins over the environment, that over the file, that over the default; what is empty counts
 * as absent. Unknown names and every mistake in a value that counts are reported together.
 */
export function loadSettings(sources: SettingSources): LoadedSettings {
  const file = readConfigurationFile(sources.flags['config'] ?? (sources.env['HUFU_CONFIG'] || undefined), sources.cwd);
  const problems = [...file.problems, ...unknownNames(sources, file.values.keys(), file.name ?? DEFAULT_FILE)];
  const lookups = settingLookups(sources, file);
  const read = readAll(sources, lookups, problems);
  if (problems.length === 0) problems.push(...contradictions(read.settings));
  return problems.length === 0 ? { kind: 'loaded', ...read } : { kind: 'refused', problems };
}

/** The names of all settings, in the order of their declarations. */
export function settingKeys(): readonly SettingKey[] {
  return Object.keys(SETTINGS) as SettingKey[];
}

type AllRead = Pick<Extract<LoadedSettings, { kind: 'loaded' }>, 'settings' | 'origins'>;

function readAll(sources: SettingSources, lookups: readonly Lookup[], problems: string[]): AllRead {
  const values: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  // Only when every setting was read do the values have the type of their declarations; before that nobody sees them
  // but the defaults, each of which looks at what is declared before it.
  const all = { settings: values as unknown as Settings, origins: origins as Record<SettingKey, string> };
  for (const key of settingKeys()) {
    try {
      const read = findSetting(key, lookups, sources);
      // After a mistake the values are not used, and a default could rest on what could not be read.
      if (read === undefined && problems.length > 0) continue;
      values[key] = read === undefined ? SETTINGS[key].default({ ...sources, values: all.settings }) : read.value;
      origins[key] = read?.origin ?? 'default';
    } catch (error) {
      if (!(error instanceof SettingMistake)) throw error;
      problems.push(error.message);
    }
  }
  return all;
}

function findSetting(key: SettingKey, lookups: readonly Lookup[], context: ReadingContext): Read | undefined {
  const setting = SETTINGS[key];
  const names = settingNames(key, setting.secret);
  for (const lookup of lookups) {
    const found = lookup(names, setting);
    if (found === undefined) continue;
    try {
      return { value: setting.read(found.text, context), origin: found.origin };
    } catch (error) {
      if (error instanceof SettingMistake) throw new SettingMistake(`${found.origin}: ${error.message}`, { cause: error });
      throw error;
    }
  }
  return undefined;
}

function unknownNames(sources: SettingSources, members: Iterable<string>, file: string): string[] {
  const all = settingKeys().map((key) => ({ ...settingNames(key, SETTINGS[key].secret), mayBeFile: SETTINGS[key].mayBeFile }));
  const flags = [...all.map((names) => names.flag), CONFIG_NAMES.flag];
  const variables = [
    ...all.flatMap(({ variable, mayBeFile }) => (mayBeFile ? [variable, `${variable}_FILE`] : [variable])),
    CONFIG_NAMES.variable,
  ];
  const known = all.flatMap(({ member, mayBeFile }) => (mayBeFile ? [member, `${member}_file`] : [member]));
  const unknown = (given: Iterable<string>, names: readonly string[], say: (name: string) => string): string[] =>
    [...given].filter((name) => !names.includes(name)).map((name) => `${say(name)}: no such setting${suggestion(name, names)}`);
  return [
    ...unknown(Object.keys(sources.flags), flags, (name) => `--${name}`),
    ...unknown(
      Object.keys(sources.env)
        .filter((name) => name.startsWith('HUFU_'))
        .sort(),
      variables,
      (name) => name,
    ),
    ...unknown(members, known, (name) => `${file}: ${name}`),
  ];
}

function contradictions(settings: Settings): string[] {
  const problems: string[] = [];
  if (settings.refreshIdleDays > settings.refreshAbsoluteDays) {
    problems.push('HUFU_REFRESH_IDLE_DAYS must not be more than HUFU_REFRESH_ABSOLUTE_DAYS');
  }
  if (settings.metricsPort !== undefined && settings.metricsPort !== 0 && settings.metricsPort === settings.port) {
    problems.push('HUFU_METRICS_PORT must not be HUFU_PORT');
  }
  return problems;
}

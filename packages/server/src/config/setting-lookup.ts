import { resolve } from 'node:path';
import { type ConfigurationFile, readSecretFile } from './configuration-file.ts';
import { type Setting, SettingMistake, type SettingNames } from './setting.ts';

/** Where settings come from. */
export interface SettingSources {
  /** Values of flags by their names without dashes (`data-dir`); a flag that was not given is absent or `undefined`. */
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Whether the log goes to a terminal. */
  readonly terminal: boolean;
}

/** The text of a setting, and the flag, variable or member that gave it. */
export interface Found {
  readonly text: string;
  readonly origin: string;
}

/** Looks for a setting in one source. Throws `SettingMistake` when it is there but cannot be had. */
export type Lookup = (names: SettingNames, kind: Pick<Setting<unknown, never>, 'secret' | 'mayBeFile'>) => Found | undefined;

/** The sources in the order in which they count: flags, environment, file. */
export function settingLookups(sources: SettingSources, file: ConfigurationFile): readonly Lookup[] {
  return [flagLookup(sources), environmentLookup(sources), fileLookup(file.values, file.name ?? '', sources.cwd)];
}

function flagLookup({ flags, cwd }: SettingSources): Lookup {
  return (names, { secret }) => {
    const text = flags[names.flag];
    if (text === undefined) return undefined;
    const origin = `--${names.flag}`;
    return { text: secret ? secretFrom(resolve(cwd, text), origin) : text, origin };
  };
}

function environmentLookup({ env, cwd }: SettingSources): Lookup {
  return (names, { mayBeFile }) =>
    valueOrFile({ name: names.variable, fileName: `${names.variable}_FILE`, cwd, mayBeFile }, (name) => nonEmpty(env[name]));
}

function fileLookup(values: ReadonlyMap<string, string>, file: string, cwd: string): Lookup {
  return (names, { mayBeFile }) => {
    const found = valueOrFile({ name: names.member, fileName: `${names.member}_file`, cwd, mayBeFile }, (name) =>
      nonEmpty(values.get(name)),
    );
    return found && { text: found.text, origin: `${file}: ${found.origin}` };
  };
}

interface Place {
  readonly name: string;
  readonly fileName: string;
  readonly cwd: string;
  readonly mayBeFile: boolean;
}

function valueOrFile(place: Place, get: (name: string) => string | undefined): Found | undefined {
  const text = get(place.name);
  const path = place.mayBeFile ? get(place.fileName) : undefined;
  if (text !== undefined && path !== undefined)
    throw new SettingMistake(`${place.name} and ${place.fileName} must not both be set`);
  if (path !== undefined) return { text: secretFrom(resolve(place.cwd, path), place.fileName), origin: place.fileName };
  return text === undefined ? undefined : { text, origin: place.name };
}

function secretFrom(path: string, origin: string): string {
  try {
    return readSecretFile(path);
  } catch (error) {
    throw new SettingMistake(`${origin}: the file it names cannot be read`, { cause: error });
  }
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

import type { LoadedSettings } from './load-settings.ts';
import { settingKeys } from './load-settings.ts';
import { type Setting, settingNames } from './setting.ts';
import { SETTINGS } from './setting-declarations.ts';
import type { SettingKey, Settings } from './settings.ts';

/** One setting as `config print` shows it. */
export interface DescribedSetting {
  readonly name: string;
  readonly value: string;
  /** What the value was read from: a flag, a variable, a member of the file, or `default`. */
  readonly origin: string;
}

/** All settings with their values and where they came from; secrets are never shown. */
export function describeSettings(loaded: Extract<LoadedSettings, { kind: 'loaded' }>): DescribedSetting[] {
  return settingKeys().map((key) => ({
    name: settingNames(key, false).variable,
    value: shown(key, loaded.settings),
    origin: loaded.origins[key],
  }));
}

function shown<Key extends SettingKey>(key: Key, settings: Settings): string {
  const setting: Setting<Settings[Key], Settings> = SETTINGS[key];
  return setting.show(settings[key]);
}

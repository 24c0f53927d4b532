import { type Command, Option } from 'commander';
import { settingKeys } from '../config/load-settings.ts';
import { settingNames } from '../config/setting.ts';
import { SETTINGS } from '../config/setting-declarations.ts';

/** The settings that every command needs; the others matter to `serve`. */
const COMMON: ReadonlySet<string> = new Set(['config', 'data-dir', 'database-url', 'at-rest-key-file']);

/** Adds a flag for each setting to the program, which takes it before and after the names of commands. */
export function addSettingOptions(program: Command): void {
  program.addOption(
    new Option(
      '--config <path>',
      'The configuration file (YAML or JSON). Default: hufu.yaml in the working directory, if there.',
    ),
  );
  for (const key of settingKeys()) {
    const { placeholder, documentation, defaultText, secret } = SETTINGS[key];
    const value = secret ? 'path' : placeholder.toLowerCase();
    const text = secret ? `${documentation} This names a file that holds it.` : documentation;
    program.addOption(new Option(`--${settingNames(key, secret).flag} <${value}>`, `${text} Default: ${defaultText}.`));
  }
}

/** Whether a program option is listed in the help of every command. */
export function isCommonOption(option: Option): boolean {
  return COMMON.has(longName(option)) || !settingFlags().has(longName(option));
}

/** The settings given as flags, by their names without dashes. */
export function settingFlagValues(program: Command): Record<string, string | undefined> {
  const values = program.opts<Record<string, unknown>>();
  const flags = program.options.filter((option) => settingFlags().has(longName(option)));
  return Object.fromEntries(
    flags.map((option) => {
      const value = values[option.attributeName()];
      return [longName(option), typeof value === 'string' ? value : undefined];
    }),
  );
}

function longName(option: Option): string {
  return (option.long ?? '').slice('--'.length);
}

function settingFlags(): ReadonlySet<string> {
  return new Set(['config', ...settingKeys().map((key) => settingNames(key, SETTINGS[key].secret).flag)]);
}

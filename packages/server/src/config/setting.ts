/** Why a value is refused, in words that follow the name of the setting and never repeat the value of a secret. */
export class SettingMistake extends Error {
  override readonly name = 'SettingMistake';
}

/** What reading a value may depend on. */
export interface ReadingContext {
  /** The directory that relative paths start from. */
  readonly cwd: string;
}

/** What a default may depend on: the values of the settings declared before it, and where the program runs. */
export interface DefaultContext<Values> extends ReadingContext {
  /** Whether the log goes to a terminal. */
  readonly terminal: boolean;
  readonly values: Values;
}

/** A setting, declared once: its names on every surface are made of its key (see `settingNames`). */
export interface Setting<Value, Values> {
  /** What stands for the value in help texts: `PORT`, `PATH`. */
  readonly placeholder: string;
  /** One or two sentences for the operator. */
  readonly documentation: string;
  /** The default in words. */
  readonly defaultText: string;
  /** `true`: never printed, and never a flag's value, since others see a command line. */
  readonly secret: boolean;
  /** Whether it is also read from a file named by `…_FILE`: it is a secret, or holds one. */
  readonly mayBeFile: boolean;
  /** Reads a value. Throws `SettingMistake`. */
  read(text: string, context: ReadingContext): Value;
  default(context: DefaultContext<Values>): Value;
  /** The value as `config print` shows it. */
  show(value: Value): string;
}

/** How a setting is called on each surface. */
export interface SettingNames {
  /** `--data-dir`; of a secret `--at-rest-key-file`, which names a file. */
  readonly flag: string;
  /** `HUFU_DATA_DIR` */
  readonly variable: string;
  /** `data_dir`, in the configuration file. */
  readonly member: string;
}

/** The names that a setting's key (`dataDir`) gives it. */
export function settingNames(key: string, secret: boolean): SettingNames {
  const words = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const flag = words.replaceAll('_', '-');
  return { flag: secret ? `${flag}-file` : flag, variable: `HUFU_${words.toUpperCase()}`, member: words };
}

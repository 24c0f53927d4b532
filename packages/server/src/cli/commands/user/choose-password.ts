import { type CommandIo, UsageError } from '../../command-io.ts';

/** The options by which a password is chosen; it is never an argument, which others could see. */
export interface PasswordOptions {
  readonly passwordStdin?: boolean;
  readonly generatePassword?: boolean;
  readonly permanent?: boolean;
  /** `false` with `--no-password`. */
  readonly password?: boolean;
}

/** The password part of an operation's input. */
export interface ChosenPassword {
  readonly password?: string;
  readonly generate_password?: boolean;
  readonly must_change_password?: boolean;
}

/** Chooses a password as the options say; without any, asks at the terminal, twice. Throws `UsageError` when there is none. */
export async function choosePassword(io: CommandIo, options: PasswordOptions): Promise<ChosenPassword> {
  if (options.password === false) {
    if (options.passwordStdin === true || options.generatePassword === true)
      throw new UsageError('--no-password excludes the other password options');
    return {};
  }
  const permanence = options.permanent === true ? { must_change_password: false } : {};
  if (options.generatePassword === true) return { generate_password: true, ...permanence };
  const password = options.passwordStdin === true ? (await io.readInput()).replace(/\r?\n$/, '') : await ask(io);
  if (password === '') throw new UsageError('the password is empty');
  return { password, ...permanence };
}

async function ask(io: CommandIo): Promise<string> {
  const first = await io.askSecret('New password: ');
  if (first === undefined) throw new UsageError('there is no terminal to ask at: use --password-stdin or --generate-password');
  const second = await io.askSecret('Once more: ');
  if (first !== second) throw new UsageError('the two passwords differ');
  return first;
}

import type { Settings } from '../config/settings.ts';

/** What a command knows of the world; the process gives it (`processIo`), tests give their own. */
export interface CommandIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Whether standard output is a terminal. */
  readonly terminal: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  out(text: string): void;
  err(text: string): void;
  /** Writes to the terminal that standard error is; `undefined` when it is none. */
  readonly rewrite?: ((text: string) => void) | undefined;
  /** All of standard input. */
  readInput(): Promise<string>;
  /** Asks at the terminal without echo; `undefined` when there is no terminal to ask at. */
  askSecret(question: string): Promise<string | undefined>;
  /** Starts the server. */
  serve(settings: Settings): Promise<ServedServer>;
  /** Resolves when the process is told to stop. */
  untilStopped(): Promise<unknown>;
}

/** A server that `hufu serve` started. */
export interface ServedServer {
  readonly issuer: string;
  /** Shown once, at the terminal and not in the log. */
  readonly setupLink: string | undefined;
  close(): Promise<void>;
}

/** The command was used wrongly: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** Each a sentence for the operator. */
  readonly problems: readonly string[];

  constructor(...problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** What a copy is made with. */
export interface CopyOptions {
  /** Where to, an absolute path. */
  readonly target: string;
  /** Whether an earlier backup at `target` is replaced; anything else there never is. */
  readonly replace: boolean;
  /** The root key in base64url, to be put into the copy; `undefined`: the copy opens only with the key kept elsewhere. */
  readonly key: string | undefined;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
}

/** What a database that is one file offers beside its units of work. */
export interface DatabaseFile {
  /**
   * Writes a consistent copy of what is committed, checks it and makes it durable before it stands at its place (mode 0600), while
   * units of work go on; answers its size in bytes. Throws `FileRefused`, and then leaves nothing.
   */
  copyTo(options: CopyOptions): Promise<number>;
  /** Looks at every page and every reference, while units of work go on; answers what is wrong, at most some dozens. */
  check(): Promise<readonly string[]>;
  /** Breaks off what is at work, whose callers hear of it, and refuses what comes after; takes at most some seconds. */
  stop(): Promise<void>;
}

/** A file was not written, or not taken, and nothing was changed; the message says why, for the operator. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
}

/** Everything that a log line can say. What is not named here cannot be logged, so a secret has no way in. */
export interface LogFields {
  readonly requestId?: string | undefined;
  readonly method?: string | undefined;
  /** The path that was asked for or its pattern, never the URL: its query could hold anything. */
  readonly route?: string | undefined;
  readonly status?: number | undefined;
  readonly milliseconds?: number | undefined;
  readonly address?: string | undefined;
  readonly userId?: string | undefined;
  readonly clientId?: number | undefined;
  readonly grantType?: string | undefined;
  /** The ids of tokens, grants and sessions are not secret; the tokens themselves are. */
  readonly tokenId?: string | undefined;
  readonly grantId?: string | undefined;
  readonly sessionId?: string | undefined;
  /** A code of a closed set, such as `invalid_grant`. */
  readonly code?: string | undefined;
  readonly outcome?: string | undefined;
  /** Which check decided, in words of ours. */
  readonly reason?: string | undefined;
  readonly operation?: string | undefined;
  readonly issuer?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly path?: string | undefined;
  readonly version?: string | undefined;
  readonly signal?: string | undefined;
  readonly count?: number | undefined;
  readonly seconds?: number | undefined;
  /** Its name, code and stack; its message only when it is one of ours (see `loggedError`). */
  readonly error?: unknown;
}

type Kind = 'string' | 'number' | 'error';

const KINDS: { readonly [Field in keyof Required<LogFields>]: Kind } = {
  requestId: 'string',
  method: 'string',
  route: 'string',
  status: 'number',
  milliseconds: 'number',
  address: 'string',
  userId: 'string',
  clientId: 'number',
  grantType: 'string',
  tokenId: 'string',
  grantId: 'string',
  sessionId: 'string',
  code: 'string',
  outcome: 'string',
  reason: 'string',
  operation: 'string',
  issuer: 'string',
  host: 'string',
  port: 'number',
  path: 'string',
  version: 'string',
  signal: 'string',
  count: 'number',
  seconds: 'number',
  error: 'error',
};
const MAXIMUM_LENGTH = 512;

/** What of a field may be written: a named one, of the type it has, a text cut at 512 characters; `undefined`: nothing. */
export function loggedValue(name: string, value: unknown): string | number | LoggedError | undefined {
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name as keyof LogFields] : undefined;
  if (kind === 'error') return loggedError(value);
  if (kind === 'string' && typeof value === 'string') return value.slice(0, MAXIMUM_LENGTH);
  return kind === 'number' && typeof value === 'number' ? value : undefined;
}

/** An error as it may be logged. */
export interface LoggedError {
  readonly name: string;
  readonly message?: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

// Messages of libraries and of the platform quote what they were given (`Unexpected token … in JSON`); ours never do.
const OUR_ERRORS: ReadonlySet<string> = new Set([
  'OAuthError',
  'StorageUnavailable',
  'DatabaseInUse',
  'DatabaseTooNew',
  'DatabaseUnusable',
  'DataDirectoryUnusable',
  'FileRefused',
  'OperationRefused',
]);
const MAXIMUM_CAUSES = 3;

/** Name, code and stack frames of an error and its causes, and the message of our own errors. */
export function loggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { name: typeof error };
  const ours = OUR_ERRORS.has(error.name);
  const code =
    'code' in error && typeof error.code === 'string' && /^[A-Za-z_0-9]{1,64}$/.test(error.code) ? error.code : undefined;
  const frames = stackFrames(error);
  return {
    name: /^[A-Za-z0-9_]{1,64}$/.test(error.name) ? error.name : 'Error',
    ...(ours ? { message: error.message.slice(0, MAXIMUM_LENGTH) } : {}),
    ...(code === undefined ? {} : { code }),
    ...(frames === '' ? {} : { stack: frames }),
    ...(error.cause === undefined || depth >= MAXIMUM_CAUSES ? {} : { cause: loggedError(error.cause, depth + 1) }),
  };
}

// A stack begins with the message, whose every line could look like anything, a frame included.
function stackFrames(error: Error): string {
  const stack = typeof error.stack === 'string' ? error.stack : '';
  const start = stack.indexOf(error.message) + error.message.length;
  return stack
    .slice(start)
    .split('\n')
    .filter((line) => /^\s+at \S/.test(line))
    .join('\n');
}

import { type DestinationStream, pino, stdTimeFunctions } from 'pino';
import { standardOutput } from './line-output.ts';
import { type LogFields, loggedFields } from './log-fields.ts';
import { prettyLine } from './pretty.ts';

export type { LogFields } from './log-fields.ts';

/** The name of an event: words joined by dots and underscores, such as `server.started`. */
export type LogEvent = `${string}.${string}`;

/** The log. It writes an event's name and the fields that are named in `LogFields`, and nothing else. */
export interface Log {
  debug(event: LogEvent, fields?: LogFields): void;
  info(event: LogEvent, fields?: LogFields): void;
  warn(event: LogEvent, fields?: LogFields): void;
  error(event: LogEvent, fields?: LogFields): void;
  /** A log whose every line has these fields too. */
  with(fields: LogFields): Log;
}

/** How the log is written. */
export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly format: 'pretty' | 'json';
  /** Takes whole lines; standard output when absent. */
  readonly write?: (line: string) => void;
}

const EVENT = /^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+$/;

/** Makes the log: one line an event, JSON (RFC 8259) or for people, written within the turn of the event loop. */
export function createLog(options: LogOptions): Log {
  const logger = pino(
    {
      level: options.level,
      base: null,
      messageKey: 'event',
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    stream(options),
  );
  return logOver(logger, {});
}

/** A log that writes nothing. */
export const SILENT_LOG: Log = createLog({ level: 'silent', format: 'json', write: () => undefined });

type Level = 'debug' | 'info' | 'warn' | 'error';
type Logger = Readonly<Record<Level, (fields: object, event: string) => void>> & { isLevelEnabled(level: string): boolean };

function logOver(logger: Logger, bound: Record<string, unknown>): Log {
  const write = (level: Level, event: string, fields: LogFields): void => {
    if (!logger.isLevelEnabled(level)) return;
    // A name that is put together at run time could carry what the fields may not.
    logger[level]({ ...bound, ...loggedFields(fields) }, EVENT.test(event) ? event : 'log.unnamed_event');
  };
  return {
    debug: (event, fields = {}) => write('debug', event, fields),
    info: (event, fields = {}) => write('info', event, fields),
    warn: (event, fields = {}) => write('warn', event, fields),
    error: (event, fields = {}) => write('error', event, fields),
    with: (fields) => logOver(logger, { ...bound, ...loggedFields(fields) }),
  };
}

function stream({ format, write }: LogOptions): DestinationStream {
  const out = write === undefined ? standardOutput() : { write };
  return format === 'json' ? out : { write: (line) => out.write(prettyLine(line)) };
}

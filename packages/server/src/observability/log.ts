import { jsonLine, type LogLevel } from './json-line.ts';
import { type LineOutput, standardOutput } from './line-output.ts';
import type { LogFields } from './log-fields.ts';
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
  readonly level: LogLevel | 'silent';
  readonly format: 'pretty' | 'json';
  /** Takes whole lines; standard output when absent. */
  readonly write?: (line: string) => void;
}

const LEVELS: readonly LogOptions['level'][] = ['debug', 'info', 'warn', 'error', 'silent'];
const EVENT = /^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+$/;

/** Makes the log: one line an event, JSON (RFC 8259) or for people, written within the turn of the event loop. */
export function createLog({ level, format, write }: LogOptions): Log {
  const out = write === undefined ? standardOutput() : { write };
  const output = format === 'json' ? out : { write: (line: string): void => out.write(prettyLine(line)) };
  return logOver({ output, threshold: LEVELS.indexOf(level) }, undefined);
}

/** A log that writes nothing. */
export const SILENT_LOG: Log = createLog({ level: 'silent', format: 'json', write: () => undefined });

interface Output {
  readonly output: LineOutput;
  /** The place in `LEVELS` from which on events are written. */
  readonly threshold: number;
}

function logOver(to: Output, bound: LogFields | undefined): Log {
  const write = (level: LogLevel, event: string, fields: LogFields): void => {
    // A name that is put together at run time could carry what the fields may not.
    const name = EVENT.test(event) ? event : 'log.unnamed_event';
    to.output.write(jsonLine(level, name, bound === undefined ? fields : { ...bound, ...fields }));
  };
  const writer = (level: LogLevel): Log[LogLevel] =>
    LEVELS.indexOf(level) < to.threshold ? () => undefined : (event, fields = {}) => write(level, event, fields);
  return {
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
    with: (fields) => logOver(to, { ...bound, ...fields }),
  };
}

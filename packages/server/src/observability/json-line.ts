import { type LogFields, loggedValue } from './log-fields.ts';

/** How much an event matters. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

// What needs no escape in JSON, as nearly all that is logged: to look is cheaper than to escape.
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

let timeOf = Number.NaN;
let timeText = '';

/** A log line: one JSON object (RFC 8259) of the level, the time now (RFC 3339, UTC), the fields that may be written, the event. */
export function jsonLine(level: LogLevel, event: string, fields: LogFields): string {
  const now = Date.now();
  if (now !== timeOf) {
    timeOf = now;
    timeText = new Date(now).toISOString();
  }
  let line = `{"level":"${level}","time":"${timeText}"`;
  for (const name of Object.keys(fields)) {
    const value = loggedValue(name, fields[name as keyof LogFields]);
    if (value !== undefined) line += `,"${name}":${jsonText(value)}`;
  }
  return `${line},"event":"${event}"}\n`;
}

function jsonText(value: string | number | object): string {
  return typeof value === 'string' && PLAIN.test(value) ? `"${value}"` : JSON.stringify(value);
}

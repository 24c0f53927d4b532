const LEVELS: Readonly<Record<string, string>> = {
  debug: '\u001b[2mDEBUG\u001b[0m',
  info: '\u001b[36mINFO \u001b[0m',
  warn: '\u001b[33mWARN \u001b[0m',
  error: '\u001b[31mERROR\u001b[0m',
};

/** A log line (JSON) for a person at a terminal: time, level, event, and the fields as `name=value`. */
export function prettyLine(line: string): string {
  const { level, time, event, error, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const clock = String(time).slice(11, 19);
  const rest = Object.entries(fields).map(([name, value]) => ` \u001b[2m${name}=\u001b[0m${shown(value)}`);
  const head = `\u001b[2m${clock}\u001b[0m ${LEVELS[String(level)] ?? String(level)} ${String(event)}`;
  return `${head}${rest.join('')}${prettyError(error)}\n`;
}

function prettyError(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { name, message, code, stack, cause } = error as Record<string, unknown>;
  const head = [name, code, message].filter((part) => part !== undefined).map(shown);
  return `\n    ${head.join(' ')}${stack === undefined ? '' : `\n${String(stack)}`}${prettyError(cause)}`;
}

// Quoted as JSON when it holds anything that could move the terminal's cursor.
function shown(value: unknown): string {
  const text = String(value);
  return /^[\x21-\x7e]+$/.test(text) && !text.includes('"') ? text : JSON.stringify(text);
}

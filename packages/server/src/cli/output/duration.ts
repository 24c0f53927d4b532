const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Reads a duration such as `90s`, `30m`, `24h`, `7d` or `0` into seconds; `undefined` for anything else. */
export function parseDuration(text: string): number | undefined {
  const [, number, unit] = /^([0-9]{1,9})([smhd])$/.exec(text) ?? [];
  if (number === undefined || unit === undefined) return text === '0' ? 0 : undefined;
  return Number(number) * (UNITS[unit] ?? 0);
}

/** Reads a date or time (RFC 3339), or a duration before `now`, into milliseconds since 1970; `undefined` for anything else. */
export function parseMoment(text: string, now: number): number | undefined {
  const ago = parseDuration(text);
  if (ago !== undefined) return now - ago * 1000;
  if (!/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text)) return undefined;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? undefined : moment;
}

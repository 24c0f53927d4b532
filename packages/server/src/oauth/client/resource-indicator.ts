const LONGEST = 2048;
const PARTS = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?]*))?(.*)$/i;

/**
 * The one form of a resource indicator (RFC 8707 §2), for comparing: with its scheme and host in lower case and everything else
 * as it was sent. `undefined` for what is no absolute URI of printable ASCII, has a fragment or user information, or is too long.
 */
export function canonicalResource(uri: string): string | undefined {
  if (uri.length > LONGEST || /[^\x21-\x7e]|[#"<>\\^`{|}]/.test(uri) || !URL.canParse(uri)) return undefined;
  const [, scheme, authority, rest = ''] = PARTS.exec(uri) ?? [];
  if (scheme === undefined || authority?.includes('@') === true) return undefined;
  return `${scheme.toLowerCase()}:${authority === undefined ? '' : `//${authority.toLowerCase()}`}${rest}`;
}

/** Whether both name the same resource. */
export function isSameResource(left: string, right: string): boolean {
  return left === right || (canonicalResource(left) ?? left) === (canonicalResource(right) ?? right);
}

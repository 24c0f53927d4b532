import { SettingMistake } from './setting.ts';

/** Where clients and browsers find this server. It comes from the settings, never from a request (RFC 8414 §2). */
export interface Issuer {
  /** As configured, byte for byte; without a slash at its end. */
  readonly href: string;
  readonly origin: string;
  /** `''`, or the issuer's path: `/auth`. Every route lies under it. */
  readonly basePath: string;
  /** Whether browsers reach us by https: then cookies are `Secure` and carry the `__Host-` prefix. */
  readonly secure: boolean;
}

const PATH = /^(?:\/[A-Za-z0-9._~-]+)*$/;

/**
 * Reads an issuer identifier: http or https, a host, perhaps a path; no query, fragment, user-info or slash at its
 * end (RFC 8414 §2). It must be written in its canonical form, since clients compare it character by character.
 */
export function readIssuer(text: string): Issuer {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new SettingMistake('must be an http or https URL, such as https://auth.example.com');
  }
  if (url.username !== '' || url.password !== '') throw new SettingMistake('must not hold a user name or password');
  if (text.includes('?') || text.includes('#')) throw new SettingMistake('must have no query and no fragment');
  if (text.endsWith('/')) throw new SettingMistake('must not end in a slash');
  const basePath = url.pathname === '/' ? '' : url.pathname;
  if (!PATH.test(basePath)) throw new SettingMistake('must have a path of letters, digits and . _ ~ - only');
  const href = url.origin + basePath;
  if (href !== text) throw new SettingMistake(`must be written in its canonical form, ${href}`);
  return { href, origin: url.origin, basePath, secure: url.protocol === 'https:' };
}

import type { Issuer } from './issuer.ts';

/** Headers of every answer (SECURITY.md, defaults in force). */
export function commonHeaders(issuer: Issuer): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    ...(issuer.secure ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
  };
}

/** The policy of answers that are not pages. */
export const API_CONTENT_SECURITY_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/**
 * The policy of a page. Chromium applies `form-action` to the redirect that follows a form's POST too, so the origin of
 * the one validated redirect URI of this flow is listed.
 */
export function pageContentSecurityPolicy(redirectUri?: string): string {
  const target = redirectUri === undefined ? '' : ` ${formActionSource(redirectUri)}`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    `form-action 'self'${target}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

function formActionSource(redirectUri: string): string {
  const url = new URL(redirectUri);
  // CSP knows no IPv6 literals, and a private-use scheme has no origin: there the scheme is the narrowest source.
  return url.origin === 'null' || url.hostname.startsWith('[') ? url.protocol : url.origin;
}

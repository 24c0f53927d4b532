import { describe, expect, test } from 'vitest';
import { commonHeaders, pageContentSecurityPolicy } from './security-headers.ts';

describe('security §6: headers', () => {
  test.each([
    [undefined, "form-action 'self'"],
    ['https://client.example:8443/a/b?c=d', "form-action 'self' https://client.example:8443"],
    ['http://127.0.0.1:3000/cb', "form-action 'self' http://127.0.0.1:3000"],
    ['http://[::1]:3000/cb', "form-action 'self' http:"],
    ['com.example.app:/cb', "form-action 'self' com.example.app:"],
  ])('for the redirect URI %j the policy has %s', (redirectUri, directive) => {
    expect(pageContentSecurityPolicy(redirectUri).split('; ')).toContain(directive);
  });

  test('HSTS only where the issuer is https', () => {
    const issuer = { href: 'https://a.example', origin: 'https://a.example', basePath: '', secure: true };
    expect(commonHeaders(issuer)['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
    expect(commonHeaders({ ...issuer, secure: false })['strict-transport-security']).toBeUndefined();
  });
});

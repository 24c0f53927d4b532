import { describe, expect, test } from 'vitest';
import { checkRedirectUri } from './redirect-uri-registration.ts';

const verdict = (uri: string, client: 'public' | 'confidential'): string => {
  const judged = checkRedirectUri(uri, { public: client === 'public' });
  if (judged.kind === 'refused') return 'refused';
  return judged.warning === undefined ? 'accepted' : 'warned';
};

describe('redirect URIs that may be registered (contract/oauth2.md §1)', () => {
  test.each([
    ['https://app.example.com/cb', 'accepted', 'accepted'],
    ['https://app.example.com', 'accepted', 'accepted'],
    ['https://app.example.com?x=1', 'accepted', 'accepted'],
    ['https://app.example.com:443/cb', 'accepted', 'accepted'],
    ['https://app.example.com:8443/cb?x=1&y=%20', 'accepted', 'accepted'],
    ['https://xn--fsq.example/cb', 'accepted', 'accepted'],
    ['http://intranet/cb', 'warned', 'refused'],
    ['http://10.0.0.7:8080/cb', 'warned', 'refused'],
    ['http://127.0.0.1/cb', 'accepted', 'accepted'],
    ['http://[::1]:5000/cb', 'accepted', 'accepted'],
    ['http://localhost:3000/cb', 'accepted', 'accepted'],
    ['http://localhost.evil.example/cb', 'warned', 'refused'],
    ['com.example.app:/cb', 'refused', 'accepted'],
    ['com.example.app://cb', 'refused', 'accepted'],
    ['myapp:/cb', 'refused', 'refused'],
  ])('%s: %s for a confidential client, %s for a public one', (uri, confidential, open) => {
    expect(verdict(uri, 'confidential')).toBe(confidential);
    expect(verdict(uri, 'public')).toBe(open);
  });

  test.each([
    '',
    '/relative',
    'app.example.com/cb',
    'javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'https://app.example.com/cb#x',
    'https://app.example.com/cb#',
    'https://user@app.example.com/cb',
    'https://user:pw@app.example.com/cb',
    'https://@app.example.com/cb',
    'https://*.example.com/cb',
    'https://APP.example.com/cb',
    'HTTPS://app.example.com/cb',
    'https://app.example.com/a/../cb',
    'https://app.example.com/a/%2e%2e/cb',
    'https://app.example.com:080/cb',
    'https://app.example.com\\@evil.example/cb',
    'https://app.example.com/a|b',
    'https://app.example.com/a b',
    'https://app.example.com/a\nb',
    'https://app.example.com/\u4e2d',
    'https://0x7f.1/cb',
    'http://2130706433/cb',
    'https:app.example.com/cb',
    'https:///app.example.com/cb',
    'https://app.example.com/"x',
    `https://app.example.com/${'a'.repeat(2048)}`,
  ])('%j is never accepted', (uri) => {
    expect(verdict(uri, 'confidential')).toBe('refused');
    expect(verdict(uri, 'public')).toBe('refused');
  });
});

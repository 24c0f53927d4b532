import { describe, expect, test } from 'vitest';
import { requestTarget } from './request-target.ts';

const read = (url: string, basePath = ''): unknown => requestTarget(url, [], basePath);
const refused = (status: number): unknown => ({ kind: 'refused', status });

describe('security §1.5: one spelling of each path', () => {
  test.each([
    '',
    'x',
    '*',
    'http://a.example/x',
    '//x',
    '/x//y',
    '/x;y',
    '/x%2Fy',
    '/x%2fy',
    '/x%5Cy',
    '/x\\y',
    '/.',
    '/..',
    '/x/../y',
    '/x/./y',
    '/x/..',
    '/%2e%2e/x',
    '/x%00',
    '/x%',
    '/x%zz',
    '/x#y',
    '/x y',
    '/x\u00e9',
  ])('%j → 400', (url) => {
    expect(read(url)).toEqual(refused(400));
  });

  test.each([
    ['/x?a=//..;%2f#', '/x', 'a=//..;%2f#'],
    ['/x?', '/x', ''],
    ['/x.y/..z', '/x.y/..z', ''],
    ['/%E4%BD%A0', '/%E4%BD%A0', ''],
  ])('%j → path %s, query %s', (url, path, query) => {
    expect(read(url)).toEqual({ kind: 'target', path, query });
  });

  test('contract/authority.md §4: under /api doubled slashes and one at the end are forgiven', () => {
    expect(read('/api//user/?a=1')).toEqual({ kind: 'target', path: '/api/user', query: 'a=1' });
    expect(read('/apix//user')).toEqual(refused(400));
    expect(read('/api/../user')).toEqual(refused(400));
  });
});

describe('the path of the issuer', () => {
  test.each([
    ['/auth', { kind: 'target', path: '/', query: '' }],
    ['/auth/', { kind: 'target', path: '/', query: '' }],
    ['/auth/sign-in?a', { kind: 'target', path: '/sign-in', query: 'a' }],
    ['/auth/api//user', { kind: 'target', path: '/api/user', query: '' }],
    ['/livez', { kind: 'target', path: '/livez', query: '' }],
    ['/authx/sign-in', refused(404)],
    ['/sign-in', refused(404)],
    ['/Auth/sign-in', refused(404)],
  ])('%s', (url, expected) => {
    expect(read(url, '/auth')).toEqual(expected);
  });
});

describe('contract §4: limits', () => {
  test.each([
    ['/x', 8 * 1024, 'target'],
    ['/x', 8 * 1024 + 1, 'refused'],
    ['/api/x', 64 * 1024, 'target'],
    ['/api2/x', 64 * 1024, 'target'],
    ['/api2/x', 64 * 1024 + 1, 'refused'],
    ['/api', 8 * 1024 + 1, 'refused'],
  ])('%s with %i bytes: %s', (path, length, kind) => {
    expect(read(`${path}?${'a'.repeat(length - path.length - 1)}`)).toMatchObject({ kind });
  });

  test('16 KiB of headers', () => {
    expect(requestTarget('/x', ['a', 'b'.repeat(16_000)], '')).toMatchObject({ kind: 'target' });
    expect(requestTarget('/x', ['a', 'b'.repeat(16_384)], '')).toEqual(refused(431));
  });
});

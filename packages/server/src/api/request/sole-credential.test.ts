import { expect, test } from 'vitest';
import { soleCredential } from './sole-credential.ts';

test.each([
  [['Authorization', 'Client a.b.c'], 'authorization:Client a.b.c'],
  [['authencation', 'Client a.b.c', 'Accept', '*/*'], 'authencation:Client a.b.c'],
  [['Accept', '*/*'], undefined],
  [['Authorization', 'x', 'AUTHORIZATION', 'x'], undefined],
  [['Authorization', 'x', 'Authencation', 'x'], undefined],
  [['Authorization', 'x', 'Cookie', 'a=b'], undefined],
  [['Cookie', 'a=b'], undefined],
  [['X-Authority-Epoch', '1', 'Authorization', 'x'], undefined],
])('%j: %j', (rawHeaders, expected) => {
  expect(soleCredential(rawHeaders)).toBe(expected);
});

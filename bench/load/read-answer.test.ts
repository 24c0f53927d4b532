import { expect, test } from 'vitest';
import { readAnswer } from './read-answer.ts';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain';
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

test('an answer is there when its whole body is', () => {
  const text = `${HEAD}\r\nContent-Length: 4\r\n\r\nabcd`;
  expect(readAnswer(bytes(text.slice(0, -1)))).toBeUndefined();
  expect(readAnswer(bytes(text))).toMatchObject({ status: 200, body: 'abcd' });
});

test('chunks are put together, and not before the last one (RFC 9112 §7.1)', () => {
  const text = `${HEAD}\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`;
  for (let end = 0; end < text.length; end++) expect(readAnswer(bytes(text.slice(0, end)))).toBeUndefined();
  expect(readAnswer(bytes(text))?.body).toBe('abcde');
});

test('an answer that does not say how long it is is refused', () => {
  expect(() => readAnswer(bytes(`${HEAD}\r\n\r\nabc`))).toThrow('without Content-Length');
});

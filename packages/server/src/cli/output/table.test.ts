import { expect, test } from 'vitest';
import { pairs, printable, table } from './table.ts';

test('columns are aligned, wide characters counting as two', () => {
  expect(
    table(
      ['ID', 'NAME', 'X'],
      [
        ['a', '刘爱丽', '1'],
        ['bcd', 'Al', '2'],
      ],
    ),
  ).toBe('ID   NAME    X\na    刘爱丽  1\nbcd  Al      2\n');
});

test('names and values are aligned', () => {
  expect(
    pairs([
      ['a', '1'],
      ['long', '2'],
    ]),
  ).toBe('a     1\nlong  2\n');
});

test('nothing in a cell can move the cursor or reverse what follows', () => {
  expect(printable('a\u001b[2J\n\u202eb')).toBe('a\\u001b[2J\\u000a\\u202eb');
  expect(table(['X'], [['\r\u001b']])).toBe('X\n\\u000d\\u001b\n');
});

import { expect, test } from 'vitest';
import { compareSections, sectionReferences, testTitles } from './section-references.ts';

test('a text refers to each section that it names after a standard', () => {
  expect(sectionReferences('RFC 8414 §3.1, §5: as OpenID Connect Core §3.1.2.1 and RFC 6749 say, §9')).toEqual([
    { standard: 'RFC 8414', section: '3.1' },
    { standard: 'RFC 8414', section: '5' },
    { standard: 'OpenID Connect Core', section: '3.1.2.1' },
  ]);
});

test('sections stand in the order of a table of contents', () => {
  expect(['4.10', 'A.1', '4.2', '10', '4'].toSorted(compareSections)).toEqual(['4', '4.2', '4.10', '10', 'A.1']);
});

test('the titles of tests are found, whatever their quotes', () => {
  const source = `describe('one', () => {\n  it.each([1])("RFC 1234 §1: it's %s", () => {});\n  test(\n    \`two\`, () => {});\n});`;
  expect(testTitles(source)).toEqual(['one', "RFC 1234 §1: it's %s", 'two']);
});

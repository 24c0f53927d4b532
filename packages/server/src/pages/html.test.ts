import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Content, html } from './html.ts';

const ENTITY = /&(?:amp|lt|gt|quot|#39);/g;
const CHARACTERS: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const hostile: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('<', '>', '"', "'", '&', '=', '`', '/', ' ', '\0', '\n', 'a', 'script', 'onload', '&lt;', '-->'),
  }),
);

function readBack(text: string): string {
  return text.replace(ENTITY, (entity) => CHARACTERS[entity] ?? entity);
}

describe('html', () => {
  it('lets no text end the text it stands in, and gives it back unchanged', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const inside = html`<p>${text}</p>`.toString().slice('<p>'.length, -'</p>'.length);
        expect(inside).not.toMatch(/[<>]/);
        expect(inside.replace(ENTITY, '')).not.toContain('&');
        expect(readBack(inside)).toBe(text);
      }),
    );
  });

  it('lets no text end a quoted attribute, and gives it back unchanged', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const inside = html`<a title="${text}">`.toString().slice('<a title="'.length, -'">'.length);
        expect(inside).not.toMatch(/["'<>]/);
        expect(readBack(inside)).toBe(text);
      }),
    );
  });

  it('escapes text at any depth of arrays, and escapes nothing twice', () => {
    const nested = fc.array(fc.array(hostile));
    fc.assert(
      fc.property(nested, (lists) => {
        const page = html`${lists.map((list) => [list, html`${list}`])}`.toString();
        expect(readBack(page)).toBe(lists.map((list) => list.join('').repeat(2)).join(''));
      }),
    );
  });

  it('keeps markup, shows numbers, and leaves nothing of undefined, null and false', () => {
    expect(html`<p>${html`<b>${0}</b>`}${[1, 2]}${undefined}${null}${false}</p>`.toString()).toBe('<p><b>0</b>12</p>');
  });

  it('refuses a value that is an attribute without quotes', () => {
    expect(() => html`<a href=${'x'}>`).toThrow(TypeError);
    expect(() => html`<a href= ${'x'}>`).toThrow(TypeError);
  });

  it('takes no object for markup that it did not make itself', () => {
    const forged = JSON.parse('[{"toString":1,"markup":"<script>"}]') as Content;
    expect(() => html`${forged}`).toThrow();
  });
});

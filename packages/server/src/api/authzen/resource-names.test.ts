import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { company } from '../../../test/authority/company.ts';
import { idInName, nameOfQuestion, partsOfName } from './resource-names.ts';

describe('names of resources as AuthZEN reads them', () => {
  it('one name is never the answer to two questions: what a name says is what it was made of', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '/', '#', '虎'), maxLength: 6 });
    fc.assert(
      fc.property(text, text, text, (type, id, action) => {
        fc.pre(!/[/#]/.test(type) && !id.includes('#'));
        expect(partsOfName(`${type}/${id}#${action}`)).toEqual({ type, id, action });
        expect(partsOfName(`${type}/${id}`)).toEqual({ type, id, action: undefined });
      }),
    );
  });

  it('a type or an id that could be read two ways stands for nothing', () => {
    const state = company();
    const [first] = state.resources();
    expect(nameOfQuestion(state, { type: 'resource', id: first?.name ?? '' }, 'x')).toBe(first?.name);
    expect(nameOfQuestion(state, { type: 'a/b', id: 'c' }, 'x')).toBeUndefined();
    expect(nameOfQuestion(state, { type: 'a', id: 'b#c' }, 'x')).toBeUndefined();
  });

  it('a name answers for its own action, or for every one where it names none', () => {
    expect(idInName('doc/1#read', 'doc', 'read')).toBe('1');
    expect(idInName('doc/1#read', 'doc', 'write')).toBeUndefined();
    expect(idInName('doc/1', 'doc', 'write')).toBe('1');
    expect(idInName('doc/1', 'resource', 'write')).toBe('doc/1');
    expect(idInName('plain', 'doc', 'read')).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { DraftLists } from './draft-lists.ts';
import { PersistentMap } from './persistent-map.ts';

interface Item {
  readonly mark: number;
  readonly text: string;
}

const first: Item = { mark: 1, text: 'first' };
const second: Item = { mark: 2, text: 'second' };

function draftOf(items: readonly Item[]): {
  base: PersistentMap<string, readonly Item[]>;
  draft: DraftLists<string, number, Item>;
} {
  const base = PersistentMap.from(new Map([['list', items]]));
  return { base, draft: new DraftLists(base, ({ mark }) => mark) };
}

describe('edits of lists', () => {
  it('puts in, takes out and replaces items by their marks, and forgets a list that is empty', () => {
    const { draft } = draftOf([first, second]);
    const other = { mark: 2, text: 'other' };
    draft.set('list', 1, undefined);
    draft.set('list', 2, undefined);
    draft.set('list', 2, other);
    draft.set('gone', 3, undefined);
    expect([...draft.finish().entries()]).toEqual([['list', [other]]]);
    const { draft: emptied } = draftOf([first]);
    emptied.set('list', 1, undefined);
    expect(emptied.finish().has('list')).toBe(false);
  });

  it('leaves a list the same object where nothing of it changes', () => {
    const { base, draft } = draftOf([first]);
    draft.set('list', 2, undefined);
    expect(draft.finish().get('list')).toBe(base.get('list'));
  });

  it('reads a list as often as there are lists to change, not as items to put in', () => {
    let reads = 0;
    const base = PersistentMap.from(new Map<string, readonly Item[]>([['list', Array.from({ length: 100 }, () => first)]]));
    const draft = new DraftLists<string, number, Item>(base, ({ mark }) => {
      reads += 1;
      return mark;
    });
    for (let mark = 1_000; mark < 2_000; mark++) draft.set('list', mark, { mark, text: '' });
    expect(draft.finish().get('list')).toHaveLength(1_100);
    expect(reads).toBe(100);
  });
});

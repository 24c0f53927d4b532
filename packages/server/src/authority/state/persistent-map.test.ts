import { expect, test } from 'vitest';
import { PersistentMap } from './persistent-map.ts';

const entries = (count: number): Map<string, number> =>
  new Map(Array.from({ length: count }, (_, index) => [`key${index}`, index]));

test('holds what it was made of, one entry or many', () => {
  for (const count of [0, 1, 64, 65, 10_000]) {
    const map = PersistentMap.from(entries(count));
    expect(map.size).toBe(count);
    expect(new Map(map.entries())).toEqual(entries(count));
    expect(map.get('key0')).toBe(count > 0 ? 0 : undefined);
    expect(map.get('other')).toBeUndefined();
  }
});

test('an edit answers another map and leaves this one as it was, also when it splits the shards anew', () => {
  const small = PersistentMap.from(entries(10));
  const large = small.with(entries(5_000)).with(new Map([['key3', undefined]]));
  expect([small.size, large.size]).toEqual([10, 4_999]);
  expect(small.get('key3')).toBe(3);
  expect(large.has('key3')).toBe(false);
  const changed = large.with(new Map([['key4', -1]]));
  expect([large.get('key4'), changed.get('key4'), changed.size]).toEqual([4, -1, 4_999]);
});

test('numbers of every kind are keys, and one that is not there is not found', () => {
  const map = PersistentMap.from(new Map(Array.from({ length: 1_000 }, (_, index) => [index - 500, index])));
  expect([map.get(-500), map.get(0), map.get(499)]).toEqual([0, 500, 999]);
  for (const key of [500, 1.5, Number.NaN, Infinity, 2 ** 53]) expect(map.get(key)).toBeUndefined();
});

test('differences are the keys that came, went or changed, between maps of one origin and of two', () => {
  const map = PersistentMap.from(entries(1_000));
  const changes = new Map([
    ['key1', -1],
    ['key2', undefined],
    ['new', 1],
  ]);
  for (const other of [
    map.with(changes),
    PersistentMap.from(new Map(map.with(changes).entries())),
    map.with(changes).with(entries(9)),
  ]) {
    expect([...other.differences(map)].sort()).toEqual([...map.differences(other)].sort());
  }
  expect([...map.differences(map.with(changes))].sort()).toEqual(['key1', 'key2', 'new']);
  expect([...map.differences(map)]).toEqual([]);
});

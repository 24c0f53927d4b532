import { expect, test } from 'vitest';
import { ResourceSet } from './resource-set.ts';
import { ResourceSlots } from './resource-slots.ts';

const held = (ids: Iterable<number>): [number, boolean][] => [...ids].map((id) => [id, true]);

test('holds what was put in, on both sides of every word', () => {
  const ids = Array.from({ length: 200 }, (_, index) => 1_000_000 - index * 7);
  const slots = new ResourceSlots();
  for (let count = 0; count <= ids.length; count += 1) {
    const set = ResourceSet.empty(slots).with(held(ids.slice(0, count)));
    expect([...set]).toEqual(ids.slice(0, count));
    expect(set.size).toBe(count);
    expect(ids.filter((id) => set.has(id))).toEqual(ids.slice(0, count));
  }
  expect(ResourceSet.empty(slots).has(1_000_000)).toBe(false);
});

test('an edit answers another set and leaves this one as it was; what is already so counts once', () => {
  const set = ResourceSet.empty(new ResourceSlots()).with(held([5, 6, 6]));
  const other = set.with([
    [5, false],
    [7, true],
    [8, false],
  ]);
  expect([...set]).toEqual([5, 6]);
  expect([...other]).toEqual([6, 7]);
  expect([set.size, other.size]).toEqual([2, 2]);
});

test('a resource that another version of the client numbered is not held', () => {
  const slots = new ResourceSlots();
  const set = ResourceSet.empty(slots).with(held([1]));
  ResourceSet.empty(slots).with(held([2, 3]));
  expect([set.has(2), set.has(3), set.has(1)]).toEqual([false, false, true]);
});

test('sets are joined, compared and subtracted alike, as bits or as any other sets', () => {
  const slots = new ResourceSlots();
  const bits = (ids: readonly number[]): ReadonlySet<number> => ResourceSet.empty(slots).with(held(ids));
  const few = [1, 40, 70];
  const many = Array.from({ length: 60 }, (_, index) => index * 2);
  for (const one of [bits(few), new Set(few), ResourceSet.empty(new ResourceSlots()).with(held(few))]) {
    for (const other of [bits(many), new Set(many)]) {
      expect([...ResourceSet.union([one, other])].sort((a, b) => a - b)).toEqual(
        [...new Set([...few, ...many])].sort((a, b) => a - b),
      );
      expect(ResourceSet.union([one, other]).size).toBe(61);
      expect([ResourceSet.countCommon(one, other), ResourceSet.countCommon(other, one)]).toEqual([2, 2]);
      expect([ResourceSet.intersect(one, other), ResourceSet.intersect(one, bits([3]))]).toEqual([true, false]);
      expect([...ResourceSet.difference(one, other)]).toEqual([1]);
      expect([...ResourceSet.difference(other, one)]).toHaveLength(58);
      expect([...ResourceSet.like(one, [70])]).toEqual([70]);
    }
  }
  expect(ResourceSet.union([]).size).toBe(0);
});

test('a word that is full is counted whole', () => {
  const slots = new ResourceSlots();
  const full = ResourceSet.empty(slots).with(held(Array.from({ length: 32 }, (_, index) => index)));
  const more = ResourceSet.empty(slots).with(held([31, 32]));
  expect([ResourceSet.union([full, more]).size, ResourceSet.countCommon(full, more)]).toEqual([33, 1]);
});

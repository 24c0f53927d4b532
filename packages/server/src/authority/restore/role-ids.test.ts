import { describe, expect, it } from 'vitest';
import { company, LAB, NORTH, NORTH_1, ROOT, SALES, SOUTH } from '../../../test/authority/company.ts';
import { placesBelow, RoleIds } from './role-ids.ts';

describe('roles of then and now', () => {
  it('a role lies below another exactly where its place lies within the other’s', () => {
    const places = placesBelow(company(), ROOT);
    const below = (top: number): number[] => {
      const span = places.get(top);
      return [...places].filter(([, { first, last }]) => span && first > span.first && last <= span.last).map(([id]) => id);
    };
    expect(new Set(below(ROOT))).toEqual(new Set([SALES, NORTH, NORTH_1, SOUTH, LAB]));
    expect(new Set(below(SALES))).toEqual(new Set([NORTH, NORTH_1, SOUTH]));
    expect([below(NORTH), below(SOUTH), below(LAB)]).toEqual([[NORTH_1], [], []]);
    expect([...placesBelow(company(), SALES).keys()]).not.toContain(LAB);
  });

  it('what did not come back under a new id has the id that it had', () => {
    const ids = new RoleIds();
    ids.comesBack(3, 30);
    expect([ids.nowOf(3), ids.thenOf(30), ids.nowOf(4), ids.thenOf(4)]).toEqual([30, 3, 4, 4]);
  });
});

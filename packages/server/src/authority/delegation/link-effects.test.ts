import { expect, it } from 'vitest';
import type { Effect } from '../change.ts';
import { allowForEach } from './link-effects.ts';

it('a change of more links than one change may touch is refused, and no more of it is worked out', () => {
  const effects = Array.from({ length: 50_001 }, (): Effect => ({ kind: 'link_ends', roleId: 1, resourceId: 1 }));
  let asked = 0;
  const decision = allowForEach(5, Array(100).keys(), () => {
    asked += 1;
    return effects;
  });
  expect(decision).toMatchObject({ kind: 'conflict', member: 'resource_id' });
  expect(asked).toBe(4);
  expect(allowForEach(5, [1, 2], () => effects)).toMatchObject({ kind: 'allowed', rule: 5 });
});

import type { RoleWire } from '@hufu/contract';
import { describe, expect, it } from 'vitest';
import { ApiFailure } from '../api-failure.ts';
import { nestRoles } from './role-tree-wire.ts';
import { roleWire } from './role-wire.ts';

const role = (id: number, parentId: number): RoleWire => {
  const times = { createdBy: 'a', updatedBy: 'b', created: 0, updated: 1 };
  return roleWire({ id, clientId: 1, name: `role ${id}`, description: '', parentId, ...times });
};

describe('nesting roles (contract/authority.md §5)', () => {
  it('puts roles below their parents, and those whose parent is not shown at the top; what came flat stays flat', () => {
    const flat = [role(3, 2), role(5, 1), role(2, 7), role(4, 3)];
    const nested = nestRoles(flat);
    expect(nested.map(({ id }) => id)).toEqual([5, 2]);
    expect(nested[1]?.children?.[0]?.children?.[0]?.id).toBe(4);
    expect(nested[0]).not.toHaveProperty('children');
    expect(flat[2]).not.toHaveProperty('children');
  });

  it('refuses to nest a tree that is too deep for readers of JSON', () => {
    const chain = (length: number): RoleWire[] => Array.from({ length }, (_, index) => role(index + 1, index === 0 ? -1 : index));
    expect(() => JSON.stringify(nestRoles(chain(1_000)))).not.toThrow();
    expect(() => nestRoles(chain(1_001))).toThrow(ApiFailure);
  });

  it('writes times by RFC 3339 §5.6 and leaves relations out that are empty', () => {
    expect(role(1, -1)).toEqual({
      ...{ id: 1, name: 'role 1', description: '', parent_id: -1, client_id: 1, created_by: 'a', updated_by: 'b' },
      ...{ created: '1970-01-01T00:00:00.000Z', updated: '1970-01-01T00:00:00.001Z' },
    });
  });
});
